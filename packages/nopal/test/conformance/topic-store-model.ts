import fc from 'fast-check';
import { expect, vi } from 'vitest';
import type { LogName } from '../../src/push/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const HISTORY = { count: 5, bytes: 60, ageMs: 1000 };
const REMEMBERED = 4;

type Step =
  | { readonly kind: 'append'; readonly topic: number; readonly length: number; readonly id: number | undefined }
  | { readonly kind: 'read'; readonly topic: number; readonly from: number; readonly count: number }
  | { readonly kind: 'range'; readonly topic: number }
  | { readonly kind: 'delete'; readonly topic: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'reopen' };

const topic = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      topic,
      length: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 70 })),
      id: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      topic,
      from: fc.integer({ min: -1, max: 30 }),
      count: fc.integer({ min: 1, max: 7 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('range' as const), topic }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), topic }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 700 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);

interface ModelMessage {
  readonly offset: number;
  readonly at: number;
  readonly text: string;
}

/** A log, told as simply as can be: nothing is ever removed, what is kept is found by looking at all of it. */
class ModelLog {
  readonly messages: ModelMessage[] = [];
  /** The newest last. */
  readonly ids: { readonly id: string; readonly offset: number }[] = [];
  epoch: string | undefined;
  #first = 1;

  get next(): number {
    return this.messages.length + 1;
  }

  /** Messages that went do not come back. */
  get first(): number {
    const isGone = ({ offset, at }: ModelMessage): boolean => {
      const bytes = this.messages.slice(offset - 1).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      return this.next - offset > HISTORY.count || bytes > HISTORY.bytes || at <= Date.now() - HISTORY.ageMs;
    };
    this.#first = Math.max(this.#first, 1 + this.messages.filter(isGone).length);
    return this.#first;
  }

  /** Where an id was used, and whether a store has to know that still. */
  known(id: string): { readonly offset: number; readonly isCertain: boolean } | undefined {
    const place = this.ids.findLastIndex((entry) => entry.id === id);
    const entry = this.ids[place];
    if (entry === undefined) return undefined;
    const isCertain = entry.offset >= this.first || this.ids.length - place <= REMEMBERED;
    return { offset: entry.offset, isCertain };
  }
}

/** A store and its model, side by side. */
class Pair {
  readonly #place: StoreUnderTest;
  readonly #run: string;
  readonly #logs = new Map<number, ModelLog>();
  readonly #epochs = new Map<string, ModelLog>();

  constructor(place: StoreUnderTest, run: string) {
    this.#place = place;
    this.#run = run;
  }

  async do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.#append(step.topic, step.length, step.id);
      case 'read':
        return this.#read(step.topic, step.from, step.count);
      case 'range':
        return this.#range(step.topic);
      case 'delete':
        return this.#delete(step.topic);
      case 'wait':
        return void vi.advanceTimersByTime(step.ms);
      case 'reopen':
        if (this.#place.isDurable) await this.#place.reopen();
    }
  }

  #name(topic: number): LogName {
    return { topic: `${this.#run}:${topic}`, history: HISTORY, rememberedIds: REMEMBERED };
  }

  #log(topic: number): ModelLog {
    const log = this.#logs.get(topic) ?? new ModelLog();
    this.#logs.set(topic, log);
    return log;
  }

  async #append(topic: number, length: number, number: number | undefined): Promise<void> {
    const log = this.#log(topic);
    const id = number === undefined ? undefined : `id ${number}`;
    const text = JSON.stringify('€'.repeat(length % 3) + 'x'.repeat(length));
    const at = Date.now();
    const known = id === undefined ? undefined : log.known(id);
    const stored = await this.#place.store.append(this.#name(topic), { text, at, id });
    this.#sameEpoch(topic, log, stored.epoch);
    if (stored.isDuplicate) {
      expect(stored.offset).toBe(known?.offset);
      expect(stored.at).toBe(log.messages[stored.offset - 1]?.at);
      return;
    }
    expect(known?.isCertain ?? false).toBe(false);
    expect(stored).toMatchObject({ offset: log.next, at });
    log.messages.push({ offset: log.next, at, text });
    if (id !== undefined) log.ids.push({ id, offset: stored.offset });
  }

  async #read(topic: number, from: number, count: number): Promise<void> {
    const log = this.#log(topic);
    const { epoch, ...slice } = await this.#place.store.read(this.#name(topic), from, { count, characters: 1000 });
    const { first, next } = log;
    const start = Math.max(from, first) - 1;
    expect(slice).toEqual({ first, next, messages: log.messages.slice(start, start + count) });
    this.#sameEpoch(topic, log, epoch);
  }

  async #range(topic: number): Promise<void> {
    const log = this.#log(topic);
    const { epoch, ...range } = await this.#place.store.range(this.#name(topic));
    expect(range).toEqual({ first: log.first, next: log.next });
    this.#sameEpoch(topic, log, epoch);
  }

  async #delete(topic: number): Promise<void> {
    await this.#place.store.delete(this.#name(topic).topic);
    this.#logs.delete(topic);
  }

  /** The epoch of a log stays; no two logs of a topic with messages in them ever had the same. */
  #sameEpoch(topic: number, log: ModelLog, epoch: string): void {
    log.epoch ??= epoch;
    expect(epoch).toBe(log.epoch);
    if (log.messages.length === 0) return;
    const key = `${topic} ${epoch}`;
    expect(this.#epochs.get(key) ?? log).toBe(log);
    this.#epochs.set(key, log);
  }
}

/**
 * Compares a store with the model over generated runs; a failure names the seed with which it comes again.
 *
 * @param fresh makes a name that was not used before, for the topics of each run
 */
export async function checkModel(place: StoreUnderTest, fresh: () => string): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const pair = new Pair(place, fresh());
      for (const step of steps) await pair.do(step);
    }),
    { numRuns: 100 },
  );
}
