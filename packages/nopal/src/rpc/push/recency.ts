/** Something with a place in an order; the order keeps its neighbours here. */
export interface Ordered {
  older: Ordered | undefined;
  newer: Ordered | undefined;
}

/**
 * Keeps things in the order in which they were touched last. Each step takes the same time, however many there are: of
 * a Map, from whose beginning things move to its end, finding the first means to step over all that have moved.
 */
export class Recency<T extends Ordered> {
  #oldest: T | undefined;
  #newest: T | undefined;

  /** What was not touched for longest. */
  get oldest(): T | undefined {
    return this.#oldest;
  }

  /** Adds something as the newest. It MUST NOT be in the order. */
  add(entry: T): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  /** Takes something out. It MUST be in the order. */
  remove(entry: T): void {
    // Neighbours were added here, too.
    const [older, newer] = [entry.older, entry.newer] as [T | undefined, T | undefined];
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
