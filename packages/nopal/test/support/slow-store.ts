import { MemoryStore } from '../../src/push/memory-store.ts';
import type {
  Appended,
  LogName,
  LogRange,
  LogSlice,
  ReadLimits,
  StoredMessage,
  TopicStore,
} from '../../src/push/store.ts';

type Hint = (message: StoredMessage, epoch: string) => void;

/** One answer, or one piece of news, that is under way. */
interface UnderWay {
  readonly arrive: () => void;
}

/**
 * A store that several processes share, and that is far away: what it answers and tells arrives when the test says so,
 * in any order; news may arrive twice or never.
 */
export class SlowStore {
  readonly memory = new MemoryStore();
  readonly #underWay: UnderWay[] = [];
  readonly #hints = new Map<TopicStore, Map<string, Set<Hint>>>();

  /** How much is under way. */
  get size(): number {
    return this.#underWay.length;
  }

  /** The store, as one process sees it. */
  connect(): TopicStore {
    const own = new Map<string, Set<Hint>>();
    const store: TopicStore = {
      kind: 'slow',
      append: (log, message) => this.#append(store, log, message),
      read: (log, from, limits) => this.#answer(() => this.#read(log, from, limits)),
      range: (log) => this.#answer(() => this.memory.range(log)),
      delete: (topic) => this.#answer(() => this.memory.delete(topic)),
      follow: (topic, stored) => {
        const hints = own.get(topic) ?? new Set();
        own.set(topic, hints.add(stored));
        return () => hints.delete(stored);
      },
      close: () => undefined,
    };
    this.#hints.set(store, own);
    return store;
  }

  /** Lets one thing arrive, of all that is under way. */
  arrive(which: number): void {
    const [next] = this.#underWay.splice(which % Math.max(1, this.#underWay.length), 1);
    next?.arrive();
  }

  /** Loses one thing that is only news; does nothing when it is an answer. */
  lose(which: number): void {
    const at = which % Math.max(1, this.#underWay.length);
    if (this.#underWay[at] !== undefined && this.#news.has(this.#underWay[at])) this.#underWay.splice(at, 1);
  }

  readonly #news = new WeakSet<UnderWay>();

  // What is asked is done at once, and answered later: so an answer may be old by the time it arrives.
  async #answer<T>(run: () => T): Promise<T> {
    const result = run();
    return new Promise((resolve) => this.#underWay.push({ arrive: () => resolve(result) }));
  }

  #read(log: LogName, from: number, limits: ReadLimits): LogSlice {
    return this.memory.read(log, from, { ...limits, count: Math.min(limits.count, 3) });
  }

  async #append(by: TopicStore, log: LogName, message: Parameters<TopicStore['append']>[1]): Promise<Appended> {
    const appended = this.memory.append(log, message);
    if (!appended.isDuplicate) {
      const { offset, at, epoch } = appended;
      for (const [store, topics] of this.#hints) {
        if (store === by) continue;
        for (const hint of topics.get(log.topic) ?? []) {
          const news = { arrive: () => hint({ offset, at, text: message.text }, epoch) };
          this.#news.add(news);
          this.#underWay.push(news, ...(offset % 3 === 0 ? [news] : []));
        }
      }
    }
    return this.#answer(() => appended);
  }
}

/** How far a log goes, at once. */
export function rangeOf(store: SlowStore, log: LogName): LogRange {
  return store.memory.range(log);
}
