/** The client as browsers load it. */
import { brotliCompressSync, constants } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connectTopics } from '../../src/client-browser.ts';
import { until } from '../support/until.ts';
import { AT_ONCE, lobby, networkBefore, range, serveTopics, type Note } from './support.ts';

const limit = 5_632;

test(`it bundles without anything of Node, into at most ${limit} bytes of brotli`, async () => {
  const problems: string[] = [];
  const build = await rolldown({
    input: fileURLToPath(new URL('../../src/client-browser.ts', import.meta.url)),
    platform: 'browser',
    transform: { target: 'es2022' },
    onLog: (_, log) => void problems.push(log.message),
  });
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false });
  await build.close();
  expect(problems).toEqual([]);
  expect(output).toHaveLength(1);
  const { code, imports } = output[0];
  expect(imports).toEqual([]);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const size = brotliCompressSync(code, quality).length;
  expect(size, `it is ${size} bytes of brotli, ${size - limit} too many`).toBeLessThanOrEqual(limit);
});

let listeners: EventTarget;

beforeEach(() => {
  listeners = new EventTarget();
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('addEventListener', listeners.addEventListener.bind(listeners));
  vi.stubGlobal('removeEventListener', listeners.removeEventListener.bind(listeners));
  return () => vi.unstubAllGlobals();
});

test('it connects to where the page came from, by the browser’s own WebSocket', async () => {
  const { url } = await serveTopics();
  vi.stubGlobal('location', { href: `${url}/some/page?query` });
  const client = connectTopics('/', { reconnect: AT_ONCE });
  const seen: number[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset }) => void seen.push(offset)).started;
  await Promise.all(range(1, 10).map((n) => client.topic<Note>(lobby).publish({ n })));
  await until(() => seen.length === 10);
  expect(seen).toEqual(range(1, 10));
  client.close();
});

test('it does not wait for its turn to come back when the browser says that there is a network again', async () => {
  const running = await serveTopics();
  const network = await networkBefore(running);
  vi.stubGlobal('location', { href: network.url });
  const never = { firstMs: 1e9, longestMs: 1e9 };
  const client = connectTopics('/', { reconnect: never });
  await client.topic(lobby).subscribe().started;
  network.cut();
  await until(() => client.status === 'waiting');
  listeners.dispatchEvent(new Event('online'));
  await until(() => client.status === 'connected');
  client.close();
  listeners.dispatchEvent(new Event('online'));
  expect(client.status).toBe('closed');
});
