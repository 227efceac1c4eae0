import { afterAll, beforeEach } from 'vitest';
import { FixtureApp, type FixtureName } from './fixture-app.ts';

/** Starts a fixture with the first test of a file, for all of them, and ends it after them. */
export function useFixtureApp(name: FixtureName): () => FixtureApp {
  let app: FixtureApp | undefined;
  let end: (() => Promise<void>) | undefined;
  // Not before all of them: one can only wait for a condition in a test.
  beforeEach(async () => {
    app ??= await FixtureApp.start(name, {}, (stop) => (end = stop));
  });
  afterAll(() => end?.());
  return () => {
    if (app === undefined) throw new Error('The app is there in tests only.');
    return app;
  };
}
