// @vitest-environment happy-dom
/** Connections that say nothing any more, and pages that sleep, hide, or are put away. */
import { expect, test, vi } from 'vitest';
import {
  current,
  FakeSocket,
  resumed,
  settle,
  startLink,
  untilNextAttempt,
  useFakeBrowser,
  viewer,
} from '../../test/support/test-link.ts';

useFakeBrowser();

const opened = (): number => FakeSocket.opened.length;

/** Lets time pass until the connection is given up. */
async function untilGivenUp(socket: FakeSocket): Promise<number> {
  const start = Date.now();
  while (!socket.closed) await vi.advanceTimersToNextTimerAsync();
  return Date.now() - start;
}

function hide(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  dispatchEvent(new Event('visibilitychange'));
}

test('a server that is silent for 25 seconds is given up, and connected to again', async () => {
  await startLink();
  const first = current();
  first.hears(viewer);
  await vi.advanceTimersByTimeAsync(24_000);
  // Whatever it says, even that it has nothing to say, shows that it is there.
  first.hears({});
  expect(await untilGivenUp(first)).toBe(26_000);
  await untilNextAttempt();
  expect(current().said[0]?.[4]).toEqual(['id', 'secret', 1, 1]);
});

test('a page that wants changes seldom is silent for as much longer', async () => {
  await startLink({ endpoint: { url: 'http://x/socket', pace: 60_000 } });
  current().hears(viewer);
  expect(await untilGivenUp(current())).toBe(85_000);
});

test('a connection that does not begin within 10 seconds is given up; the next one may take longer', async () => {
  await startLink();
  expect(await untilGivenUp(FakeSocket.opened[0] as FakeSocket)).toBe(10_000);
  await untilNextAttempt();
  // A silent one counts as begun only when it was answered.
  expect(await untilGivenUp(current())).toBeGreaterThan(15_000);
});

test('patience that was needed once is not kept once the network is good again', async () => {
  await startLink();
  await untilGivenUp(FakeSocket.opened[0] as FakeSocket);
  await untilNextAttempt();
  const second = current();
  second.hears(viewer, [0, 0, 'works']);
  expect(await untilGivenUp(second)).toBeLessThanOrEqual(30_000);
});

test('after a sleep the page finds out when it is looked at, without waiting for a timer', async () => {
  await startLink();
  const before = current();
  before.hears(viewer);
  // What a laptop that was closed leaves: time went on, no timer ran.
  vi.setSystemTime(Date.now() + 3_600_000);
  hide(false);
  expect(before.closed).toBe(true);
  await settle();
  expect(opened()).toBe(2);
});

test('a hidden page tells its pace, acknowledges at once, and tells again when it is shown', async () => {
  await startLink();
  const socket = current();
  socket.hears(viewer);
  hide(true);
  socket.hears([0, 0, 'one']);
  socket.hears([0, 0, 'two']);
  hide(false);
  expect(socket.said.slice(1)).toEqual([
    ['pace', 5000],
    ['ack', 1],
    ['ack', 2],
    ['pace', 0],
  ]);
});

test('a page that is hidden when it connects says so in its hello; its own pace holds when that is slower', async () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  for (const [pace, told] of [
    [0, 5000],
    [7000, 7000],
  ] as const) {
    await startLink({ endpoint: { url: 'http://x/socket', pace } });
    expect(current().said[0]?.at(-1)).toBe(told);
  }
});

test('a page without a connection connects at once when it is shown', async () => {
  await startLink();
  current().hears(viewer);
  hide(true);
  current().ends(1006);
  hide(false);
  await settle();
  expect(opened()).toBe(2);
});

test.each(['online', 'shown again'])('a network that changed is connected through at once: %s', async (event) => {
  await startLink();
  const before = current();
  before.hears(viewer);
  if (event === 'online') dispatchEvent(new Event('online'));
  else {
    before.ends(1006);
    hide(false);
  }
  expect(before.closed).toBe(true);
  await settle();
  expect(opened()).toBe(2);
  current().hears(resumed);
  // What waited for the old connection's end opens no further one.
  await vi.advanceTimersByTimeAsync(20_000);
  expect(opened()).toBe(2);
});

test('a page that is put away holds no connection, and is back at once when it is taken out', async () => {
  await startLink();
  const before = current();
  before.hears(viewer);
  dispatchEvent(new Event('pagehide'));
  expect(before.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(opened()).toBe(1);
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await settle();
  expect(opened()).toBe(2);
  current().hears(resumed);
  // The developer is not told of a loss that is none.
  expect(console.warn).not.toHaveBeenCalled();
});

test('a page that is shown for the first time is not connected twice', async () => {
  await startLink();
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  await settle();
  expect(opened()).toBe(1);
});
