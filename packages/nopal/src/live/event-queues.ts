import type { EventOutcome, EventReason } from '../protocol/frames.ts';
import type { Viewer } from './viewer.ts';
import { within } from './within.ts';

/** How an event ended. One that was not run has a reason; one that was may have one. */
export type EventAnswer =
  | readonly [outcome: 'done', reason?: EventReason]
  | readonly [outcome: EventOutcome, reason: EventReason];

/** How many answers are remembered per viewer. */
const MAX_ANSWERS = 100;

/** What one viewer did that is not done yet, and what it was answered. */
export class EventQueue {
  /** The number of the newest event that was accepted. */
  newest = 0;
  /** How many wait for their turn, or have it. */
  waiting = 0;
  /** Ends when all that waits now has had its turn. */
  last: Promise<void> = Promise.resolve();
  /** Answers to the newest events, for a browser that asks again after a cut. */
  readonly answers = new Map<number, EventAnswer>();

  /** Remembers an answer; of too many the oldest is forgotten. */
  remember(number: number, answer: EventAnswer): void {
    this.answers.set(number, answer);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= MAX_ANSWERS) break;
      this.answers.delete(oldest);
    }
  }
}

/** The queues of all viewers: what one did is done one after another. */
export class EventQueues {
  readonly #queues = new WeakMap<Viewer, EventQueue>();
  readonly #running = new Set<Promise<void>>();

  /** The queue of a viewer; made when first asked for. */
  of(viewer: Viewer): EventQueue {
    let queue = this.#queues.get(viewer);
    if (queue === undefined) this.#queues.set(viewer, (queue = new EventQueue()));
    return queue;
  }

  /** Gives something its turn after all that was added before. It must not throw. */
  add(queue: EventQueue, turn: () => Promise<void>): void {
    queue.waiting++;
    queue.last = afterwards(queue.last, async () => {
      await turn();
      queue.waiting--;
    });
    this.track(queue.last);
  }

  /** Has {@link idle} wait for something. It must not reject. */
  track(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  /** Resolves when nothing runs any more, or after `ms` milliseconds. */
  async idle(ms: number): Promise<void> {
    const until = performance.now() + ms;
    // Connections are still open: one event may follow another.
    while (this.#running.size > 0 && performance.now() < until) {
      await within(Promise.all(this.#running), until - performance.now());
    }
  }
}

async function afterwards(earlier: Promise<void>, run: () => Promise<void>): Promise<void> {
  await earlier;
  await run();
}
