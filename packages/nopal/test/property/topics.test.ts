/** Subscribers of topics, over a store that answers late, in any order, and loses news: nothing is skipped or doubled. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/push/batch.ts';
import type { Cursor } from '../../src/push/cursor.ts';
import { fromJson, toJson } from '../../src/push/json.ts';
import type { From, Gap, Position, Start } from '../../src/push/sink.ts';
import { createTopic, type SlowPolicy, type Topic } from '../../src/push/topic.ts';
import { Topics, type Published } from '../../src/push/topics.ts';
import { admit } from '../../src/ui/data.ts';
import { rangeOf, SlowStore } from '../support/slow-store.ts';

type Told =
  | { readonly start: Start }
  | { readonly gap: Gap }
  | { readonly epoch: string; readonly offset: number; readonly text: string };

/** A subscriber that remembers everything, and can be made to take nothing. */
class Subscriber {
  readonly told: Told[] = [];
  isReady = true;
  readonly cursor: Cursor;

  constructor(topics: Topics, topic: Topic<string>, from: From) {
    this.cursor = topics.follow(topic, from, {
      isReady: () => this.isReady,
      started: (start) => void this.told.push({ start }),
      gap: (gap) => void this.told.push({ gap }),
      take: (batch: Batch) => {
        for (const { offset, text } of batch.messages) this.told.push({ epoch: batch.epoch, offset, text });
      },
      ended: (error) => {
        throw error;
      },
    });
  }

  /** Whether what was told holds together: each message follows the one before, the start, or a gap that was told. */
  check(log: ReadonlyMap<string, string>, first: ReadonlyMap<string, number>): void {
    let at: Position | undefined;
    for (const told of this.told) {
      if ('start' in told) {
        expect(at).toBeUndefined();
        at = told.start;
      } else if ('gap' in told) {
        const { gap } = told;
        if (gap.reason === 'evicted' || gap.reason === 'skipped') {
          expect(gap.epoch).toBe(at?.epoch);
          expect(gap.missed).toBe(gap.offset - (at?.offset ?? 0));
        }
        // Nobody is told that something is gone which is still there.
        if (gap.reason === 'evicted') expect(first.get(gap.epoch) ?? Infinity).toBeGreaterThan(gap.offset);
        if (gap.reason === 'epoch') expect(gap.epoch).not.toBe(at?.epoch);
        at = gap;
      } else {
        expect(told.epoch).toBe(at?.epoch);
        expect(told.offset).toBe((at?.offset ?? 0) + 1);
        expect(told.text).toBe(log.get(`${told.epoch} ${told.offset}`));
        at = told;
      }
    }
    expect(this.cursor.position).toEqual({ epoch: at?.epoch, offset: at?.offset });
  }
}

const steps = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('publish', 'elsewhere', 'arrive', 'arrive', 'turn') },
      { weight: 1, arbitrary: fc.constantFrom('again', 'forget') },
      { weight: 6, arbitrary: fc.constantFrom('lose', 'subscribe', 'resume', 'old', 'stop', 'go', 'leave') },
    ),
    fc.nat(99),
  ),
  { minLength: 30, maxLength: 200 },
);

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What two processes and their subscribers make of a shared topic. */
async function run(taken: readonly (readonly [string, number])[], count: number, slow: SlowPolicy): Promise<void> {
  const store = new SlowStore();
  const topic = createTopic<string>('room:lobby', { history: { count }, slow });
  // The comparison with the store is made by hand.
  const here = new Topics({ store: store.connect(), checkMs: 2 ** 30 });
  const there = new Topics({ store: store.connect(), checkMs: 2 ** 30 });
  const subscribers: Subscriber[] = [];
  const publishing: Promise<Published>[] = [];
  const forgetting: Promise<void>[] = [];
  const left: Position[] = [];
  let published = 0;
  const name = { topic: topic.name, history: topic.definition.history, rememberedIds: 1000 };

  for (const [step, which] of taken) {
    const subscriber = subscribers[which % Math.max(1, subscribers.length)];
    if (step === 'publish') publishing.push(here.publish(topic, `m${++published}`, { id: `id${published}` }));
    if (step === 'elsewhere') publishing.push(there.publish(topic, `m${++published}`, { id: `id${published}` }));
    // The same as before, as when an answer was lost.
    if (step === 'again' && published > 0)
      publishing.push(there.publish(topic, `m${published}`, { id: `id${published}` }));
    if (step === 'arrive') store.arrive(which);
    if (step === 'lose') store.lose(which);
    if (step === 'subscribe')
      subscribers.push(new Subscriber(here, topic, which % 2 === 0 ? 'now' : { last: which % 7 }));
    const position = left[which % Math.max(1, left.length)];
    if (step === 'resume' && position !== undefined) subscribers.push(new Subscriber(here, topic, position));
    if (step === 'old') subscribers.push(new Subscriber(here, topic, { epoch: 'another', offset: which }));
    if (step === 'stop' && subscriber !== undefined) subscriber.isReady = false;
    if (step === 'go' && subscriber !== undefined) {
      subscriber.isReady = true;
      subscriber.cursor.wake();
    }
    if (step === 'leave' && subscriber !== undefined && subscriber.told.length > 0) {
      subscriber.cursor.close();
      left.push(subscriber.cursor.position);
    }
    // The log begins anew, now and then.
    if (step === 'forget' && which < 10) forgetting.push(here.delete(topic));
    if (step === 'turn') await turn();
  }

  // In the end everything arrives, everybody takes, and what nobody told of is asked for.
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 5; quiet++) {
      while (store.size > 0) {
        store.arrive(0);
        quiet = 0;
        await turn();
      }
      await turn();
    }
  };
  await settle();
  const probe = new Subscriber(here, topic, 'now');
  for (const subscriber of subscribers) {
    subscriber.isReady = true;
    subscriber.cursor.wake();
  }
  await settle();
  await Promise.all(forgetting);
  const answers = await Promise.all(publishing);
  const range = rangeOf(store, name);
  // By its own account of what each publisher was told, every message is in the log once.
  if (forgetting.length === 0) expect(new Set(answers.map(({ offset }) => offset)).size).toBe(published);

  const log = new Map<string, string>();
  for (const subscriber of subscribers) {
    for (const told of subscriber.told) {
      if ('text' in told) {
        const key = `${told.epoch} ${told.offset}`;
        // Everybody is told the same.
        expect(log.get(key) ?? told.text).toBe(told.text);
        log.set(key, told.text);
      }
    }
  }
  for (const subscriber of [...subscribers, probe]) {
    subscriber.check(log, new Map([[range.epoch, range.first]]));
    if (!subscriber.cursor.isClosed) {
      expect(subscriber.cursor.position).toEqual({ epoch: range.epoch, offset: range.next - 1 });
    }
  }
  expect(here.gauges()).toMatchObject({ behind: 0, topics: 1 });
  for (const { cursor } of [...subscribers, probe]) cursor.close();
  expect(here.gauges()).toMatchObject({ subscribers: 0, topics: 0 });
}

test('every subscriber is given each message once and in order, or told what is missing', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(0, 3, 1000), fc.constantFrom<SlowPolicy>('resume', 'latest'), run),
    { numRuns: 1000 },
  );
});

test('what a topic takes, a page can show', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, maxDepth: 5 }), (message) => {
      let text: string;
      try {
        text = toJson(message, 'a message');
      } catch {
        return;
      }
      expect(() => admit(fromJson(text), undefined, 'a message')).not.toThrow();
    }),
    { examples: [[JSON.parse('{"__proto__":1}')], [JSON.parse(`${'['.repeat(99)}${']'.repeat(99)}`)]] },
  );
});
