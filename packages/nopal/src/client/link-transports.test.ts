// @vitest-environment happy-dom
/** Which transport a page connects by. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Socket } from './socket.ts';
import {
  current,
  FakeSocket,
  settle,
  startLink,
  untilNextAttempt,
  useFakeBrowser,
  viewer,
} from '../../test/support/test-link.ts';

/** What was tried, in order. */
const tried: string[] = [];

vi.mock('./spare.ts', () => {
  const fake = (name: string) =>
    class extends FakeSocket {
      constructor() {
        super();
        tried.push(name);
      }
    } as unknown as new () => Socket;
  return { sockets: { sse: fake('sse'), poll: fake('poll') } };
});

useFakeBrowser();
afterEach(() => {
  tried.length = 0;
  sessionStorage.clear();
});

const all = { transports: ['websocket', 'sse', 'poll'] } as const;

/** What a plain request to the server gets. */
function answers(answer: () => Promise<{ status: number }>): void {
  vi.stubGlobal('fetch', vi.fn(answer));
}

/** Lets the connection fail before it began, and waits for the next attempt. */
async function fail(): Promise<void> {
  FakeSocket.opened.at(-1)?.ends(1006);
  await untilNextAttempt();
  if (FakeSocket.opened.at(-1)?.constructor === FakeSocket) tried.push('websocket');
}

test('where the server answers, each transport is tried twice before the next one, round and round', async () => {
  answers(async () => ({ status: 404 }));
  await startLink(all);
  for (let i = 0; i < 7; i++) await fail();
  expect(tried).toEqual(['websocket', 'sse', 'sse', 'poll', 'poll', 'websocket', 'websocket']);
});

test.each([
  ['cannot be reached', async () => Promise.reject(new TypeError('Failed to fetch'))],
  ['is down behind a proxy', async () => ({ status: 502 })],
])('while the server %s, nothing else is tried', async (_, answer) => {
  answers(answer);
  await startLink(all);
  for (let i = 0; i < 4; i++) await fail();
  expect(tried).toEqual(Array.from({ length: 4 }, () => 'websocket'));
});

test('a page that may connect in one way only asks nothing', async () => {
  answers(async () => ({ status: 404 }));
  await startLink();
  for (let i = 0; i < 3; i++) await fail();
  expect(fetch).not.toHaveBeenCalled();
});

test('a request that gets no answer is given up with the connection that it asked for', async () => {
  const signals: AbortSignal[] = [];
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    return controller.signal;
  });
  await startLink(all);
  await fail();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(tried).toEqual(['websocket']);
});

test('what got through once is what the page comes back to, whatever was tried meanwhile', async () => {
  answers(async () => ({ status: 404 }));
  await startLink(all);
  current().hears(viewer);
  for (let i = 0; i < 3; i++) await fail();
  expect(tried).toEqual(['websocket', 'websocket', 'sse']);
  current().hears(viewer);
  await fail();
  expect(tried.at(-1)).toBe('websocket');
});

test('a tab begins with what got through on its page before', async () => {
  sessionStorage['nopal:transport'] = 'poll';
  await startLink(all);
  expect(tried).toEqual(['poll']);
});

test('a tab whose page may not use what got through before begins as any other', async () => {
  sessionStorage['nopal:transport'] = 'poll';
  await startLink({ transports: ['websocket', 'sse'] });
  expect(FakeSocket.opened[0]?.constructor).toBe(FakeSocket);
});

test('what got through first, where something else did not, is what the page comes back to', async () => {
  answers(async () => ({ status: 404 }));
  await startLink(all);
  for (let i = 0; i < 2; i++) await fail();
  current().hears(viewer);
  await fail();
  expect(tried).toEqual(['websocket', 'sse', 'sse']);
});

test('a page that is connected again by the time the server answers stays so', async () => {
  let answer = (_: { status: number }): void => undefined;
  answers(() => new Promise((resolve) => (answer = resolve)));
  await startLink(all);
  FakeSocket.opened[0]?.ends(1006);
  dispatchEvent(new Event('online'));
  await settle();
  const second = current();
  second.hears(viewer);
  answer({ status: 404 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect([FakeSocket.opened.length, second.closed]).toEqual([2, false]);
});

test('a connection over which the server said something got through, whatever became of it', async () => {
  answers(async () => ({ status: 404 }));
  await startLink(all);
  for (let i = 0; i < 4; i++) {
    current().hears({ again: 1 });
    await fail();
  }
  expect(tried).toEqual(Array.from({ length: 4 }, () => 'websocket'));
});
