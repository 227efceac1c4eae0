/** The client with a server that is not what it should be. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { until } from '../support/until.ts';
import { clientOf } from './support.ts';

const LIMITS = { maxMessageBytes: 1000, windowMessages: 4, windowBytes: 1000, beatMs: 60_000 };

/** A server that answers each message of a client as it is told to. */
async function serverThat(answers: (words: readonly unknown[], socket: WebSocket) => unknown[][]): Promise<{
  readonly url: string;
  readonly hellos: () => number;
}> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  await once(server, 'listening');
  let hellos = 0;
  server.on('connection', (socket) => {
    onTestFinished(() => socket.terminate());
    socket.on('message', (data: Buffer) => {
      const words = JSON.parse(data.toString('utf8')) as readonly unknown[];
      if (words[0] === 'hello') hellos++;
      const all =
        words[0] === 'hello' ? [['welcome', 'me', LIMITS], ...answers(words, socket)] : answers(words, socket);
      for (const answer of all) socket.send(JSON.stringify(answer));
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hellos: () => hellos };
}

test.each([
  ['nonsense', [['nonsense']], 'bad-message'],
  ['messages of no topic', [['messages', 7]], 'bad-message'],
])('what a server says that is %s ends the client, and tells everybody why', async (_, answer, code) => {
  const { url, hellos } = await serverThat(([type]) => (type === 'publish' ? answer : []));
  const { client, errors } = clientOf(url);
  const statuses: unknown[] = [];
  client.onStatus((status, error) => statuses.push([status, error?.code]));
  client.topic('a').subscribe(() => expect.unreachable());
  const iterating = (async () => {
    for await (const _ of client.topic('b').subscribe()) expect.unreachable();
  })();
  await expect(client.topic('a').publish(1)).rejects.toMatchObject({ code });
  await expect(iterating).rejects.toMatchObject({ code });
  expect([client.status, statuses.at(-1), errors]).toEqual(['closed', ['closed', code], [code]]);
  expect(() => client.topic('c').join()).toThrow(expect.objectContaining({ code }));
  expect(hellos()).toBe(1);
});

test.each([
  [4400, 'bad-message'],
  [4426, 'version-mismatch'],
  [1009, 'bad-message'],
])('after the close code %i it does not come back', async (code, error) => {
  const { url, hellos } = await serverThat((_, socket) => (socket.close(code), []));
  const { client } = clientOf(url);
  await expect(client.topic('a').publish(1)).rejects.toMatchObject({ code: error });
  expect([client.status, hellos()]).toEqual(['closed', 1]);
});

test.each([4403, 4409, 4410, 1001, 1011])('after the close code %i it does', async (code) => {
  const { url, hellos } = await serverThat((_, socket) => (socket.close(code), []));
  const { client } = clientOf(url);
  await until(() => hellos() > 2);
  expect(client.status).not.toBe('closed');
});

test('messages for subscriptions that have not begun, or are over, reach nobody', async () => {
  const message = (n: number): unknown[] => ['messages', 'a', n, [[0, n]]];
  const { url } = await serverThat(([type, number]) =>
    type === 'subscribe'
      ? [message(1), ['gap', 'a', 'x', 9, 'evicted', 1], ['subscribed', number, 'e', 4], message(5)]
      : [],
  );
  const { client } = clientOf(url);
  const seen: unknown[] = [];
  for await (const { offset, gap } of client.topic('a').subscribe()) {
    seen.push([offset, gap]);
    break;
  }
  expect(seen).toEqual([[5, undefined]]);
});

test('an answer of another kind than what was asked for is not taken for it', async () => {
  const { url } = await serverThat(([type, number]) => (type === 'publish' ? [['done', number]] : []));
  await expect(clientOf(url).client.topic('a').publish(1)).rejects.toMatchObject({ code: 'bad-message' });
});

test('over many reconnects, what waits for a consumer who takes nothing stays bounded', async () => {
  let subscribes = 0;
  const { url } = await serverThat(([type, number, , from], socket) => {
    if (type !== 'subscribe') return [];
    subscribes++;
    const { offset } = from === 'now' ? { offset: 0 } : (from as { offset: number });
    setImmediate(() => socket.terminate());
    const messages = [1, 2, 3, 4].map((n) => [0, offset + n]);
    return [
      ['subscribed', number, 'e', offset],
      ['messages', 'a', offset + 1, messages],
    ];
  });
  const { client } = clientOf(url);
  let connections = 0;
  client.onStatus((status) => {
    if (status === 'connected') connections++;
  });
  const subscription = client.topic('a').subscribe();
  await until(() => connections === 1 && subscribes === 1 && client.status !== 'connected');
  await until(() => client.status === 'connected');
  // It has a window full of messages, so it does not ask for more until one was taken.
  expect(subscribes).toBe(1);
  const seen: number[] = [];
  for await (const { offset } of subscription) if (seen.push(offset) === 12) break;
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
