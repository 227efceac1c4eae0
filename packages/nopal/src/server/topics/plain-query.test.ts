/** Positions at the plain WebSocket endpoint: frames that tell them, and queries that go on after them. */
import { expect, test } from 'vitest';
import type { MissedReason, Position } from '../../push/sink.ts';
import { ask } from '../../../test/support/ask.ts';
import {
  CHAT,
  UPGRADE,
  heard,
  jsonOf,
  openTopic,
  serveTopics,
  type Said,
} from '../../../test/support/topic-endpoints.ts';
import { until } from '../../../test/support/until.ts';

test('json: the start, messages with positions, refusals; and no lines', async () => {
  const server = await serveTopics();
  const topic = openTopic<Said>('lobby', { access: { publish: ({ user }) => user.id !== 'eve' } });
  server.socket('/', topic, { ...CHAT, user: ({ headers }) => ({ id: String(headers['x-name']) }), last: 10 });
  const { epoch, at } = await server.topics.publish(topic, { from: 'bob', text: 'hi' });
  const eve = await server.connect('/?format=json', { headers: { 'x-name': 'eve' } });
  const page = server.topics.presence(topic).join({ id: 'page' });
  page.leave();
  eve.socket.send('let me in');
  await heard(eve, 3);
  expect(jsonOf(eve)).toEqual([
    { started: { epoch, offset: 0, recovered: true } },
    { epoch, offset: 1, at, message: { from: 'bob', text: 'hi' } },
    { error: { code: 'publish-refused', message: expect.stringContaining('[publish-refused]') as string } },
  ]);
});

test('a quiet json client is told where it is, a quiet plain one nothing', async () => {
  const server = await serveTopics({ limits: { beatMs: 1 } });
  const topic = openTopic<string>('quiet');
  server.socket('/', topic);
  const { epoch, offset } = await server.topics.publish(topic, 'before');
  const json = await server.connect('/?format=json');
  const plain = await server.connect('/');
  await heard(json, 3);
  expect(jsonOf(json).slice(1, 3)).toEqual([{ position: { epoch, offset } }, { position: { epoch, offset } }]);
  expect(plain.frames).toEqual([]);
});

test('a client cut again and again in the middle of 1,000 messages ends with each once and in order', async () => {
  const server = await serveTopics();
  const topic = openTopic<number>('count');
  server.socket('/', topic);
  const got: number[] = [];
  let query = '?format=json';
  let next = 1;
  const publish = async (count: number): Promise<void> => {
    for (const to = Math.min(1000, next + count - 1); next <= to;) await server.topics.publish(topic, next++);
  };
  for (let round = 0; got.at(-1) !== 1000; round++) {
    const client = await server.connect(`/${query}`);
    await heard(client, 1);
    const publishing = publish(40);
    // Somewhere in the middle of what comes now.
    const missing = 1000 - (got.at(-1) ?? 0);
    await until(() => client.frames.length > Math.min(missing, (round * 7) % 40));
    client.socket.terminate();
    for (const frame of jsonOf(client)) {
      if ('started' in frame) expect(frame['started']).toMatchObject({ recovered: true });
      else got.push(frame['message'] as number);
      const { epoch, offset } = (frame['started'] ?? frame) as Position;
      query = `?format=json&epoch=${epoch}&offset=${offset}`;
    }
    await publishing;
    // While it is away.
    await publish(20);
  }
  expect(got).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
}, 20_000);

test.each<[MissedReason, string, string]>([
  ['evicted', 'epoch=EPOCH&offset=1', '(2 messages are missing: the history does not go back so far.)'],
  ['epoch', 'epoch=other&offset=4', '(Some messages are missing: the log began anew.)'],
  ['ahead', 'epoch=EPOCH&offset=99', '(Some messages are missing: the log ends before that position.)'],
])('who comes back where it cannot go on is told: %s', async (reason, query, line) => {
  const server = await serveTopics();
  const topic = openTopic<number>('short', { history: { count: 2 } });
  server.socket('/', topic);
  server.socket('/own', topic, { missed: (gap) => `missed by ${gap.reason}` });
  let epoch = '';
  for (let n = 1; n <= 5; n++) ({ epoch } = await server.topics.publish(topic, n));
  const path = `?${query.replace('EPOCH', epoch)}`;
  const plain = await server.connect(`/${path}`);
  const own = await server.connect(`/own${path}`);
  const json = await server.connect(`/${path}&format=json`);
  const kept = reason === 'ahead' ? [] : ['4', '5'];
  await heard(json, kept.length + 1);
  expect(await heard(plain, kept.length + 1)).toEqual([line, ...kept]);
  expect(await heard(own, kept.length + 1)).toEqual([`missed by ${reason}`, ...kept]);
  expect(jsonOf(json)[0]).toMatchObject({ started: { recovered: false, reason } });
  expect(
    jsonOf(json)
      .slice(1)
      .map(({ message }) => String(message)),
  ).toEqual(kept);
});

test.each([
  ['?format=xml', 'format=json'],
  ['?format=json&format=text', 'Give it once'],
  ['?last=-1', 'last=20'],
  ['?last=1e9', 'last=20'],
  ['?last=', 'last=20'],
  ['?last=99999999999999999999', 'last=20'],
  ['?epoch=a', 'Give both'],
  ['?offset=1', 'Give both'],
  ['?epoch=&offset=1', 'no epoch'],
  [`?epoch=${'x'.repeat(5000)}&offset=1`, 'no epoch'],
  ['?epoch=a&offset=NaN', 'whole number'],
  ['?epoch=a&offset=1.5', 'whole number'],
  ['?epoch=a&offset=1&last=2', 'one way only'],
])('the query %s is answered before the upgrade, by what to do', async (query, fix) => {
  const server = await serveTopics();
  server.socket('/', openTopic<string>('lobby'));
  const { status, text } = await ask(server.port, 'GET', `/${query}`, { headers: UPGRADE });
  expect(status).toBe(400);
  expect(text).toContain(fix);
});

test.each(['?__proto__=1', '?token=abc&last=1', '?%', '?epoch=%00%ff&offset=0'])(
  'the query %s is no reason to refuse anybody',
  async (query) => {
    const server = await serveTopics();
    const topic = openTopic<string>('lobby');
    server.socket('/', topic);
    const client = await server.connect(`/${query}`);
    await server.topics.publish(topic, 'hi');
    await until(() => client.frames.includes('hi'));
  },
);
