/** Part of what was pushed. */
export interface UpdatePart<T> {
  /** Oldest first. */
  readonly updates: readonly T[];
  /** The number of the update after these. */
  readonly next: number;
  /** How many were asked for and are not kept any more. */
  readonly dropped: number;
}

/** The newest updates, each with its running number, from 0 on. */
export class UpdateRing<T> {
  readonly #size: number;
  /** The update of number n is at n modulo size. */
  readonly #updates: T[] = [];
  #next = 0;

  /** @param size how many are kept, at least 1 */
  constructor(size: number) {
    this.#size = size;
  }

  /** The number of the next update. */
  get next(): number {
    return this.#next;
  }

  /** Adds an update; beyond the size it takes the place of the oldest. */
  push(update: T): void {
    this.#updates[this.#next % this.#size] = update;
    this.#next++;
  }

  /** The updates from a number on, at most so many. */
  from(number: number, most: number): UpdatePart<T> {
    const first = Math.max(number, this.#next - this.#size);
    const next = Math.min(this.#next, first + most);
    const updates: T[] = [];
    // What has a number from `first` on is there.
    for (let at = first; at < next; at++) updates.push(this.#updates[at % this.#size] as T);
    return { updates, next, dropped: first - number };
  }
}
