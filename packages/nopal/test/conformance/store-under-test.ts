import type { Appended, HistoryBounds, LogName, LogSlice, ReadLimits, TopicStore } from '../../src/push/store.ts';

/** Where a store keeps what it keeps. */
export interface StorePlace {
  /** Opens the store, also after it was closed. */
  open(): TopicStore | Promise<TopicStore>;
  /** Whether what was stored is there after closing and opening. */
  readonly isDurable: boolean;
  /** Removes everything; the store is closed by then. */
  clean(): void | Promise<void>;
}

/** So much that nothing is left out. */
export const ALL: ReadLimits = { count: Number.MAX_SAFE_INTEGER, characters: Number.MAX_SAFE_INTEGER };
export const WIDE: HistoryBounds = { count: 1000, bytes: 8 * 1024 * 1024, ageMs: 60_000 };

/** A log with wide bounds, but for what is given. */
export function log(topic: string, bounds: Partial<HistoryBounds> = {}, rememberedIds = 100): LogName {
  return { topic, history: { ...WIDE, ...bounds }, rememberedIds };
}

/** The store that a test is about. */
export class StoreUnderTest {
  #place: StorePlace | undefined;
  #store: TopicStore | undefined;

  get store(): TopicStore {
    if (this.#store === undefined) throw new Error('No store was opened.');
    return this.#store;
  }

  get isDurable(): boolean {
    return this.#place?.isDurable ?? false;
  }

  async open(place: StorePlace): Promise<void> {
    this.#place = place;
    this.#store = await place.open();
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.#store = await this.#place?.open();
  }

  async clean(): Promise<void> {
    await this.store.close();
    await this.#place?.clean();
  }

  /** Stores a message by the clock. */
  async append(to: LogName, message: unknown, id?: string): Promise<Appended> {
    return this.store.append(to, { text: JSON.stringify(message), at: Date.now(), id });
  }

  async read(of: LogName, from = 1, limits: Partial<ReadLimits> = {}): Promise<LogSlice> {
    return this.store.read(of, from, { ...ALL, ...limits });
  }

  async offsets(of: LogName): Promise<number[]> {
    return (await this.read(of)).messages.map(({ offset }) => offset);
  }

  async texts(of: LogName, from = 1, limits: Partial<ReadLimits> = {}): Promise<string[]> {
    return (await this.read(of, from, limits)).messages.map(({ text }) => text);
  }
}
