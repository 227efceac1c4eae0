import { onTestFinished, expect, test } from 'vitest';
import { withinSession } from './session-scope.ts';
import { watchStrayRejections } from './strays.ts';

/** What the app's own listener is told, instead of the one of the test runner. */
function listened(): unknown[] {
  const told: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => told.push(reason));
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection');
    for (const each of others) process.on('unhandledRejection', each);
  });
  return told;
}

test('what is rejected within a session is told to it alone; other rejections go where they always went', async () => {
  watchStrayRejections();
  const app = listened();
  const session: unknown[] = [];
  const scope = { onEnd: () => () => undefined, stray: (error: unknown) => session.push(error) > 0 };
  withinSession(scope, () => void Promise.reject(new Error('of the session')));
  void Promise.reject(new Error('of the app'));
  await expect.poll(() => [session, app]).toEqual([[new Error('of the session')], [new Error('of the app')]]);
});

test('it is there again after something put back what was there before', async () => {
  const before = process.emit;
  watchStrayRejections();
  process.emit = before;
  watchStrayRejections();
  const once = process.emit;
  watchStrayRejections();
  expect(process.emit).toBe(once);
  const app = listened();
  const session: unknown[] = [];
  withinSession(
    { onEnd: () => () => undefined, stray: (error) => session.push(error) > 0 },
    () => void Promise.reject(new Error('no')),
  );
  await expect.poll(() => session).toEqual([new Error('no')]);
  expect(app).toEqual([]);
});
