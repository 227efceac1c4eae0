import { attempt, type Attempts, type Delivery } from '../attempts.ts';
import { BridgeError } from '../error.ts';
import type { Session } from '../session.ts';
import { Workers } from '../workers.ts';
import type { Entry, Group, StreamFields } from './group.ts';

/** What a bridge from a stream was told. */
export interface StreamSettings<M> {
  readonly stream: string;
  readonly from: 'start' | 'new';
  readonly prefetch: number;
  readonly concurrency: number;
  readonly claimAfterMs: number;
  readonly deadLetter: string | false;
  readonly parse: (fields: StreamFields) => M;
}

/** How long one read waits for new entries, in milliseconds; less where entries of others have to be looked for. */
const BLOCK_MS = 5000;

/** Takes entries of a group until the session is over: first its own from before, then new ones and those of the dead. */
export class Consumption<M> {
  readonly #group: Group;
  readonly #session: Session;
  readonly #settings: StreamSettings<M>;
  readonly #attempts: Attempts<M, string>;
  readonly #workers: Workers;
  /** Ids of entries that are here, begun or not. */
  readonly #here = new Set<string>();

  constructor(group: Group, session: Session, settings: StreamSettings<M>, attempts: Attempts<M, string>) {
    this.#group = group;
    this.#session = session;
    this.#settings = settings;
    this.#attempts = attempts;
    this.#workers = new Workers(settings.concurrency, session);
  }

  /** Does it. When this has resolved, what had begun is finished. */
  async run(): Promise<void> {
    const { claimAfterMs, from } = this.#settings;
    // As long as this is told, nobody else claims them, however long the handle takes.
    const alive = setInterval(() => void this.#touch(), claimAfterMs / 3);
    try {
      await this.#group.ensure(from);
      this.#session.connected();
      await this.#take();
    } catch (error) {
      this.#session.fail(error);
    } finally {
      await this.#workers.end();
      clearInterval(alive);
    }
  }

  async #take(): Promise<void> {
    const { claimAfterMs, prefetch } = this.#settings;
    const { signal } = this.#session;
    const blockMs = Math.min(BLOCK_MS, Math.ceil(claimAfterMs / 2));
    await this.#takeOver('own', 0);
    let lookAgain = 0;
    while (!signal.aborted) {
      if (performance.now() >= lookAgain) {
        await this.#takeOver({ idleMs: claimAfterMs }, claimAfterMs);
        lookAgain = performance.now() + claimAfterMs / 2;
      }
      for (const entry of await this.#group.readNew(prefetch, blockMs)) this.#begin(entry, 1);
      await this.#workers.room();
    }
  }

  /**
   * Takes entries that were delivered before. One by one, so that the count of deliveries stays true: an entry that
   * only lay beside one which ended the process does not count as tried.
   */
  async #takeOver(of: 'own' | { readonly idleMs: number }, idleMs: number): Promise<void> {
    let after: string | undefined;
    while (!this.#session.signal.aborted) {
      const pending = await this.#group.nextPending(after, of);
      if (pending === undefined) return;
      after = pending.id;
      if (this.#here.has(pending.id)) continue;
      const entry = await this.#group.claim(pending.id, idleMs);
      if (entry === 'gone') await this.#tellGone(pending.id);
      else if (entry !== 'taken') this.#begin(entry, pending.deliveries + 1);
      await this.#workers.room();
    }
  }

  #begin(entry: Entry, deliveries: number): void {
    this.#here.add(entry.id);
    this.#workers.add(async () => {
      try {
        await attempt(this.#delivery(entry, deliveries), this.#attempts, this.#session.signal);
      } finally {
        this.#here.delete(entry.id);
      }
    });
  }

  #delivery(entry: Entry, deliveries: number): Delivery<M, string> {
    const { stream, parse, deadLetter } = this.#settings;
    return {
      name: `Entry ${entry.id} of ${stream}`,
      // Two streams may have entries of the same id, and feed the same topic.
      id: `${stream}/${entry.id}`,
      deliveries,
      read: () => parse(entry.fields),
      again: async () => void (await this.#group.claim(entry.id, 0)),
      done: async () => this.#group.acknowledge(entry.id),
      bury: async (letter) => {
        if (deadLetter === false) return this.#group.acknowledge(entry.id);
        return this.#group.bury(entry, deadLetter, letter);
      },
    };
  }

  async #touch(): Promise<void> {
    try {
      if (this.#here.size > 0) await this.#group.touch([...this.#here]);
    } catch (error) {
      this.#session.fail(error);
    }
  }

  async #tellGone(id: string): Promise<void> {
    const { stream } = this.#settings;
    await this.#group.acknowledge(id);
    const problem = new BridgeError(
      'bridge-message-gone',
      `Entry ${id} of ${stream} was delivered but not handled, and the stream does not have it any more.`,
      'Let the publisher keep more entries (MAXLEN, MINID); this one is lost.',
    );
    const { logger } = this.#attempts.context;
    logger.error({ code: problem.code, message: id, err: problem }, problem.message);
  }
}
