import type { FixtureApp } from './fixture-app.ts';

/** Lets the oldest handler go on that waits in a fixture; resolves to whether there was one. */
export async function letOneGo({ url }: FixtureApp): Promise<unknown> {
  return (await fetch(`${url}/control/go`, { method: 'POST' })).json();
}
