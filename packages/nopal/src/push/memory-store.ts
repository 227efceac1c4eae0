import { randomBytes } from 'node:crypto';
import { MemoryLog } from './memory-log.ts';
import type { Appended, LogName, LogRange, LogSlice, ReadLimits, TopicStore } from './store.ts';

/** How often topics are looked for that nobody used for long, in milliseconds. */
const SWEEP_MS = 60_000;
/** How many topics are looked at in a stretch, so that other work gets its turn. */
const STRETCH = 1000;

/** Options of a store in memory. */
export interface MemoryStoreOptions {
  /** Topics that are kept; of more, the one that was not used for longest is forgotten. Default 1,000,000. */
  readonly maxTopics?: number;
}

/** Keeps the messages of topics in the memory of this process: they end with it. */
export class MemoryStore implements TopicStore {
  readonly kind = 'memory';
  /** In the order in which they were used. */
  readonly #logs = new Map<string, { readonly log: MemoryLog; history: LogName['history'] }>();
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
    log: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Appended {
    return this.#use(log).append(log, message);
  }

  read(log: LogName, from: number, limits: ReadLimits): LogSlice {
    const found = this.#use(log);
    found.trim(log.history, Date.now());
    return found.read(from, limits);
  }

  range(log: LogName): LogRange {
    const found = this.#use(log);
    found.trim(log.history, Date.now());
    const { epoch, first, next } = found;
    return { epoch, first, next };
  }

  delete(topic: string): void {
    const found = this.#logs.get(topic);
    if (found === undefined) return;
    this.#logs.delete(topic);
    if (found.log.next > 1) this.#forgotten++;
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#logs.clear();
  }

  #use({ topic, history }: LogName): MemoryLog {
    let found = this.#logs.get(topic);
    if (found === undefined) {
      found = { log: new MemoryLog(`${this.#process}.${this.#forgotten}`), history };
      this.#sweep ??= setInterval(() => this.#forgetUnused(), SWEEP_MS).unref();
    } else this.#logs.delete(topic);
    this.#logs.set(topic, found);
    found.history = history;
    found.log.usedAt = Date.now();
    if (this.#logs.size > this.#maxTopics) this.#forgetOldest();
    return found.log;
  }

  #forgetOldest(): void {
    for (const oldest of this.#logs.keys()) return this.delete(oldest);
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
