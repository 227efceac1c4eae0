/**
 * A queue between those who have something to do and the one who does it, as an async iterable. It is bounded: who
 * brings more than it holds is told at once, instead of the process running out of memory later.
 *
 * @example
 * if (!queue.offer(event)) return c.text('Too much at once. Send it again in a minute.', 503);
 * for await (const event of queue.read(signal)) handle(event);
 */
export class BoundedQueue<T extends object> {
  readonly #items: T[] = [];
  readonly #max: number;
  #wake: (() => void) | undefined;

  /** @param max how many may wait, at least 1. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#items.length;
  }

  /** @returns false when the queue is full: the item was not taken. */
  offer(item: T): boolean {
    if (this.#items.length >= this.#max) return false;
    this.#items.push(item);
    this.#wake?.();
    return true;
  }

  /** One item after another, each once, until the signal is aborted; what waits then stays. One reader at a time. */
  async *read(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    while (!signal.aborted) {
      // Taken one by one, not as a batch: what this reader does not get to is there for the next one.
      const [item] = this.#items.splice(0, 1);
      if (item === undefined) await this.#more(signal);
      else yield item;
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done);
    });
  }
}
