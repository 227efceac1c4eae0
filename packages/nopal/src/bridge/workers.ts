import type { Session } from './session.ts';

/** Does the jobs of a session, so many at a time, in the order in which they came. A job that throws ends the session. */
export class Workers {
  readonly #limit: number;
  readonly #session: Session;
  readonly #running = new Set<Promise<void>>();
  /** Bounded by what the broker hands out at a time. */
  readonly #waiting: (() => Promise<void>)[] = [];

  constructor(limit: number, session: Session) {
    this.#limit = limit;
    this.#session = session;
  }

  add(job: () => Promise<void>): void {
    this.#waiting.push(job);
    this.#next();
  }

  /** Waits until another job would start at once, or the session is over. */
  async room(): Promise<void> {
    while (!this.#session.signal.aborted && this.#waiting.length + this.#running.size >= this.#limit) {
      await Promise.race(this.#running);
    }
  }

  /** Waits for the jobs that have begun; the others never begin. */
  async end(): Promise<void> {
    this.#waiting.length = 0;
    await Promise.all(this.#running);
  }

  #next(): void {
    if (this.#session.signal.aborted || this.#running.size >= this.#limit) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    const running = this.#run(job).finally(() => {
      this.#running.delete(running);
      this.#next();
    });
    this.#running.add(running);
  }

  async #run(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.#session.fail(error);
    }
  }
}
