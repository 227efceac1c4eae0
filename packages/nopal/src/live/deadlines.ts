/**
 * Calls back for each item a fixed time after it was added, unless it was removed before. One timer for all, however
 * many: items come due in the order in which they were added.
 */
export class Deadlines<T> {
  readonly #ms: number;
  readonly #due: (item: T) => void;
  readonly #items = new Map<T, number>();
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
    return this.#items.size;
  }

  add(item: T): void {
    this.#items.delete(item);
    this.#items.set(item, performance.now() + this.#ms);
    this.#arm();
  }

  remove(item: T): void {
    this.#items.delete(item);
  }

  has(item: T): boolean {
    return this.#items.has(item);
  }

  /** The item that comes due first. */
  first(): T | undefined {
    for (const item of this.#items.keys()) return item;
    return undefined;
  }

  /** Forgets all items. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#items.clear();
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    for (const at of this.#items.values()) {
      this.#timer = setTimeout(() => this.#run(), Math.max(0, at - performance.now()));
      // Waiting for a page that nobody opens must not keep the process alive.
      this.#timer.unref();
      return;
    }
  }

  #run(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [item, at] of this.#items) {
      if (at > now) break;
      this.#items.delete(item);
      this.#due(item);
    }
    this.#arm();
  }
}
