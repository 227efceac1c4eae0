import { expect, test, vi } from 'vitest';
import { fakeFetch } from '../../test/support/fake-fetch.ts';
import { HttpSocket } from './http-socket.ts';

/** A socket whose lines come from the test. */
class TestSocket extends HttpSocket {
  readonly transport = 'sse';
  readonly told: unknown[] = [];

  constructor() {
    super({ url: 'http://host/_nopal/socket', pace: 0 });
    this.onopen = () => this.told.push('open');
    this.onmessage = ({ data }) => this.told.push(data);
    this.onclose = ({ code }) => this.told.push(code);
  }

  /** Something the server said. */
  hears(line: string): void {
    this.take(line);
  }
}

function opened(): TestSocket {
  const socket = new TestSocket();
  socket.hears('"id"');
  return socket;
}

const asked = fakeFetch();

test('the first line is the id and opens it, a number ends it, all else is a frame', () => {
  const socket = opened();
  for (const line of ['[0,"text"]', '{}', '{"event":[1,"done"]}', '4409', '{"too":"late"}']) socket.hears(line);
  expect(socket.told).toEqual(['open', '[0,"text"]', '{}', '{"event":[1,"done"]}', 4409]);
});

test('what begins otherwise is not the server', () => {
  const socket = new TestSocket();
  for (const line of ['<html>', '"id"', '[0]']) socket.hears(line);
  expect(socket.told).toEqual([1006]);
});

test('what is said is posted one request at a time; what is said meanwhile goes together, in order', async () => {
  const socket = opened();
  for (const text of ['a', 'b', 'c']) socket.send(text);
  expect(asked.map(({ path, body }) => [path, body])).toEqual([['/_nopal/send/id?n=1', 'a']]);
  await asked[0]?.answer(204);
  expect(asked.map(({ path, body }) => [path, body]).slice(1)).toEqual([['/_nopal/send/id?n=2', 'b\nc']]);
  await asked[1]?.answer(204);
  expect(asked).toHaveLength(2);
  socket.send('d');
  expect(asked[2]?.path).toBe('/_nopal/send/id?n=3');
});

test('a request takes along what fits; a message that is large by itself goes alone', async () => {
  const socket = opened();
  const large = 'l'.repeat(40_000);
  const half = 'h'.repeat(9000);
  for (const text of ['a', half, half, large, 'b', 'c']) socket.send(text);
  for (let i = 0; i < asked.length; i++) await asked[i]?.answer(204);
  expect(asked.map(({ body }) => body)).toEqual(['a', half, half, large, 'b\nc']);
});

test.each([
  [413, 1009],
  [404, 1006],
  [409, 1006],
  [502, 1006],
])('a request that is answered with %i ends it with %i', async (status, code) => {
  const socket = opened();
  socket.send('a');
  socket.send('b');
  await asked[0]?.answer(status);
  expect(socket.told).toEqual(['open', code]);
  expect(asked).toHaveLength(1);
});

test('a request that does not get through ends it, once; nothing is sent after the end', async () => {
  const socket = opened();
  socket.send('a');
  await asked[0]?.fail();
  socket.close();
  socket.send('b');
  expect(socket.told).toEqual(['open', 1006]);
  expect(asked).toHaveLength(1);
});

test('what got through is noted for the next pages of the tab, where notes can be taken', () => {
  const storage: Record<string, string> = {};
  vi.stubGlobal('sessionStorage', storage);
  opened();
  expect(storage).toEqual({ 'nopal:transport': 'sse' });
  vi.stubGlobal('sessionStorage', Object.freeze({}));
  expect(opened().told).toEqual(['open']);
});
