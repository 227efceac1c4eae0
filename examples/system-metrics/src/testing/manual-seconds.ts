import { EventEmitter, on } from 'node:events';
import type { Seconds } from '../seconds.ts';

/** Seconds that pass when a test says so. */
export class ManualSeconds {
  readonly #passing = new EventEmitter();
  #now = 1_700_000_000;

  /** For what takes a sample every second. */
  readonly seconds: Seconds = (signal) => this.#seconds(signal);

  /**
   * Lets seconds pass, one after the other.
   *
   * @param count how many
   * @returns the last of them, when all that is done at one has been done for each
   */
  async pass(count = 1): Promise<number> {
    for (let passed = 0; passed < count; passed++) {
      this.#now++;
      await new Promise<void>((done) => {
        if (!this.#passing.emit('second', this.#now, done)) throw new Error('Nobody waits for seconds to pass.');
      });
    }
    return this.#now;
  }

  async *#seconds(signal: AbortSignal): AsyncGenerator<number> {
    // What is emitted here is what `pass` emits.
    const events = on(this.#passing, 'second', { signal }) as AsyncIterable<[second: number, done: () => void]>;
    for await (const [second, done] of events) {
      yield second;
      // It is asked for the next one when this one has been dealt with.
      done();
    }
  }
}
