/** What can go wrong around a topic, and what then becomes of everybody else. */
import { expect, test } from 'vitest';
import { codeOf } from '../../test/support/topic-error-code.ts';
import { until } from '../../test/support/until.ts';
import type { TopicError } from './error.ts';
import { MemoryStore } from './memory-store.ts';
import type { Sink } from './sink.ts';
import type { TopicStore } from './store.ts';
import { createTopic } from './topic.ts';
import { Topics, type Published } from './topics.ts';

interface Chat {
  readonly text: string;
}
const lobby = createTopic<Chat>('room:lobby');

let silent = false;

/** A store that never answers about the topic `silent` while that is so. */
function asked(store: MemoryStore): TopicStore {
  return {
    kind: store.kind,
    append: (...given) => store.append(...given),
    read: (...given) => store.read(...given),
    range: (log) => (silent && log.topic === 'silent' ? new Promise(() => undefined) : store.range(log)),
    delete: (topic) => store.delete(topic),
    close: () => undefined,
  };
}

test('a listener that is too slow for its topic is ended, and that is told', async () => {
  const errors: TopicError[] = [];
  const topics = new Topics({ report: (error) => void errors.push(error) });
  const topic = createTopic<number>('strict', { slow: 'close', maxBehind: 2 });
  topics.subscribe(topic, () => new Promise<void>(() => undefined));
  for (let i = 0; i < 2; i++) await topics.publish(topic, i);
  await until(() => topics.gauges().behind === 0);
  for (let i = 0; i < 3; i++) await topics.publish(topic, i);
  await until(() => errors.length === 1);
  expect(errors[0]?.code).toBe('slow-subscriber');
  expect(topics.gauges().subscribers).toBe(0);
});

test('what a store throws is told as a topic error, and a subscription that cannot be read ends', async () => {
  const store = new MemoryStore();
  const errors: TopicError[] = [];
  const topics = new Topics({ store, report: (error) => void errors.push(error) });
  const broken = (): never => {
    throw new Error('disk');
  };
  store.append = broken;
  expect(await codeOf(() => topics.publish('a', 1))).toBe('topic-store-failed');
  store.range = broken;
  expect(await codeOf(() => topics.read('a', { last: 1 }))).toBe('topic-store-failed');
  const subscription = topics.subscribe('a');
  expect(await codeOf(() => subscription.started)).toBe('topic-store-failed');
  expect(await codeOf(() => subscription[Symbol.asyncIterator]().next())).toBe('topic-store-failed');
  expect(errors).toHaveLength(1);
});

test('what nobody told of is found by comparing with the store, and sent', async () => {
  // Two processes, and a store that never tells one what the other stored.
  const store = new MemoryStore();
  const [here, there] = [new Topics({ store, checkMs: 5 }), new Topics({ store })];
  const got: number[] = [];
  const subscription = here.subscribe<number>('log', ({ message }) => void got.push(message));
  await subscription.started;
  for (const n of [1, 2, 3]) await there.publish('log', n);
  await until(() => got.length === 3);
  await there.publish('log', 4);
  await here.publish('log', 5);
  await until(() => got.length === 5);
  expect(got).toEqual([1, 2, 3, 4, 5]);
  await here.close();
});

test('what was told of before it could be read is given once it can be', async () => {
  // As of a store whose copies are not all up to date.
  const store = new MemoryStore();
  const topics = new Topics({ store, checkMs: 5 });
  const read = store.read.bind(store);
  const got: number[] = [];
  await topics.publish('log', 1);
  const subscription = topics.subscribe<number>('log', ({ message }) => void got.push(message), { from: { last: 9 } });
  store.read = (log, from, limits) => ({ ...read(log, from, limits), messages: [], first: 1, next: 1 });
  await subscription.started;
  await until(() => topics.gauges().behind === 1);
  store.read = read;
  await until(() => got.length === 1);
  await topics.close();
});

test('a store that never answers about one topic holds up no other', async () => {
  const store = new MemoryStore();
  const [here, there] = [new Topics({ store: asked(store), checkMs: 5 }), new Topics({ store })];
  const got: number[] = [];
  await here.subscribe<number>('log', ({ message }) => void got.push(message)).started;
  await here.subscribe('silent').started;
  silent = true;
  await there.publish('log', 1);
  await until(() => got.length === 1);
  await there.publish('log', 2);
  await until(() => got.length === 2);
  silent = false;
  await here.close();
});

test('a sink that throws ends alone', async () => {
  const errors: TopicError[] = [];
  const topics = new Topics({ report: (error) => void errors.push(error) });
  const got: number[] = [];
  const broken = (): never => {
    throw new Error('sink');
  };
  const sink: Sink = { isReady: () => true, started: () => undefined, take: broken, gap: broken, ended: broken };
  topics.follow('log', 'now', sink);
  topics.subscribe<number>('log', ({ message }) => void got.push(message));
  topics.follow('log', 'now', { ...sink, started: broken });
  await topics.publish('log', 1);
  await topics.publish('log', 2);
  await until(() => got.length === 2);
  expect(topics.gauges().subscribers).toBe(1);
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['topic-store-failed', 'subscriber-failed']));
});

test('a listener that publishes to its own topic leaves everybody else their turns', async () => {
  const topics = new Topics();
  let turns = 0;
  const subscription = topics.subscribe<number>('loop', ({ message }) => {
    if (message < 20_000) void topics.publish('loop', message + 1);
  });
  const other = (): void => {
    turns++;
    if (subscription.position.offset < 20_000) setImmediate(other);
  };
  setImmediate(other);
  await topics.publish('loop', 1);
  await until(() => subscription.position.offset >= 20_000);
  expect(turns).toBeGreaterThan(10);
});

test('a place in a topic that cannot be is refused', async () => {
  const topics = new Topics();
  for (const last of [-1, 1.5, NaN]) {
    expect(await codeOf(() => topics.subscribe('a', { from: { last } }))).toBe('topic-options');
    expect(await codeOf(() => topics.read('a', { last }))).toBe('topic-options');
    expect(await codeOf(() => topics.read('a', { before: 5, count: last }))).toBe('topic-options');
    expect(await codeOf(() => topics.subscribe('a', { from: { epoch: 'x', offset: last } }))).toBe('topic-options');
  }
  expect(topics.gauges().topics).toBe(0);
});

test('who only knows the name of a topic destroys nothing of it', async () => {
  const store = new MemoryStore();
  const topics = new Topics({ store, checkMs: 5 });
  const subscription = topics.subscribe('late');
  await subscription.started;
  const late = createTopic<number>('late', { history: { count: 5000 } });
  for (let i = 0; i < 500; i++) await topics.publish(late, i);
  const other = new Topics({ store });
  expect((await other.read('late', { last: 1000 })).messages).toHaveLength(500);
  store.read({ topic: 'late', history: { count: 1, bytes: 100, ageMs: 100_000 }, rememberedIds: 0 }, 1, {
    count: 1,
    characters: 1,
  });
  expect((await topics.read(late, { last: 1000 })).messages).toHaveLength(500);
  await topics.close();
});

test('closing ends subscriptions, and refuses what comes after', async () => {
  const topics = new Topics();
  const subscription = topics.subscribe(lobby);
  await subscription.started;
  const next = subscription[Symbol.asyncIterator]().next();
  await Promise.all([topics.close(), topics.close()]);
  await expect(next).rejects.toThrow(/topics-closed/);
  expect(await codeOf(() => topics.publish(lobby, { text: 'late' }))).toBe('topics-closed');
  expect(await codeOf(() => topics.subscribe(lobby))).toBe('topics-closed');
});

test('a publisher that awaits each message in a loop leaves subscribers their turns', async () => {
  const topics = new Topics();
  const topic = createTopic<number>('loop', { history: { count: 0 } });
  const got: number[] = [];
  topics.subscribe(topic, ({ message, gap }) => {
    expect(gap).toBeUndefined();
    got.push(message);
  });
  const published: Published[] = [];
  for (let i = 0; i < 5000; i++) published.push(await topics.publish(topic, i));
  await until(() => got.length === 5000);
  expect(got).toEqual(published.map((_, i) => i));
});
