/** Clients of the plain WebSocket endpoint who read nothing, send too much, or are not there any more. */
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { CHAT, heard, openTopic, serveTopics, type Said } from '../../../test/support/topic-endpoints.ts';
import { until } from '../../../test/support/until.ts';

test('a text that is too long closes with 1009', async () => {
  const server = await serveTopics();
  server.socket('/', openTopic<string>('lobby'), { maxTextBytes: 10 });
  const client = await server.connect('/');
  client.socket.send('0123456789');
  await heard(client, 1);
  client.socket.send('0123456789x');
  await until(() => client.closed !== undefined);
  expect(client.closed?.code).toBe(1009);
});

test('who reads nothing costs no more with 50 MB than with one batch, and disturbs nobody', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('firehose', { maxMessageBytes: 1e6 });
  server.socket('/', topic, { joined: ({ id }) => `${id} joined ${'x'.repeat(1000)}` });
  const stuck = await server.connect('/');
  const [stream] = [...server.connections];
  stuck.socket.pause();
  const reader = await server.connect('/');
  const block = 'y'.repeat(16_000);
  let most = 0;
  for (let n = 0; n < 3200; n++) {
    await server.topics.publish(topic, `${n} ${block}`);
    if (n % 20 === 0)
      server.topics
        .presence(topic)
        .join({ id: `guest ${n}` })
        .leave();
    if (n % 8 === 7) await until(() => reader.frames.filter((frame) => frame.endsWith('y')).length === n + 1);
    most = Math.max(most, stream?.writableLength ?? 0);
  }
  // It was more than the network takes of somebody who does not read, so what is kept here was at its bound.
  expect(most).toBeGreaterThan(64 * 1024);
  expect(most).toBeLessThan(64 * 1024 + 64 * 1024 + 20_000);
  expect(reader.frames.filter((frame) => frame.endsWith('y')).map((frame) => Number.parseInt(frame, 10))).toEqual(
    Array.from({ length: 3200 }, (_, index) => index),
  );
  // And when it reads again, it is told of the hole, and goes on with what there is.
  stuck.socket.resume();
  await until(() => stuck.frames.at(-1)?.startsWith('3199 ') === true);
  expect(stuck.frames.some((frame) => /^\(\d+ messages are missing: the history/.test(frame))).toBe(true);
}, 60_000);

test('a slow client of a topic that closes slow ones is closed with 4429', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('strict', { slow: 'close', maxBehind: 10, maxMessageBytes: 1e6 });
  server.socket('/', topic);
  const stuck = await server.connect('/');
  stuck.socket.pause();
  for (let n = 0; n < 60; n++) {
    await server.topics.publish(topic, 'z'.repeat(500_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => server.topics.gauges().subscribers === 0);
  stuck.socket.resume();
  await until(() => stuck.closed !== undefined);
  expect(stuck.closed).toEqual({ code: 4429, reason: 'slow-subscriber' });
}, 20_000);

test.each<[string, number, (socket: WebSocket) => void]>([
  ['texts', 8, (socket) => socket.send('hi')],
  ['pings', 131, (socket) => socket.ping('x'.repeat(125))],
])(
  'who sends %s without end and reads no answer costs a bounded number of bytes',
  async (_what, frameBytes, send) => {
    const server = await serveTopics();
    server.socket('/', openTopic<string>('lobby', { access: { publish: false } }));
    const { socket } = await server.connect('/');
    const [stream] = [...server.connections];
    socket.pause();
    let most = 0;
    // So much that its answers would be far more than the network takes of somebody who does not read.
    for (let n = 1; n <= 100_000; n++) {
      send(socket);
      if (n % 1000 > 0) continue;
      await until(() => (stream?.bytesRead ?? 0) >= n * frameBytes);
      most = Math.max(most, stream?.writableLength ?? 0);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(64 * 1024 + 1000);
  },
  30_000,
);

test('texts that wait for a guard are read no further than some', async () => {
  const server = await serveTopics();
  let asked = 0;
  const go: ((may: boolean) => void)[] = [];
  const publish = async (): Promise<boolean> => {
    asked++;
    return new Promise((resolve) => go.push(resolve));
  };
  const topic = openTopic<string>('lobby', { access: { publish } });
  server.socket('/', topic);
  const client = await server.connect('/');
  const [stream] = [...server.connections];
  await until(() => server.topics.gauges().subscribers === 1);
  for (let n = 0; n < 1000; n++) client.socket.send(`${n} ${'x'.repeat(5000)}`);
  await until(() => stream?.isPaused() === true);
  expect(asked).toBe(1);
  expect(stream?.bytesRead ?? 0).toBeLessThan(1_000_000);
  const answering = setInterval(() => go.splice(0).forEach((resolve) => resolve(true)), 0);
  await until(() => client.frames.length === 1000);
  clearInterval(answering);
  expect(client.frames.map((frame) => Number.parseInt(frame, 10))).toEqual(Array.from({ length: 1000 }, (_, n) => n));
}, 20_000);

test('who is not there any more is found and has left; who answers pings stays', async () => {
  const server = await serveTopics({ limits: { beatMs: 20, stalledMs: 100 } });
  const topic = openTopic<Said>('lobby');
  server.socket('/', topic, CHAT);
  const ann = await server.connect('/');
  const dead = await server.connect('/', { autoPong: false });
  const pinged = new Promise((resolve) => ann.socket.on('ping', resolve));
  await pinged;
  await heard(ann, 3);
  expect(ann.frames.slice(1)).toEqual([`User${dead.port} has joined the chat`, `User${dead.port} has left the chat`]);
  expect(ann.closed).toBeUndefined();
});

test('pings of a client are answered', async () => {
  const server = await serveTopics();
  server.socket('/', openTopic<string>('lobby'));
  const { socket } = await server.connect('/');
  const answered = new Promise((resolve) => socket.on('pong', (data: Buffer) => resolve(data.toString())));
  socket.ping('there?');
  expect(await answered).toBe('there?');
});
