/** The plain WebSocket endpoint, by clients of `ws` as they are: who is told what, and who may. */
import { expect, test } from 'vitest';
import { MemoryStore } from '../../push/memory-store.ts';
import { TopicError } from '../../push/error.ts';
import type { TopicStore } from '../../push/store.ts';
import { ask, beginToAsk } from '../../../test/support/ask.ts';
import {
  CHAT,
  UPGRADE,
  heard,
  openTopic,
  serveTopics,
  type PlainTestClient,
  type Said,
} from '../../../test/support/topic-endpoints.ts';
import { until } from '../../../test/support/until.ts';

test('a chat: welcome first, who comes and goes, and what is said, to everybody', async () => {
  const server = await serveTopics();
  server.socket('/', openTopic<Said>('lobby'), CHAT);
  const ann = await server.connect('/');
  expect(await heard(ann, 1)).toEqual([`Welcome! You are User${ann.port}. There are 1 users online.`]);
  const bob = await server.connect('/');
  await heard(bob, 1);
  await heard(ann, 2);
  bob.socket.send(Buffer.from([1, 2, 3]), { binary: true });
  bob.socket.send('hi');
  await heard(ann, 3);
  await heard(bob, 2);
  bob.socket.close();
  await heard(ann, 4);
  expect(ann.frames).toEqual([
    `Welcome! You are User${ann.port}. There are 1 users online.`,
    `User${bob.port} has joined the chat`,
    `User${bob.port} says: hi`,
    `User${bob.port} has left the chat`,
  ]);
  expect(bob.frames).toEqual([
    `Welcome! You are User${bob.port}. There are 2 users online.`,
    `User${bob.port} says: hi`,
  ]);
  expect(server.topics.presence('lobby').count).toBe(1);
});

test('what somebody says last is heard before they have left', async () => {
  const server = await serveTopics();
  const access = { publish: async () => new Promise<boolean>((resolve) => setTimeout(resolve, 20, true)) };
  server.socket('/', openTopic<Said>('lobby', { access }), CHAT);
  const ann = await server.connect('/');
  const bob = await server.connect('/');
  await heard(ann, 2);
  bob.socket.send('bye');
  bob.socket.close();
  expect((await heard(ann, 4)).slice(2)).toEqual([`User${bob.port} says: bye`, `User${bob.port} has left the chat`]);
});

test('who comes and goes by other ways is told too, and who is there twice comes and goes once', async () => {
  const server = await serveTopics();
  const lobby = openTopic<Said>('lobby');
  server.socket('/', lobby, { ...CHAT, user: ({ headers }) => ({ id: String(headers['x-name']) }) });
  const ann = await server.connect('/', { headers: { 'x-name': 'ann' } });
  const page = server.topics.presence(lobby).join({ id: 'bob' });
  const bob = await server.connect('/', { headers: { 'x-name': 'bob' } });
  await heard(bob, 1);
  page.leave();
  bob.socket.terminate();
  expect(await heard(ann, 3)).toEqual([
    'Welcome! You are ann. There are 1 users online.',
    'bob has joined the chat',
    'bob has left the chat',
  ]);
  expect(bob.frames).toEqual(['Welcome! You are bob. There are 2 users online.']);
});

test('who has joined and then says something is heard in that order, however busy the topic is', async () => {
  const server = await serveTopics();
  const lobby = openTopic<Said>('lobby');
  server.socket('/', lobby, CHAT);
  const ann = await server.connect('/');
  await heard(ann, 1);
  // All in one turn, in which messages are on their way already.
  const before = server.topics.publish(lobby, { from: 'eve', text: 'one' });
  server.topics.presence(lobby).join({ id: 'bob' });
  await Promise.all([before, server.topics.publish(lobby, { from: 'bob', text: 'two' })]);
  await heard(ann, 4);
  expect(ann.frames.indexOf('bob has joined the chat')).toBeLessThan(ann.frames.indexOf('bob says: two'));
});

test('100 clients who join and leave see exactly the lines of those who came after them', async () => {
  const server = await serveTopics();
  server.socket('/', openTopic<Said>('lobby'), CHAT);
  const clients: PlainTestClient[] = [];
  for (let wave = 0; wave < 10; wave++) {
    clients.push(...(await Promise.all(Array.from({ length: 10 }, () => server.connect('/')))));
  }
  const watcher = clients[0];
  if (watcher === undefined) throw new Error('nobody came');
  await until(() => server.topics.presence('lobby').count === 100);
  await until(() => clients.every(({ frames }) => frames.length > 0));
  // By the welcome, each knows how many were there before.
  const nth = (client: PlainTestClient): number => Number(/There are (\d+) /.exec(client.frames[0] ?? '')?.[1]);
  clients.sort((a, b) => nth(a) - nth(b));
  expect(clients.map(nth)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  await until(() => clients.every((client) => client.frames.length === 101 - nth(client)));
  for (const [index, client] of clients.entries()) {
    const after = clients.slice(index + 1).map(({ port }) => `User${port} has joined the chat`);
    expect(client.frames.slice(1)).toEqual(after);
  }
  const first = clients[0];
  const leaving = clients.slice(1);
  for (const client of leaving) client.socket.close();
  await until(() => server.topics.presence('lobby').count === 1);
  await until(() => first?.frames.length === 199);
  const left = first?.frames.slice(100) ?? [];
  expect(new Set(left)).toEqual(new Set(leaving.map(({ port }) => `User${port} has left the chat`)));
  expect(left).toHaveLength(99);
}, 20_000);

test('by default texts are published and shown as they are, other values as JSON, and nobody is told of anybody', async () => {
  const server = await serveTopics();
  const topic = openTopic<unknown>('anything');
  server.socket('/', topic);
  const [ann, bob] = [await server.connect('/'), await server.connect('/')];
  ann.socket.send('é "quoted"\nand more 😀');
  await heard(bob, 1);
  await server.topics.publish(topic, { a: [1, null] });
  expect(await heard(bob, 2)).toEqual(['é "quoted"\nand more 😀', '{"a":[1,null]}']);
  expect(await heard(ann, 2)).toEqual(bob.frames);
});

/** A store that answers readers once it is let go, if it is held. */
function holdableStore() {
  const memory = new MemoryStore();
  let isHeld = false;
  const waiting: (() => void)[] = [];
  const hold = async (): Promise<void> => {
    if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const store: TopicStore = {
    kind: 'held',
    append: memory.append.bind(memory),
    range: async (log) => (await hold(), memory.range(log)),
    read: async (...args) => (await hold(), memory.read(...args)),
    delete: memory.delete.bind(memory),
    close: () => memory.close(),
  };
  return {
    store,
    hold: () => void (isHeld = true),
    letGo: async () => {
      await until(() => waiting.length > 0);
      // Lines are told in the next turn; those that came until now are to be told before this.
      await new Promise((resolve) => setImmediate(resolve));
      isHeld = false;
      for (const go of waiting) go();
    },
  };
}

test('history comes after the welcome and before lines, also from a store that takes its time', async () => {
  const { store, hold, letGo } = holdableStore();
  const server = await serveTopics({ store });
  const lobby = openTopic<Said>('lobby');
  server.socket('/', lobby, { ...CHAT, last: 2 });
  for (const text of ['one', 'two', 'three']) await server.topics.publish(lobby, { from: 'Eve', text });
  hold();
  const ann = await server.connect('/');
  await heard(ann, 1);
  server.topics.presence(lobby).join({ id: 'bob' }).leave();
  await letGo();
  expect(await heard(ann, 5)).toEqual([
    `Welcome! You are User${ann.port}. There are 1 users online.`,
    'Eve says: two',
    'Eve says: three',
    'bob has joined the chat',
    'bob has left the chat',
  ]);
});

test('lines that wait for the history of somebody are so many and no more', async () => {
  const { store, hold, letGo } = holdableStore();
  const server = await serveTopics({ store });
  const lobby = openTopic<string>('lobby');
  server.socket('/', lobby, { welcome: () => 'welcome', joined: ({ id }) => id });
  hold();
  const ann = await server.connect('/');
  await heard(ann, 1);
  const presence = server.topics.presence(lobby);
  for (let n = 0; n < 1000; n++) {
    presence.join({ id: `${n}`.padEnd(196, 'x') });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await letGo();
  await until(() => server.topics.gauges().behind === 0);
  presence.join({ id: 'last' });
  await until(() => ann.frames.at(-1) === 'last');
  // Of 64 KiB.
  expect(ann.frames.length).toBeGreaterThan(300);
  expect(ann.frames.length).toBeLessThan(350);
});

test('foreign origins are refused before the upgrade; own, listed and absent ones are not', async () => {
  const server = await serveTopics({ origins: { origins: ['https://app.example.com'] } });
  const topic = openTopic<string>('lobby');
  server.socket('/', topic);
  server.socket('/listed', topic, { origins: ['https://other.example.com'] });
  server.socket('/browsers', topic, { requireOrigin: true });
  const status = async (path: string, origin: string | undefined): Promise<number> => {
    const headers = origin === undefined ? UPGRADE : { ...UPGRADE, origin };
    return (await ask(server.port, 'GET', path, { headers: { ...headers, host: 'own.example.com' } })).status;
  };
  const evil = ['https://evil.example.com', 'null', 'https://own.example.com.evil.example.com'];
  for (const origin of evil) expect(await status('/', origin)).toBe(403);
  expect(await status('/listed', 'https://app.example.com')).toBe(403);
  expect(await status('/browsers', undefined)).toBe(403);
  expect(server.log).toEqual(Array.from({ length: 5 }, () => 'origin-refused'));
  const good = ['https://app.example.com', 'http://own.example.com', undefined];
  for (const origin of good) {
    await expect(beginUpgrade(server.port, '/', origin)).resolves.toBe(101);
  }
  await expect(beginUpgrade(server.port, '/listed', 'https://other.example.com')).resolves.toBe(101);
  await expect(beginUpgrade(server.port, '/browsers', 'http://own.example.com')).resolves.toBe(101);
});

async function beginUpgrade(port: number, path: string, origin: string | undefined): Promise<number> {
  const headers = { ...UPGRADE, host: 'own.example.com', ...(origin === undefined ? {} : { origin }) };
  return (await beginToAsk(port, 'GET', path, { headers })).statusCode ?? 0;
}

test('who may not subscribe is told why before the upgrade; who may not be seen is not seen', async () => {
  const server = await serveTopics({ identify: ({ headers }) => ({ id: String(headers['x-name']) }) });
  const topic = openTopic<string>('club', {
    access: { subscribe: ({ user }) => user.id !== 'eve', presence: ({ user }) => user.id === 'ann' },
  });
  server.socket('/', topic, {
    welcome: ({ online }) => `${online} online`,
    joined: ({ id }) => `${id} joined`,
  });
  server.socket('/broken', topic, {
    user: () => {
      throw new Error('no session');
    },
  });
  const refused = await ask(server.port, 'GET', '/', { headers: { ...UPGRADE, 'x-name': 'eve' } });
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('[subscribe-refused]')]);
  const broken = await ask(server.port, 'GET', '/broken', { headers: UPGRADE });
  expect([broken.status, broken.text.includes('session')]).toEqual([500, false]);
  const bob = await server.connect('/', { headers: { 'x-name': 'bob' } });
  const ann = await server.connect('/', { headers: { 'x-name': 'ann' } });
  await server.topics.publish(topic, 'hi');
  expect(await heard(bob, 2)).toEqual(['0 online', 'hi']);
  expect(await heard(ann, 2)).toEqual(['1 online', 'hi']);
});

test('who does not count is not counted, and is told of nobody', async () => {
  const server = await serveTopics();
  const topic = openTopic<Said>('lobby');
  server.socket('/', topic, { ...CHAT, presence: false });
  const ann = await server.connect('/');
  await heard(ann, 1);
  server.topics.presence(topic).join({ id: 'bob' });
  await server.topics.publish(topic, { from: 'bob', text: 'hi' });
  expect((await heard(ann, 2))[1]).toBe('bob says: hi');
  expect(server.topics.presence(topic).count).toBe(1);
});

test('a refused text is answered by a line, and the client stays', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('slow', { rate: { perSecond: 0.001, burst: 2 }, maxMessageBytes: 20 });
  const receive = (text: string): string | undefined => {
    if (text === 'bug') throw new Error('of the app');
    if (text === 'rude') throw new TopicError('message-refused', 'Be kind.', 'Say it otherwise.');
    return text === 'ignored' ? undefined : text;
  };
  server.socket('/', topic, { receive });
  server.socket('/own', topic, { receive, refused: ({ code }) => `! ${code}` });
  const client = await server.connect('/');
  for (const text of ['ignored', 'rude', 'bug', 'x'.repeat(30), 'hi', 'too fast']) client.socket.send(text);
  await heard(client, 5);
  expect([...client.frames].toSorted()).toEqual([
    expect.stringMatching(/^A message for slow has 32 bytes.*\[message-too-long\]$/),
    expect.stringMatching(/^Be kind\. Say it otherwise\. \[message-refused\]$/),
    expect.stringMatching(/^Clients may publish 0\.001 messages a second.*\[publish-too-fast\]$/),
    expect.stringMatching(/^The server could not take the message\. See its log\. \[message-refused\]$/),
    'hi',
  ]);
  expect(server.log).toEqual(['endpoint-option']);
  const own = await server.connect('/own');
  own.socket.send('rude');
  expect(await heard(own, 1)).toEqual(['! message-refused']);
});

test('functions that fail cost what they were called for, and are logged', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('lobby');
  const fail = (): never => {
    throw new Error('of the app');
  };
  server.socket('/', topic, {
    welcome: fail,
    joined: fail,
    // What code without types may give.
    show: (text) => (text === 'promise' ? (Promise.resolve('x') as unknown as string) : text),
  });
  const ann = await server.connect('/');
  server.topics.presence(topic).join({ id: 'bob' });
  await server.topics.publish(topic, 'promise');
  await server.topics.publish(topic, 'hi');
  expect(await heard(ann, 1)).toEqual(['hi']);
  expect(server.log).toEqual(Array.from({ length: 3 }, () => 'endpoint-option'));
});

test('who has left leaves nothing behind', async () => {
  const server = await serveTopics();
  let asked = 0;
  const joined = (): undefined => void asked++;
  const endpoint = server.socket('/', openTopic<Said>('lobby'), { joined });
  const clients = await Promise.all(Array.from({ length: 3 }, () => server.connect('/')));
  const presence = server.topics.presence('lobby');
  await until(() => presence.count === 3);
  expect(asked).toBe(2);
  for (const { socket } of clients) socket.terminate();
  await until(() => presence.count === 0);
  presence.join({ id: 'page' });
  expect([endpoint.size, server.topics.gauges().subscribers, asked]).toEqual([0, 0, 2]);
});

test('closing tells everybody to come back, and nobody that the others left', async () => {
  const server = await serveTopics();
  const endpoint = server.socket('/', openTopic<Said>('lobby'), CHAT);
  const clients = [await server.connect('/'), await server.connect('/')];
  await until(() => endpoint.size === 2);
  endpoint.close();
  await until(() => clients.every(({ closed }) => closed !== undefined));
  expect(clients.map(({ closed }) => closed)).toEqual([
    { code: 1001, reason: 'going-away' },
    { code: 1001, reason: 'going-away' },
  ]);
  expect(clients.flatMap(({ frames }) => frames).filter((frame) => frame.includes('left'))).toEqual([]);
  const late = await server.connect('/');
  await until(() => late.closed !== undefined);
  expect(late.closed?.code).toBe(1001);
});

test('the end of the topics closes with 1001', async () => {
  const server = await serveTopics();
  server.socket('/', openTopic<string>('lobby'));
  const client = await server.connect('/');
  await until(() => server.topics.gauges().subscribers === 1);
  await server.topics.close();
  await until(() => client.closed !== undefined);
  expect(client.closed).toEqual({ code: 1001, reason: 'topics-closed' });
});

test('options that cannot be are refused at once', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('lobby');
  server.socket('/', topic);
  expect(() => server.socket('/', topic)).toThrow(/duplicate-route/);
  expect(() => server.socket('chat', topic)).toThrow(/endpoint-option/);
  expect(() => server.socket('/a', topic, { last: -1 })).toThrow(
    /last .* is -1\. Give a whole number.*endpoint-option/,
  );
  expect(() => server.socket('/b', topic, { maxTextBytes: 0.5 })).toThrow(/endpoint-option/);
});
