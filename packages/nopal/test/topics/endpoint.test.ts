/** The endpoint of topic clients, by hand. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createTopic } from '../../src/push/topic.ts';
import { until } from '../support/until.ts';
import { RawClient } from './raw-client.ts';
import { lobby, range, rooms, serveTopics } from './support.ts';

const SESSION = 's'.repeat(22);

test('a session: hello, subscribe, publish, messages, goodbye', async () => {
  const { url, app } = await serveTopics();
  const client = await RawClient.open(url);
  client.say('hello', 1, SESSION);
  const [, user, limits] = await client.next('welcome');
  expect(user).toMatch(/^guest-[\w-]{12}$/);
  expect(limits).toMatchObject({ windowMessages: 256, beatMs: 10_000 });
  client.say('subscribe', 1, 'room:lobby', 'now');
  const [, number, epoch, offset] = await client.next('subscribed');
  expect([number, offset]).toEqual([1, 0]);
  client.say('publish', 2, 'room:lobby', { n: 1 }, 'one');
  expect(await client.next('published')).toEqual(['published', 2, epoch, 1, expect.any(Number), 0]);
  expect(await client.next('messages')).toEqual(['messages', 'room:lobby', 1, [[expect.any(Number), { n: 1 }]]]);
  client.say('publish', 3, 'room:lobby', { n: 1 }, 'one');
  expect(await client.next('published')).toEqual(['published', 3, epoch, 1, expect.any(Number), 1]);
  client.say('unsubscribe', 'room:lobby');
  client.say('history', 4, 'room:lobby', { last: 1 });
  expect(await client.next('history')).toEqual(['history', 4, epoch, 1, 2, 1, [[expect.any(Number), { n: 1 }]]]);
  expect(app.topics.gauges().subscribers).toBe(0);
  client.socket.close();
  expect(await client.closed).toBe('1005');
});

test('a guest who comes back by its session is the same one', async () => {
  const { url } = await serveTopics();
  const userOf = async (session: string): Promise<unknown> => {
    const client = await RawClient.open(url);
    client.say('hello', 1, session);
    const [, user] = await client.next('welcome');
    client.socket.terminate();
    return user;
  };
  const first = await userOf(SESSION);
  expect(await userOf(SESSION)).toBe(first);
  expect(await userOf('t'.repeat(22))).not.toBe(first);
});

test('the same client takes the place of its older connection', async () => {
  const { url } = await serveTopics();
  const before = await RawClient.enter(url, SESSION);
  const other = await RawClient.enter(url, 'o'.repeat(22));
  await RawClient.enter(url, SESSION);
  expect(await before.closed).toBe('4409 replaced');
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
});

const broken: readonly (readonly [string, string | Buffer])[] = [
  ['is not JSON', '{'],
  ['is not an array', '{}'],
  ['has no type', '[]'],
  ['has the unknown type', '["shout"]'],
  ['comes before the hello', '["beat"]'],
  ['is a second hello', `["hello",1,"${SESSION}"]`],
  ['has a session that is not', '["hello",1,"short"]'],
  ['has no whole number from 0 on as its number', '["subscribe",-1,"a","now"]'],
  ['has no text as its topic', '["subscribe",1,{},"now"]'],
  ['has more than 200 characters as its topic', `["unsubscribe","${'t'.repeat(201)}"]`],
  ['has no object as its from', '["subscribe",1,"a","then"]'],
  ['has no text as its epoch', '["subscribe",1,"a",{}]'],
  ['has no whole number from 0 on as its offset', '["subscribe",1,"a",{"epoch":"e","offset":1e99}]'],
  ['has no message to publish', '["publish",1,"a"]'],
  ['has more than 100 characters as its id', `["publish",1,"a",1,"${'i'.repeat(101)}"]`],
  ['has no whole number from 0 on as its total', '["taken","a","all"]'],
  ['is binary', Buffer.from('["beat"]')],
];

test.each(broken)('a message that %s ends the connection, with a line in the log', async (what, message) => {
  const { url, coded } = await serveTopics();
  const client =
    what.includes('before the hello') || what.includes('session')
      ? await RawClient.open(url)
      : await RawClient.enter(url, SESSION);
  client.socket.send(message);
  expect(await client.closed).toBe('4400 bad-message');
  expect(coded('bad-message').map(({ msg }) => msg)).toEqual([
    expect.stringContaining(`A message of a topic client ${what}`),
  ]);
});

test('what is nested without end is refused, and breaks nothing', async () => {
  const { url } = await serveTopics();
  const client = await RawClient.enter(url, SESSION);
  const deep = '['.repeat(25_000) + ']'.repeat(25_000);
  client.socket.send(`["publish",1,"room:lobby",${deep}]`);
  expect((await client.next()).slice(0, 3)).toEqual(['refused', 1, 'message-not-json']);
  client.socket.send(`["join",2,"room:lobby",${deep}]`);
  expect((await client.next()).slice(0, 3)).toEqual(['refused', 2, 'message-not-json']);
  client.socket.send(`[${deep}]`);
  expect(await client.closed).toBe('4400 bad-message');
});

test('what is larger than it may be ends the connection', async () => {
  const { url } = await serveTopics({ limits: { maxMessageBytes: 500 } });
  const client = await RawClient.enter(url, SESSION);
  client.say('publish', 1, 'room:lobby', 'x'.repeat(500));
  expect(await client.closed).toMatch(/^1009/);
});

test('another version, and a client that says nothing, are closed with their codes', async () => {
  const { url } = await serveTopics({ limits: { helloMs: 30 } });
  const other = await RawClient.open(url);
  other.say('hello', 2, SESSION);
  expect(await other.closed).toBe('4426 version-mismatch');
  expect(await (await RawClient.open(url)).closed).toBe('4408 hello-timeout');
});

test('a page of another site is refused before the upgrade', async () => {
  const { url, coded } = await serveTopics();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/_nopal/topics`, { origin: 'https://evil.example' });
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(403);
  expect(coded('origin-refused')).toHaveLength(1);
  socket.on('error', () => undefined);
  socket.terminate();
});

test('nothing beyond the window is sent to a client that takes nothing, and the rest when it does', async () => {
  const { url, app } = await serveTopics({ limits: { windowMessages: 10 } });
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'room:lobby', { last: 0 });
  await client.next('subscribed');
  const seen: number[] = [];
  const take = async (to: number): Promise<void> => {
    while ((seen.at(-1) ?? 0) < to) {
      const [, , first, messages] = (await client.next('messages')) as [string, string, number, unknown[]];
      seen.push(...range(first, first + messages.length - 1));
    }
  };
  for (const n of range(1, 10)) {
    await app.topics.publish(lobby, { n });
    await take(n);
  }
  for (const n of range(11, 50)) await app.topics.publish(lobby, { n });
  // Whatever was on its way comes before this answer.
  client.say('history', 2, 'room:lobby', { last: 0 });
  await client.next('history');
  expect([seen.length, client.waiting]).toEqual([10, []]);
  expect(app.topics.gauges().behind).toBe(1);
  client.say('taken', 'room:lobby', 4);
  await take(50);
  expect(seen).toEqual(range(1, 50));
});

test('the window counts bytes, too', async () => {
  const { url, app } = await serveTopics({ limits: { windowBytes: 10_000 } });
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'room:lobby', { last: 0 });
  await client.next('subscribed');
  for (const n of range(1, 4)) {
    await app.topics.publish(lobby, { n, text: 'x'.repeat(6000) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.say('history', 2, 'room:lobby', { last: 0 });
  const firsts: unknown[] = [];
  for (let message = await client.next(); message[0] !== 'history'; message = await client.next())
    firsts.push(message[2]);
  expect(firsts).toEqual([1, 2]);
  // Half of what is under way makes room for one.
  client.say('taken', 'room:lobby', 1);
  expect((await client.next('messages'))[2]).toBe(3);
});

test('a connection has a bounded number of subscriptions, presences and watches', async () => {
  const { url } = await serveTopics({ limits: { maxSubscriptions: 2 } });
  const client = await RawClient.enter(url, SESSION);
  for (const [i, type] of ['subscribe', 'join', 'watch'].entries()) {
    for (const n of [1, 2, 3]) client.say(type, i * 10 + n, `open:${n}`, type === 'subscribe' ? 'now' : undefined);
    const [, number, code] = await client.next('refused');
    expect([number, code]).toEqual([i * 10 + 3, 'too-many-subscriptions']);
  }
  // One in the place of another is none more.
  client.say('subscribe', 40, 'open:1', 'now');
  expect((await client.next('subscribed'))[1]).toBe(40);
});

test('while it is asked whether it may subscribe, a client may change its mind', async () => {
  const waiting: (() => void)[] = [];
  const subscribe = (): Promise<boolean> => new Promise((resolve) => waiting.push(() => resolve(true)));
  const slow = createTopic('slow', { access: { subscribe } });
  const { url, app } = await serveTopics({}, (app) => app.topics.add(slow));
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'slow', 'now');
  client.say('unsubscribe', 'slow');
  client.say('subscribe', 2, 'slow', 'now');
  client.say('subscribe', 3, 'slow', 'now');
  await until(() => waiting.length === 3);
  for (const go of waiting) go();
  expect((await client.next())[1]).toBe(3);
  client.say('history', 4, 'room:lobby', { last: 0 });
  await client.next('history');
  expect([app.topics.gauges().subscribers, client.waiting]).toEqual([1, []]);
});

test('while so many requests wait that it has to stop, a connection is not read from', async () => {
  let asked = 0;
  const waiting: (() => void)[] = [];
  const slow = createTopic('slow', {
    access: {
      subscribe: async () => {
        asked++;
        await new Promise<void>((resolve) => waiting.push(resolve));
        return true;
      },
    },
  });
  const { url } = await serveTopics({ limits: { maxRequests: 3 } }, (app) => app.topics.add(slow));
  const client = await RawClient.enter(url, SESSION);
  for (const n of range(1, 10)) client.say('history', n, 'slow', { last: 1 });
  await until(() => asked === 3);
  waiting.shift()?.();
  expect((await client.next('history'))[1]).toBe(1);
  await until(() => asked === 4);
  for (const n of range(2, 10)) {
    await until(() => waiting.length > 0);
    waiting.shift()?.();
    expect((await client.next('history'))[1]).toBe(n);
  }
  expect(asked).toBe(10);
});

test('messages faster than they may be are read later, not lost', async () => {
  const { url } = await serveTopics({ limits: { messagesPerSecond: 500, messagesBurst: 5 } });
  const client = await RawClient.enter(url, SESSION);
  for (const n of range(1, 60)) client.say('history', n, 'room:lobby', { last: 0 });
  for (const n of range(1, 60)) expect((await client.next('history'))[1]).toBe(n);
});

test('who is silent is asked, and closed when there is no answer', async () => {
  const { url } = await serveTopics({ limits: { beatMs: 20 } });
  const dead = await RawClient.enter(url, SESSION);
  const alive = await RawClient.enter(url, 'o'.repeat(22));
  alive.socket.on('message', () => alive.say('beat'));
  expect(await dead.next()).toEqual(['beat']);
  expect(await dead.closed).toBe('4410 stalled');
  for (let n = 0; n < 3; n++) await alive.next('beat');
  expect(alive.socket.readyState).toBe(WebSocket.OPEN);
});

test('who never reads costs a bounded amount of memory, and is closed', async () => {
  const { url, app, coded } = await serveTopics({ limits: { beatMs: 200, windowMessages: 1e6, windowBytes: 1e9 } });
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'room:lobby', 'now');
  await client.next('subscribed');
  client.socket.pause();
  // It has to be more than the kernel takes.
  for (const n of range(1, 100)) {
    await app.topics.publish(lobby, { n, text: 'x'.repeat(200_000) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(app.topics.gauges().behind).toBe(1);
  await until(() => app.topics.gauges().subscribers === 0);
  expect(coded('topic-failed')).toEqual([]);
});

test('at shutdown clients are asked to come back, and closed', async () => {
  const { url, app } = await serveTopics();
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'room:lobby', 'now');
  await client.next('subscribed');
  const closing = app.close();
  expect(await client.next()).toEqual(['again', 1]);
  expect(await client.closed).toBe('1001 going-away');
  await closing;
  expect(client.waiting).toEqual([]);
});

test('one subscription to a topic at a time: a new one takes the place of the old', async () => {
  const { url, app } = await serveTopics();
  for (const n of range(1, 3)) await app.topics.publish(rooms('a'), { n });
  const client = await RawClient.enter(url, SESSION);
  client.say('subscribe', 1, 'open:a', { last: 1 });
  expect((await client.next('messages'))[2]).toBe(3);
  client.say('subscribe', 2, 'open:a', { last: 3 });
  expect((await client.next('subscribed'))[1]).toBe(2);
  expect((await client.next('messages'))[2]).toBe(1);
  expect(app.topics.gauges().subscribers).toBe(1);
});

test('all subscribers at the same place are sent the same bytes, made once', async () => {
  const { url, app } = await serveTopics();
  const clients = await Promise.all(range(10, 19).map((n) => RawClient.enter(url, String(n).repeat(11))));
  const texts: string[] = [];
  for (const client of clients) {
    client.say('subscribe', 1, 'room:lobby', 'now');
    await client.next('subscribed');
    client.socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')));
  }
  const { stringify } = JSON;
  let encodings = 0;
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    encodings++;
    return stringify(...args);
  }) as typeof stringify;
  try {
    await app.topics.publish(lobby, { n: 1, text: 'é"\\' });
    await until(() => texts.length === clients.length);
  } finally {
    JSON.stringify = stringify;
  }
  // The message itself, and the name of the topic.
  expect(encodings).toBe(2);
  expect(new Set(texts).size).toBe(1);
});
