import type { RootDatabase } from 'lmdb';
import type { Failure } from './failure.ts';

/** How many changes are made in one transaction, so that other work gets its turn. */
const MAX_GROUP = 1000;
/** How many changes may wait for their transaction. */
const MAX_WAITING = 100_000;

interface Change {
  readonly make: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What is done around the changes of one transaction. */
export interface Frame {
  /** Throws if nothing may be written. */
  before(): void;
  after(): void;
}

/**
 * Makes changes in the order in which they were asked for, many in one transaction: those that come while one is
 * committed make up the next. A transaction is written whole or not at all.
 */
export class Commits {
  readonly #root: RootDatabase;
  readonly #frame: Frame;
  readonly #fail: Failure;
  #waiting: Change[] = [];
  #isScheduled = false;
  #running: Promise<void> = Promise.resolve();

  constructor(root: RootDatabase, frame: Frame, fail: Failure) {
    this.#root = root;
    this.#frame = frame;
    this.#fail = fail;
  }

  /**
   * @param make makes the change, synchronously; what it throws fails all that are in the same transaction
   * @returns what it returned, once committed
   * @throws `topic-store-failed`
   */
  make<T>(make: () => T): Promise<T> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        this.#fail(
          'topic-store-failed',
          `${MAX_WAITING} messages wait to be written already: more are published than the disk takes.`,
          'Await what publish returns before publishing more.',
        ),
      );
    }
    return new Promise<T>((resolve, reject) => {
      // What resolves it is what `make` returned.
      this.#waiting.push({ make, resolve: resolve as (result: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves when everything that was asked for is done, or failed. */
  async finish(): Promise<void> {
    while (this.#isScheduled || this.#waiting.length > 0) await this.#running;
    await this.#running;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#running = this.#commit(this.#running);
  }

  async #commit(before: Promise<void>): Promise<void> {
    await before;
    let group: readonly Change[] = [];
    let results: readonly unknown[] = [];
    try {
      await this.#root.childTransaction(() => {
        group = this.#take();
        this.#frame.before();
        results = group.map(({ make }) => make());
        this.#frame.after();
      });
    } catch (error) {
      // Before the transaction began: nothing was taken.
      const failed = group.length > 0 ? group : this.#take();
      const failure = await this.#explain(error);
      for (const { reject } of failed) reject(failure);
      return;
    }
    group.forEach(({ resolve }, i) => resolve(results[i]));
  }

  #take(): readonly Change[] {
    const group = this.#waiting.splice(0, MAX_GROUP);
    this.#isScheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
    return group;
  }

  async #explain(error: unknown): Promise<Error> {
    if (error instanceof Error && 'code' in error && error.code === 'topic-store-failed') return error;
    const cause = await commitError(error);
    const why = cause instanceof Error ? cause.message : String(cause);
    return this.#fail(
      'topic-store-failed',
      `The messages could not be written: ${why}.`,
      'See that the disk has space and that the folder of the store may be written to; then publish again.',
      cause,
    );
  }
}

/** LMDB tells why a commit failed by a promise beside the error. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  try {
    return (await error.commitError) ?? error;
  } catch (cause) {
    return cause;
  }
}
