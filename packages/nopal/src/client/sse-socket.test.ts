import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SseSocket } from './sse-socket.ts';

/** The browser's end of the stream, played by the test. */
class FakeEventSource {
  static last: FakeEventSource;
  readonly url: string;
  closed = false;
  onmessage = (_: { data: string }): void => undefined;
  onerror = (): void => undefined;

  constructor(url: string) {
    this.url = url;
    FakeEventSource.last = this;
  }

  close(): void {
    this.closed = true;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function newSocket(): { told: unknown[]; socket: SseSocket; source: FakeEventSource } {
  const told: unknown[] = [];
  const socket = new SseSocket({ url: 'http://host/app/socket', pace: 0 });
  socket.onopen = () => told.push('open');
  socket.onmessage = ({ data }) => told.push(data);
  socket.onclose = ({ code }) => told.push(code);
  return { told, socket, source: FakeEventSource.last };
}

test('the stream is beside the endpoint; its events are the frames', () => {
  const { told, source } = newSocket();
  expect(source.url).toBe('http://host/app/stream');
  for (const data of ['"id"', '[0]', '{}']) source.onmessage({ data });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['open', '[0]', '{}']);
  expect(source.closed).toBe(false);
});

test('a stream that breaks, or ends with a code, is not opened again by itself', () => {
  const broken = newSocket();
  broken.source.onmessage({ data: '"id"' });
  broken.source.onerror();
  const ended = newSocket();
  ended.source.onmessage({ data: '"id"' });
  ended.source.onmessage({ data: '1001' });
  ended.source.onerror();
  expect([broken.told, ended.told]).toEqual([
    ['open', 1006],
    ['open', 1001],
  ]);
  expect([broken.source.closed, ended.source.closed]).toEqual([true, true]);
});

test('where a proxy keeps the stream to itself, it is given up', () => {
  const { told, source } = newSocket();
  vi.advanceTimersByTime(4999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([1006]);
  expect(source.closed).toBe(true);
});

test('after it was closed nothing comes any more', () => {
  const { told, socket, source } = newSocket();
  socket.close();
  source.onmessage({ data: '"id"' });
  source.onmessage({ data: '[0]' });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([1006]);
});
