/** Whatever a client says, it can end its own session, and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { hostileSession } from './hostile-messages.ts';
import { batchOf, post, RawSession, serveTarget, watchProcess, type Line, type RpcApp } from './support.ts';

const RUNS = 250;
const LIMITS = { batchMs: 20, callsPerSecond: 1e6, callBurst: 1e6 };
const FRESH = { sessions: 1, batches: 0, callsInFlight: 0, imports: 1, exports: 1 };

/** Says it all over a WebSocket, and leaves, politely or not. */
async function say(api: string, lines: readonly Line[], leave: 'close' | 'terminate'): Promise<void> {
  const socket = await RawSession.connect(api);
  socket.say(...lines);
  await socket.heard();
  // What was said makes the server say something, too.
  await new Promise(setImmediate);
  socket.socket[leave]();
  await until(() => socket.closed !== undefined);
}

/** Everything is as it was before, but for the session that looks on. */
async function isFresh({ app }: RpcApp): Promise<void> {
  await expect.poll(() => app.gauges().rpc, { interval: 2, timeout: 4000 }).toMatchObject(FRESH);
}

test('over a WebSocket', { timeout: 60_000 }, async () => {
  const fatal = watchProcess();
  const running = await serveTarget({ limits: LIMITS });
  const other = await RawSession.open(running.api);
  let calls = 0;
  const play = fc.asyncProperty(hostileSession, fc.constantFrom('close', 'terminate'), async (lines, leave) => {
    running.target.state.set(++calls);
    await say(running.api, lines, leave);
    expect(await other.call('add', 1, calls)).toEqual(['resolve', calls, 1 + calls]);
    await isFresh(running);
    expect(running.target.state.subscriberCount).toBe(0);
    expect(fatal).toEqual([]);
  });
  await fc.assert(play, { numRuns: RUNS });
});

test('as a batch', { timeout: 60_000 }, async () => {
  const fatal = watchProcess();
  const running = await serveTarget({ limits: LIMITS });
  const other = await RawSession.open(running.api);
  let calls = 0;
  const play = fc.asyncProperty(hostileSession, async (lines) => {
    const response = await post(running.api, batchOf(lines));
    await response.text();
    expect([200, 400, 413, 429, 503]).toContain(response.status);
    expect(await other.call('add', 1, ++calls)).toEqual(['resolve', calls, 1 + calls]);
    await isFresh(running);
    expect(running.target.state.subscriberCount).toBe(0);
    expect(fatal).toEqual([]);
  });
  await fc.assert(play, { numRuns: RUNS });
});
