/** Streams of events that nobody reads, that are quiet, or that end. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask, beginToAsk } from '../../../test/support/ask.ts';
import { follow, read, stare } from '../../../test/support/event-reader.ts';
import { openTopic, serveTopics } from '../../../test/support/topic-endpoints.ts';
import { until } from '../../../test/support/until.ts';

test('comments keep a quiet stream from being taken for dead', async () => {
  const server = await serveTopics({ limits: { beatMs: 1 } });
  server.events('/feed', openTopic<string>('news'));
  const reader = await follow(server.port, '/feed');
  await until(() => reader.comments >= 2);
  expect(reader.events).toEqual([]);
});

test('who reads nothing costs no more with 50 MB than with one batch, and disturbs nobody', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('firehose', { maxMessageBytes: 1e6 });
  const endpoint = server.events('/feed', topic);
  stare(server.port);
  await until(() => endpoint.size === 1);
  const [stream] = [...server.connections];
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id !== '');
  const block = 'y'.repeat(16_000);
  let most = 0;
  for (let n = 0; n < 3200; n++) {
    await server.topics.publish(topic, `${n} ${block}`);
    if (n % 8 === 7) await until(() => reader.events.length === n + 1);
    most = Math.max(most, stream?.writableLength ?? 0);
  }
  expect(most).toBeGreaterThan(64 * 1024);
  expect(most).toBeLessThan(64 * 1024 + 64 * 1024 + 20_000);
  expect(reader.events.map(({ data }) => Number.parseInt(data.slice(1), 10))).toEqual(
    Array.from({ length: 3200 }, (_, index) => index),
  );
  expect(endpoint.size).toBe(2);
}, 60_000);

test('who takes nothing for too long is let go', async () => {
  const server = await serveTopics({ limits: { stalledMs: 50, slowestBytesPerSecond: 1e7 } });
  const topic = openTopic<string>('firehose', { maxMessageBytes: 1e6, history: { bytes: 1e8 } });
  const endpoint = server.events('/feed', topic);
  stare(server.port);
  await until(() => endpoint.size === 1);
  for (let n = 0; n < 40; n++) await server.topics.publish(topic, 'z'.repeat(500_000));
  await until(() => endpoint.size === 0);
  expect(server.topics.gauges().subscribers).toBe(0);
});

test('a slow reader of a topic that closes slow ones is told so, and comes back to where it was', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('strict', { slow: 'close', maxBehind: 10, maxMessageBytes: 1e6 });
  server.events('/feed', topic);
  const response = await beginToAsk(server.port, 'GET', '/feed');
  for (let n = 0; n < 60; n++) {
    await server.topics.publish(topic, 'z'.repeat(500_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => server.topics.gauges().subscribers === 0);
  const reader = read(response);
  await once(response, 'end');
  const last = reader.events.at(-1);
  expect([last?.type, JSON.parse(last?.data ?? '')]).toEqual([
    'ended',
    expect.objectContaining({ code: 'slow-subscriber' }),
  ]);
  expect(reader.id).toMatch(/:[1-9]\d*$/);
}, 20_000);

test('closing ends all streams, and takes no more', async () => {
  const server = await serveTopics();
  const endpoint = server.events('/feed', openTopic<string>('news'));
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id !== '');
  const ended = once(reader.response, 'end');
  endpoint.close();
  await ended;
  await until(() => endpoint.size === 0);
  expect((await ask(server.port, 'GET', '/feed')).status).toBe(503);
  expect((await ask(server.port, 'POST', '/feed', { body: 'hi' })).status).toBe(503);
});

test('the end of the topics ends the stream', async () => {
  const server = await serveTopics();
  server.events('/feed', openTopic<string>('news'));
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id !== '');
  await server.topics.close();
  await once(reader.response, 'end');
  expect(reader.events.map(({ type }) => type)).toEqual(['ended']);
});

test('who goes while the guard decides, or while a body comes, leaves nothing behind', async () => {
  const server = await serveTopics();
  let decide: ((may: boolean) => void) | undefined;
  const subscribe = async (): Promise<boolean> => new Promise((resolve) => (decide = resolve));
  const endpoint = server.events('/feed', openTopic<string>('news', { access: { subscribe } }));
  const gone = connect(server.port, '127.0.0.1');
  gone.on('error', () => undefined);
  gone.write('GET /feed HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => decide !== undefined);
  gone.destroy();
  await until(() => server.connections.size === 0);
  decide?.(true);
  const posting = connect(server.port, '127.0.0.1');
  posting.write('POST /feed HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await until(() => [...server.connections].some(({ bytesRead }) => bytesRead > 0));
  posting.destroy();
  await until(() => server.connections.size === 0);
  expect([endpoint.size, server.topics.gauges(), server.log]).toEqual([
    0,
    expect.objectContaining({ subscribers: 0, published: 0 }),
    [],
  ]);
});
