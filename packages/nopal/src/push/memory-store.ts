import { randomBytes } from 'node:crypto';
import { MemoryLog } from './memory-log.ts';
import type { Appended, HistoryBounds, LogName, LogRange, LogSlice, ReadLimits, TopicStore } from './store.ts';

/** How often topics are looked for that nobody used for long, in milliseconds. */
const SWEEP_MS = 60_000;
/** How many topics are looked at in a stretch, so that other work gets its turn. */
const STRETCH = 1000;
/** Topics without any message that are remembered, so that their first one has the epoch that was told. */
const MAX_EMPTY = 10_000;

/** Options of a store in memory. */
export interface MemoryStoreOptions {
  /** Topics that are kept; of more, the one that was not used for longest is forgotten. Default 1,000,000. */
  readonly maxTopics?: number;
}

interface Kept {
  readonly log: MemoryLog;
  /** What bounds it, by its newest message: who only reads may know less of the topic. */
  history: HistoryBounds;
}

/** Keeps the messages of topics in the memory of this process: they end with it. */
export class MemoryStore implements TopicStore {
  readonly kind = 'memory';
  /** In the order in which they were used. */
  readonly #logs = new Map<string, Kept>();
  /** Those that somebody asked about, and nobody published to yet: anybody may ask about any name. */
  readonly #empty = new Map<string, MemoryLog>();
  readonly #maxTopics: number;
  readonly #process = randomBytes(6).toString('base64url');
  /** Counts logs that were forgotten with messages in them: another one of that name is not to be taken for it. */
  #forgotten = 0;
  #sweep: NodeJS.Timeout | undefined;

  constructor({ maxTopics = 1_000_000 }: MemoryStoreOptions = {}) {
    this.#maxTopics = maxTopics;
  }

  /** How many topics are kept. */
  get size(): number {
    return this.#logs.size;
  }

  append(
    { topic, history, rememberedIds }: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Appended {
    const log = this.#logs.get(topic)?.log ?? this.#begin(topic);
    this.#touch(topic, { log, history });
    return log.append({ topic, history, rememberedIds }, message);
  }

  read(name: LogName, from: number, limits: ReadLimits): LogSlice {
    return this.#look(name).read(from, limits);
  }

  range(name: LogName): LogRange {
    const { epoch, first, next } = this.#look(name);
    return { epoch, first, next };
  }

  delete(topic: string): void {
    this.#empty.delete(topic);
    if (this.#logs.delete(topic)) this.#forgotten++;
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#logs.clear();
    this.#empty.clear();
  }

  /** A log to read from. */
  #look({ topic, history }: LogName): MemoryLog {
    const kept = this.#logs.get(topic);
    if (kept === undefined) return this.#emptyLog(topic);
    this.#touch(topic, kept);
    kept.log.trim(kept.history, Date.now());
    return isSame(kept.history, history) ? kept.log : kept.log.seenBy(history, Date.now());
  }

  #emptyLog(topic: string): MemoryLog {
    const log = this.#empty.get(topic) ?? this.#newLog();
    this.#empty.delete(topic);
    this.#empty.set(topic, log);
    if (this.#empty.size > MAX_EMPTY) forgetOldest(this.#empty, (oldest) => this.#empty.delete(oldest));
    return log;
  }

  /** The log of a topic's first message. */
  #begin(topic: string): MemoryLog {
    const log = this.#empty.get(topic) ?? this.#newLog();
    this.#empty.delete(topic);
    this.#sweep ??= setInterval(() => this.#forgetUnused(), SWEEP_MS).unref();
    return log;
  }

  #newLog(): MemoryLog {
    return new MemoryLog(`${this.#process}.${this.#forgotten}`);
  }

  #touch(topic: string, kept: Kept): void {
    this.#logs.delete(topic);
    this.#logs.set(topic, kept);
    kept.log.usedAt = Date.now();
    if (this.#logs.size > this.#maxTopics) forgetOldest(this.#logs, (oldest) => this.delete(oldest));
  }

  /** Lets messages go that are too old, and topics that have none left and were not used since. */
  #forgetUnused(): void {
    const topics = this.#logs.entries();
    // Who is used meanwhile moves to the end, and would be met again and again.
    let left = this.#logs.size;
    const stretch = (): void => {
      for (let i = 0; i < STRETCH; i++) {
        const next = topics.next();
        if (next.done === true || left-- === 0) return;
        const [topic, { log, history }] = next.value;
        const now = Date.now();
        log.trim(history, now);
        if (log.first === log.next && now - log.usedAt > Math.max(history.ageMs, SWEEP_MS)) this.delete(topic);
      }
      setImmediate(stretch).unref();
    };
    stretch();
  }
}

function isSame(a: HistoryBounds, b: HistoryBounds): boolean {
  return a === b || (a.count === b.count && a.bytes === b.bytes && a.ageMs === b.ageMs);
}

function forgetOldest(map: ReadonlyMap<string, unknown>, forget: (topic: string) => void): void {
  const [oldest] = map.keys();
  if (oldest !== undefined) forget(oldest);
}
