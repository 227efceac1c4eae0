/** One item that waits. Items are linked in the order in which they come due. */
interface Waiting<K, T> {
  readonly key: K;
  readonly item: T;
  /** When it comes due, in milliseconds of `performance.now()`. */
  readonly at: number;
  before: Waiting<K, T> | undefined;
  after: Waiting<K, T> | undefined;
}

/**
 * Keeps items by key until they are taken, and calls back for each that was not, a fixed time after it was added. One
 * timer for all, however many: items come due in the order in which they were added.
 *
 * That order is a list of its own. A map has it too, but to find its first entry it walks over the places of those that
 * were removed, which are thousands when the oldest goes for each one that comes.
 */
export class Deadlines<K, T> {
  readonly #ms: number;
  readonly #due: (item: T) => void;
  readonly #waiting = new Map<K, Waiting<K, T>>();
  #first: Waiting<K, T> | undefined;
  #last: Waiting<K, T> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param ms how long after it was added an item comes due
   * @param due called with each item that came due
   */
  constructor(ms: number, due: (item: T) => void) {
    this.#ms = ms;
    this.#due = due;
  }

  /** How many items wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Adds an item; one that waits under the key goes. */
  add(key: K, item: T): void {
    this.take(key);
    const before = this.#last;
    const waiting: Waiting<K, T> = { key, item, at: performance.now() + this.#ms, before, after: undefined };
    if (before === undefined) this.#first = waiting;
    else before.after = waiting;
    this.#last = waiting;
    this.#waiting.set(key, waiting);
    this.#arm();
  }

  /** Takes an item out: it comes due no more. `undefined` when none waits under the key. */
  take(key: K): T | undefined {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(key);
    const { before, after } = waiting;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    return waiting.item;
  }

  /** The item that comes due first. */
  first(): T | undefined {
    return this.#first?.item;
  }

  /** Forgets all items. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
    this.#first = undefined;
    this.#last = undefined;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#first === undefined) return;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#first.at - performance.now()));
    // Waiting for a page that nobody opens must not keep the process alive.
    this.#timer.unref();
  }

  #run(): void {
    this.#timer = undefined;
    const now = performance.now();
    while (this.#first !== undefined && this.#first.at <= now) {
      const { key, item } = this.#first;
      this.take(key);
      this.#due(item);
    }
    this.#arm();
  }
}
