/** Something with subscribers that wait for their turn. */
export interface Dispatched {
  /**
   * Serves subscribers, until all are served or `isOver` says that the time is up.
   *
   * @returns whether all were served
   */
  dispatch(isOver: () => boolean): boolean;
}

/** Longest stretch of sending before other work gets its turn, in milliseconds. */
const SLICE_MS = 8;

/**
 * Gives topics with something to send their turns, soon but never at once: what is published in one turn of the event
 * loop goes out together, and ten thousand subscribers do not hold up everybody else.
 */
export class Dispatcher {
  readonly #waiting = new Set<Dispatched>();
  #isScheduled = false;

  /** Has a topic served soon. */
  mark(topic: Dispatched): void {
    this.#waiting.add(topic);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    const until = performance.now() + SLICE_MS;
    const isOver = (): boolean => performance.now() >= until;
    // Those that are marked on the way have their turn in the next slice.
    for (const topic of Array.from(this.#waiting)) {
      this.#waiting.delete(topic);
      // Who is not done goes to the end.
      if (!topic.dispatch(isOver)) this.#waiting.add(topic);
      if (isOver()) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
