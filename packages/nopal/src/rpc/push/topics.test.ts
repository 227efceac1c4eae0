import { type RpcStub, RpcTarget } from 'capnweb';
import { expect, test } from 'vitest';
import { pairSessions } from '../../../test/rpc/paired-sessions.ts';
import { SlowStore } from '../../../test/support/slow-store.ts';
import { until } from '../../../test/support/until.ts';
import { createTopic, MemoryStore, Topics, type From, type TopicMessage, type TopicOptions } from '../../index.ts';
import { subscribeTopic, topicStream } from './topics.ts';

interface Line {
  readonly text: string;
}

type Got = TopicMessage<Line>;

let names = 0;

/** A topic of its own, and an object that serves it. */
function served(options: TopicOptions<Line> = {}) {
  const topics = new Topics();
  const topic = createTopic<Line>(`rpc-${names++}`, options);
  class Api extends RpcTarget {
    follow(callback: RpcStub<(message: Got) => unknown>, from?: From) {
      return subscribeTopic(topics, topic, callback, { from });
    }

    stream(from?: From) {
      return topicStream(topics, topic, { from });
    }
  }
  const publish = async (...texts: readonly string[]): Promise<void> => {
    for (const text of texts) await topics.publish(topic, { text });
  };
  return { topics, topic, publish, pair: pairSessions(new Api()) };
}

const textsOf = (got: readonly Got[]): string[] => got.map(({ message }) => message.text);

/** A turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a client gets what is published, in order, each when it is done with the one before', async () => {
  const { publish, pair, topics } = served();
  const got: Got[] = [];
  let busy = 0;
  const handle = await pair.api.follow(async (message) => {
    expect(busy++).toBe(0);
    await turn();
    got.push(message);
    busy--;
  });
  const texts = Array.from({ length: 100 }, (_, i) => String(i));
  await publish(...texts);
  await until(() => got.length === 100);
  expect(textsOf(got)).toEqual(texts);
  expect(await handle.started()).toMatchObject({ offset: 0, recovered: true });
  expect(await handle.position()).toEqual({ epoch: got[0]?.epoch, offset: 100 });
  handle[Symbol.dispose]();
  await pair.leavesNothing();
  expect(topics.gauges()).toMatchObject({ topics: 0, subscribers: 0 });
});

test('a client that was away goes on after the last message it has', async () => {
  const { publish, pair } = served();
  const got: Got[] = [];
  const take = (message: Got): void => void got.push(message);
  const first = await pair.api.follow(take);
  await publish('a', 'b');
  await until(() => got.length === 2);
  await first.unsubscribe();
  await publish('c', 'd');
  const { epoch, offset } = got.at(-1) as Got;
  await pair.api.follow(take, { epoch, offset });
  await until(() => got.length === 4);
  expect(textsOf(got)).toEqual(['a', 'b', 'c', 'd']);
  expect(got.map(({ gap }) => gap)).toEqual([undefined, undefined, undefined, undefined]);
});

test('the last messages come first when they are asked for', async () => {
  const { publish, pair } = served();
  await publish('a', 'b', 'c');
  const got: Got[] = [];
  await pair.api.follow((message) => void got.push(message), { last: 2 });
  await until(() => got.length === 2);
  expect(textsOf(got)).toEqual(['b', 'c']);
});

test('what is missing is told with the message after it', async () => {
  const { publish, pair, topics, topic } = served({ history: { count: 2 } });
  await publish('a', 'b', 'c', 'd', 'e');
  const { epoch } = await topics.read(topic, { last: 1 });
  const got: Got[] = [];
  const handle = await pair.api.follow((message) => void got.push(message), { epoch, offset: 1 });
  await until(() => got.length === 2);
  expect(await handle.started()).toEqual({ epoch, offset: 3, recovered: false, reason: 'evicted', missed: 2 });
  expect(got.map(({ offset, gap }) => [offset, gap])).toEqual([
    [4, { reason: 'evicted', missed: 2, epoch, offset: 3 }],
    [5, undefined],
  ]);
  await topics.delete(topic);
  await publish('anew');
  await until(() => got.length === 3);
  expect(got[2]).toMatchObject({ offset: 1, gap: { reason: 'epoch', offset: 0 } });
});

test('a client that throws is called with the next message', async () => {
  const { publish, pair } = served();
  const got: string[] = [];
  const handle = await pair.api.follow(({ message }) => {
    got.push(message.text);
    throw new Error('no');
  });
  await publish('a', 'b');
  await until(() => got.length === 2);
  expect(got).toEqual(['a', 'b']);
  await until(() => got.length === 2);
  await handle.unsubscribe();
  expect(await handle.failures).toBeGreaterThanOrEqual(1);
});

test('who is too slow by the policy of the topic hears that it is over, though a call hangs', async () => {
  const { publish, pair, topics } = served({ slow: 'close', maxBehind: 3 });
  let calls = 0;
  const handle = await pair.api.follow(() => {
    calls++;
    return new Promise(() => undefined);
  });
  const done = handle.done();
  const outcome = Promise.resolve(done).then(
    () => 'resolved',
    (error: unknown) => String(error),
  );
  await publish('a');
  await until(() => calls === 1);
  for (let i = 0; i < 10; i++) {
    await publish(String(i));
    await turn();
  }
  expect(await outcome).toContain('[slow-subscriber]');
  expect([calls, topics.gauges().subscribers]).toEqual([1, 0]);
  handle[Symbol.dispose]();
  // The client's side of the call hangs on, by its own doing.
  await pair.leavesNothing(['server']);
});

test.each([
  [
    'unsubscribe',
    (pair: ReturnType<typeof served>['pair'], handle: { unsubscribe(): unknown }) => handle.unsubscribe(),
  ],
  ['the end of the session', (pair: ReturnType<typeof served>['pair']) => pair.cut()],
])('%s ends a subscription in the middle of a call', async (_by, end) => {
  const { publish, pair, topics } = served();
  let calls = 0;
  const handle = await pair.api.follow(() => {
    calls++;
    return new Promise(() => undefined);
  });
  await publish('a', 'b', 'c');
  await until(() => calls === 1);
  end(pair, handle);
  await until(() => topics.gauges().subscribers === 0);
  await publish('d');
  await turn();
  expect([calls, pair.watching]).toEqual([1, 0]);
});

test('done resolves by its own wish, and rejects when the topics are closed', async () => {
  const { topics, topic, publish } = served();
  const wished = subscribeTopic(topics, topic, () => undefined);
  const done = wished.done();
  wished.unsubscribe();
  await expect(done).resolves.toBeUndefined();
  const closed = subscribeTopic(topics, topic, () => undefined);
  await publish('a');
  await topics.close();
  await expect(closed.done()).rejects.toMatchObject({ code: 'topics-closed' });
  expect(() => subscribeTopic(topics, topic, () => undefined)).toThrow('[topics-closed]');
  expect(() => topicStream(topics, topic)).toThrow('[topics-closed]');
});

test('what could not begin says so', async () => {
  class Broken extends MemoryStore {
    override range(): never {
      throw new Error('no disk');
    }
  }
  const topics = new Topics({ store: new Broken() });
  const subscription = subscribeTopic(topics, 'broken', () => undefined);
  await expect(subscription.started()).rejects.toMatchObject({ code: 'topic-store-failed' });
  await expect(subscription.done()).rejects.toMatchObject({ code: 'topic-store-failed' });
  const reader = topicStream(topics, 'broken').getReader();
  await expect(reader.read()).rejects.toMatchObject({ code: 'topic-store-failed' });
  expect(topics.gauges().subscribers).toBe(0);
});

test('what was ended before it had begun says so', async () => {
  const topics = new Topics({ store: new SlowStore().connect() });
  const subscription = subscribeTopic(topics, 'late', () => undefined);
  const started = subscription.started();
  subscription.unsubscribe();
  await expect(started).rejects.toMatchObject({ code: 'subscription-ended' });
});

test('nothing is handed out after the end, though more had come', async () => {
  const { topics, topic, publish } = served();
  let finish: () => void = () => undefined;
  const errors: unknown[] = [];
  const subscription = subscribeTopic(
    topics,
    topic,
    () => new Promise<void>((_resolve, reject) => (finish = () => reject(new Error('late')))),
    { onCallbackError: (error) => errors.push(error) },
  );
  await publish('a', 'b', 'c');
  await until(() => subscription.position().offset === 1);
  subscription.unsubscribe();
  finish();
  await turn();
  await turn();
  expect([subscription.position().offset, subscription.failures, errors]).toEqual([1, 0, []]);
});

test('what cannot be subscribed to leaves nothing of the function', async () => {
  const { pair, topics } = served();
  await topics.close();
  const refused = async (): Promise<unknown> => await pair.api.follow(() => undefined);
  await expect(refused()).rejects.toThrow('[topics-closed]');
  await pair.leavesNothing();
});

test('a function that is refused leaves no subscriber', () => {
  const { topics, topic } = served();
  // @ts-expect-error what a client may send all the same
  expect(() => subscribeTopic(topics, topic, { call: 1 })).toThrow(TypeError);
  expect(topics.gauges().subscribers).toBe(0);
});

test('a stream gives each message in order, and takes none before it is read', async () => {
  const { topics, topic, publish } = served();
  await publish('a', 'b', 'c');
  const stream = topicStream(topics, topic, { from: { last: 3 } });
  expect(Object.getPrototypeOf(stream)).toBe(ReadableStream.prototype);
  await turn();
  expect(topics.gauges()).toMatchObject({ subscribers: 1, behind: 1 });
  const texts: string[] = [];
  await publish('d');
  for await (const { message } of stream) {
    texts.push(message.text);
    if (texts.length === 4) break;
  }
  expect(texts).toEqual(['a', 'b', 'c', 'd']);
  expect(topics.gauges().subscribers).toBe(0);
});

test('a client reads a stream in order; it ends with the session', async () => {
  const { publish, pair, topics } = served();
  await publish('a', 'b');
  const reader = (await pair.api.stream({ last: 2 })).getReader();
  await publish('c');
  const texts: string[] = [];
  for (let i = 0; i < 3; i++) texts.push((await reader.read()).value?.message.text ?? '');
  expect(texts).toEqual(['a', 'b', 'c']);
  expect(topics.gauges().subscribers).toBe(1);
  pair.cut();
  expect([topics.gauges().subscribers, pair.watching]).toEqual([0, 0]);
});

test('a stream that is not read fails when the topic is strict about that', async () => {
  const { publish, topics, topic } = served({ slow: 'close', maxBehind: 3 });
  const reader = topicStream(topics, topic).getReader();
  for (let i = 0; i < 10; i++) {
    await publish(String(i));
    await turn();
  }
  await expect(reader.read()).rejects.toMatchObject({ code: 'slow-subscriber' });
});

test.each<[string, unknown]>([
  ['null', null],
  ['another word', 'then'],
  ['a number', 1],
  ['nothing in it', {}],
  ['a list', [{ last: 1 }]],
  ['a fraction', { last: 1.5 }],
  ['less than nothing', { last: -1 }],
  ['not a number', { last: Number.NaN }],
  ['too large a number', { last: 1e300 }],
  ['a text for a number', { last: '1' }],
  ['more than belongs there', { last: 1, epoch: 'e' }],
  ['more than a position', { epoch: 'e', offset: 1, last: 1 }],
  ['no epoch', { offset: 1 }],
  ['an epoch that is no text', { epoch: {}, offset: 1 }],
  ['an offset of another kind', { epoch: 'e', offset: 1n }],
  ['a function', () => undefined],
])('a place from a client that is none is refused: %s', async (_what, from) => {
  const { pair, topics } = served();
  // A promise of capnweb can be called, and `expect` would.
  const refused = async (): Promise<unknown> => await pair.api.follow(() => undefined, from as From);
  await expect(refused()).rejects.toThrow('What `from` says is no place in a topic.');
  expect(topics.gauges().subscribers).toBe(0);
  await pair.leavesNothing();
});
