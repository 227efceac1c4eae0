import { z } from 'zod';
import { expect, test, vi } from 'vitest';
import { codeOf } from '../../test/support/topic-error-code.ts';
import { until } from '../../test/support/until.ts';
import type { TopicError } from './error.ts';
import type { Sink } from './sink.ts';
import { createTopic, createTopicGroup } from './topic.ts';
import { Topics } from './topics.ts';
import type { TopicMessage } from './subscription.ts';

interface Chat {
  readonly text: string;
}
const lobby = createTopic<Chat>('room:lobby');

test('messages get dense offsets in the order of the calls, and reach subscribers in it', async () => {
  const topics = new Topics();
  const got: TopicMessage<Chat>[] = [];
  const subscription = topics.subscribe(lobby, (message) => void got.push(message));
  const published = await Promise.all(['a', 'b', 'c'].map((text) => topics.publish(lobby, { text })));
  expect(published.map(({ offset }) => offset)).toEqual([1, 2, 3]);
  await until(() => got.length === 3);
  expect(got.map(({ offset, message }) => [offset, message.text])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
  expect(subscription.position).toEqual({ epoch: published[0]?.epoch, offset: 3 });
  expect(await subscription.started).toEqual({ epoch: published[0]?.epoch, offset: 0, recovered: true });
  // One object for all of them.
  expect(Object.isFrozen(got[0]?.message)).toBe(true);
});

test('a retry with the same id is harmless', async () => {
  const topics = new Topics();
  const got: string[] = [];
  topics.subscribe(lobby, ({ message }) => void got.push(message.text));
  const [first, second] = await Promise.all([
    topics.publish(lobby, { text: 'a' }, { id: '7' }),
    topics.publish(lobby, { text: 'a' }, { id: '7' }),
  ]);
  expect(second).toEqual({ ...first, isDuplicate: true });
  await topics.publish(lobby, { text: 'b' }, { id: '8' });
  await until(() => got.length === 2);
  expect(got).toEqual(['a', 'b']);
});

test('history is bounded by count, bytes and age', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const topics = new Topics();
    const few = createTopic<string>('few', { history: { count: 2 } });
    const small = createTopic<string>('small', { history: { bytes: 12 } });
    const young = createTopic<string>('young', { history: { ageMs: 1000 } });
    for (const topic of [few, small, young]) {
      for (const text of ['aaaa', 'bbbb', 'cccc']) await topics.publish(topic, text);
    }
    const texts = async (topic: typeof few): Promise<string[]> =>
      (await topics.read(topic, { last: 10 })).messages.map(({ message }) => message);
    expect(await texts(few)).toEqual(['bbbb', 'cccc']);
    expect(await texts(small)).toEqual(['bbbb', 'cccc']);
    expect(await texts(young)).toEqual(['aaaa', 'bbbb', 'cccc']);
    vi.setSystemTime(Date.now() + 1001);
    expect(await texts(young)).toEqual([]);
    expect((await topics.publish(young, 'dddd')).offset).toBe(4);
  } finally {
    vi.useRealTimers();
  }
});

test('history is read by pages, back and forth', async () => {
  const topics = new Topics();
  const topic = createTopic<number>('pages', { history: { count: 8 } });
  for (let i = 1; i <= 10; i++) await topics.publish(topic, i);
  const page = async (part: Parameters<typeof topics.read>[1]): Promise<number[]> =>
    (await topics.read(topic, part)).messages.map(({ message }) => message);
  expect(await page({ last: 2 })).toEqual([9, 10]);
  expect(await page({ last: 100 })).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  expect(await page({ before: 6, count: 2 })).toEqual([4, 5]);
  expect(await page({ before: 4, count: 5 })).toEqual([3]);
  expect(await page({ before: 3, count: 5 })).toEqual([]);
  expect(await page({ after: 8, count: 5 })).toEqual([9, 10]);
  expect(await page({ after: 0, count: 2 })).toEqual([3, 4]);
  expect(await topics.read(topic, { last: 0 })).toMatchObject({ first: 3, next: 11, messages: [] });
});

test('who comes back gets what was missed, or is told why not', async () => {
  const topics = new Topics();
  const topic = createTopic<number>('missed', { history: { count: 3 } });
  const { epoch } = await topics.publish(topic, 1);
  const after = async (from: { epoch: string; offset: number }, count: number): Promise<unknown[]> => {
    const subscription = topics.subscribe(topic, { from });
    const told: unknown[] = [await subscription.started];
    if (count > 0) {
      for await (const { message, gap } of subscription) {
        told.push(gap === undefined ? message : [message, gap.reason, gap.missed]);
        if (told.length > count) break;
      }
    }
    return told;
  };
  for (let i = 2; i <= 5; i++) await topics.publish(topic, i);
  expect(await after({ epoch, offset: 3 }, 2)).toEqual([{ epoch, offset: 3, recovered: true }, 4, 5]);
  expect(await after({ epoch, offset: 5 }, 0)).toEqual([{ epoch, offset: 5, recovered: true }]);
  expect(await after({ epoch, offset: 0 }, 3)).toEqual([
    { epoch, offset: 2, recovered: false, reason: 'evicted', missed: 2 },
    [3, 'evicted', 2],
    4,
    5,
  ]);
  expect(await after({ epoch: 'other', offset: 4 }, 1)).toEqual([
    { epoch, offset: 2, recovered: false, reason: 'epoch', missed: undefined },
    [3, 'epoch', undefined],
  ]);
  expect(await after({ epoch, offset: 9 }, 0)).toEqual([
    { epoch, offset: 5, recovered: false, reason: 'ahead', missed: undefined },
  ]);
});

test('an iteration takes at its own pace, and what it missed meanwhile is told', async () => {
  const topics = new Topics();
  const topic = createTopic<number>('slow', { history: { count: 1000 } });
  const subscription = topics.subscribe(topic);
  const iterator = subscription[Symbol.asyncIterator]();
  await Promise.all(Array.from({ length: 500 }, (_, i) => topics.publish(topic, i)));
  const got: number[] = [];
  for (let i = 0; i < 100; i++) got.push(((await iterator.next()).value as TopicMessage<number>).message);
  // It was given little more than it took; the rest waits in the history, and there it goes.
  for (let i = 500; i < 2500; i++) await topics.publish(topic, i);
  let missed: number | undefined;
  while (got.at(-1) !== 2499) {
    const next = (await iterator.next()).value as TopicMessage<number>;
    missed ??= next.gap?.missed;
    got.push(next.message);
  }
  expect(missed).toBe(2500 - got.length);
  expect(got.slice(-1000)).toEqual(Array.from({ length: 1000 }, (_, i) => 1500 + i));
  await iterator.return?.(undefined);
  expect(topics.gauges().subscribers).toBe(0);
});

test('a listener that takes its time is waited for, and one that throws goes on', async () => {
  const errors: TopicError[] = [];
  const topics = new Topics({ report: (error) => void errors.push(error) });
  const got: number[] = [];
  let running = 0;
  topics.subscribe<number>('work', async ({ message }) => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (message === 2) throw new Error('no');
    got.push(message);
  });
  for (const n of [1, 2, 3]) await topics.publish('work', n);
  await until(() => got.length === 2);
  expect(got).toEqual([1, 3]);
  expect(errors.map(({ code, cause }) => [code, (cause as Error).message])).toEqual([['subscriber-failed', 'no']]);
});

test('an aborted subscription ends, and so does its iteration', async () => {
  const topics = new Topics();
  const controller = new AbortController();
  const iterated = (async () => {
    for await (const _ of topics.subscribe(lobby, { signal: controller.signal })) throw new Error('nothing');
    return 'ended';
  })();
  await until(() => topics.gauges().subscribers === 1);
  controller.abort();
  expect(await iterated).toBe('ended');
  expect(topics.gauges()).toMatchObject({ subscribers: 0, topics: 0 });
  topics.subscribe(lobby, { signal: controller.signal });
  expect(topics.gauges().subscribers).toBe(0);
});

test('what cannot be stored is refused with the reason', async () => {
  const topics = new Topics();
  const strict = createTopic('strict', {
    schema: z.object({ text: z.string().trim().min(1) }),
    maxMessageBytes: 30,
  });
  expect(await codeOf(() => topics.publish(strict, { text: ' ' }))).toBe('message-refused');
  await expect(topics.publish(strict, { text: '' })).rejects.toThrow('text: ');
  expect(await codeOf(() => topics.publish(strict, { text: 'x'.repeat(30) }))).toBe('message-too-long');
  await expect(topics.publish(strict, { text: 'ü'.repeat(15) })).rejects.toThrow(
    'has 41 bytes of JSON, and may have 30',
  );
  await topics.publish(strict, { text: '  trimmed ' });
  expect((await topics.read(strict, { last: 5 })).messages.map(({ message }) => message)).toEqual([
    { text: 'trimmed' },
  ]);
  for (const bad of [undefined, NaN, new Date(), () => 1, { at: new Map() }, [1n], { a: [undefined] }]) {
    expect(await codeOf(() => topics.publish('any', bad))).toBe('message-not-json');
  }
  expect(await codeOf(() => topics.publish('white space', 1))).toBe('topic-name');
});

test('a schema that takes its time is awaited', async () => {
  const topics = new Topics();
  const later = createTopic('later', { schema: z.string().refine(async (text) => text !== 'no') });
  expect(await codeOf(() => topics.publish(later, 'no'))).toBe('message-refused');
  expect(await topics.publish(later, 'yes')).toMatchObject({ offset: 1 });
});

test('a topic is declared once, and a group declares all of its names', () => {
  const topics = new Topics();
  const rooms = createTopicGroup<Chat>('room:', { maxMessageBytes: 10 });
  const private_ = createTopicGroup<Chat>('room:private:', { maxMessageBytes: 20 });
  topics.add(rooms, private_, lobby);
  expect(topics.definition('room:lobby')).toBe(lobby.definition);
  expect(topics.definition('room:garden')).toBe(rooms.definition);
  expect(topics.definition('room:private:7')).toBe(private_.definition);
  expect(topics.definition('room:')).toBeUndefined();
  expect(topics.definition('hall')).toBeUndefined();
  expect(() => topics.add(createTopic('room:lobby'))).toThrow(/duplicate-topic/);
  expect(() => topics.add(createTopicGroup('room:'))).toThrow(/duplicate-topic/);
});

test('a topic of a group is declared by being used, together with its group', async () => {
  const topics = new Topics();
  const inbox = createTopicGroup<Chat>('inbox:');
  await topics.publish(inbox('ann'), { text: 'hi' });
  expect(topics.definition('inbox:bob')).toBe(inbox.definition);
});

test('policies of slow subscribers: go on, skip to the latest, or be closed', async () => {
  const topics = new Topics();
  const follow = (slow: 'resume' | 'latest' | 'close', name: string) => {
    const topic = createTopic<number>(name, { slow, maxBehind: 5 });
    const told: unknown[] = [];
    let isReady = true;
    const sink: Sink = {
      isReady: () => isReady,
      started: () => undefined,
      take: ({ messages }) => void told.push(...messages.map(({ offset }) => offset)),
      gap: ({ reason, missed }) => void told.push([reason, missed]),
      ended: ({ code }) => void told.push(code),
    };
    const cursor = topics.follow(topic, 'now', sink);
    const ready = (value: boolean): void => {
      isReady = value;
      cursor.wake();
    };
    return { topic, told, ready, cursor };
  };
  const [resume, latest, close] = [follow('resume', 'r'), follow('latest', 'l'), follow('close', 'c')];
  for (const { topic, told, ready } of [resume, latest, close]) {
    await topics.publish(topic, 1);
    await until(() => told.length === 1);
    ready(false);
    for (let i = 2; i <= 6; i++) await topics.publish(topic, i);
  }
  await until(() => topics.gauges().behind === 3);
  for (const { ready } of [resume, latest]) ready(true);
  await until(() => topics.gauges().behind === 1);
  expect(resume.told).toEqual([1, 2, 3, 4, 5, 6]);
  expect(latest.told).toEqual([1, ['skipped', 4], 6]);
  expect(close.told).toEqual([1]);
  await topics.publish(close.topic, 7);
  await until(() => close.told.length === 2);
  expect(close.told).toEqual([1, 'slow-subscriber']);
  expect(close.cursor.isClosed).toBe(true);
  expect(topics.gauges().subscribers).toBe(2);
  // Who keeps up again gets everything.
  await topics.publish(latest.topic, 7);
  await until(() => latest.told.length === 4);
});

test('a topic that is forgotten begins anew, and subscribers are told', async () => {
  const topics = new Topics();
  const got: (number | string)[] = [];
  topics.subscribe<number>('log', ({ message, gap }) => void got.push(...(gap ? [gap.reason] : []), message));
  await topics.publish('log', 1);
  await until(() => got.length === 1);
  await topics.delete('log');
  expect((await topics.publish('log', 2)).offset).toBe(1);
  await until(() => got.length === 3);
  expect(got).toEqual([1, 'epoch', 2]);
});
