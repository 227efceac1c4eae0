import { isObserved, publish } from '../protocol/diagnostics.ts';
import { NopalError } from '../protocol/error.ts';
import { readEventDetail } from '../protocol/event-detail.ts';
import { messageFrame, type EventOutcome, type EventReason } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import type { EventMessage } from '../protocol/messages.ts';
import type { Handler } from '../ui/tree.ts';
import type { Counters } from './counters.ts';
import type { Flusher } from './flusher.ts';
import { findByPath, listensTo, listsUnchanged, locate, type Located } from './locate.ts';
import type { Log } from './log.ts';
import type { Viewer } from './viewer.ts';
import { within } from './within.ts';

/** An event that was not run has a reason; one that was may have one. */
type Answer = readonly [outcome: 'done', reason?: EventReason] | readonly [outcome: EventOutcome, reason: EventReason];

interface Queue {
  /** The number of the newest event that was accepted. */
  newest: number;
  waiting: number;
  last: Promise<void>;
  /** Answers to the newest events, for a browser that asks again after a cut. */
  readonly answers: Map<number, Answer>;
}

/** How many answers are remembered per viewer. */
const MAX_ANSWERS = 100;

/** What a runner needs from outside. */
export interface EventRunnerHost {
  readonly flusher: Flusher;
  readonly limits: Pick<Limits, 'maxWaitingEvents'>;
  readonly counters: Counters;
}

/** Runs the handlers of events: one after another per viewer, each event at most once. */
export class EventRunner {
  readonly #flusher: Flusher;
  readonly #log: Log;
  readonly #maxWaiting: number;
  readonly #counters: Counters;
  readonly #queues = new WeakMap<Viewer, Queue>();
  readonly #running = new Set<Promise<void>>();

  constructor({ flusher, limits, counters }: EventRunnerHost, log: Log) {
    this.#flusher = flusher;
    this.#maxWaiting = limits.maxWaitingEvents;
    this.#counters = counters;
    this.#log = log;
  }

  /** Takes an event of a viewer; its answer is sent when its handlers have ended. */
  accept(viewer: Viewer, message: EventMessage): void {
    const queue = this.#queueOf(viewer);
    if (message.number <= queue.newest) {
      const answer = queue.answers.get(message.number);
      if (answer !== undefined) send(viewer, message.number, answer);
      return;
    }
    queue.newest = message.number;
    const accepted = isObserved('nopal:event') ? performance.now() : undefined;
    if (queue.waiting >= this.#maxWaiting) {
      this.#answer(viewer, queue, message, ['not run', 'busy'], accepted);
      return;
    }
    // The page that it was raised on is looked up now: by the time of its turn newer acknowledgements may have dropped it.
    const then = viewer.outbox.pageAt(message.frames);
    const chain = then === undefined ? undefined : locate(then, message.path);
    queue.waiting++;
    const turn = afterwards(queue.last, async () => {
      const answer =
        then === undefined || chain === undefined ? refused : await this.#run(viewer, message, then, chain);
      queue.waiting--;
      this.#answer(viewer, queue, message, answer, accepted);
    });
    queue.last = turn;
    this.#running.add(turn);
    void turn.finally(() => this.#running.delete(turn));
  }

  /** Resolves when every handler that runs now has ended, or after `ms` milliseconds. */
  async idle(ms: number): Promise<void> {
    const until = performance.now() + ms;
    // Connections are still open: one event may follow another.
    while (this.#running.size > 0 && performance.now() < until) {
      await within(Promise.all(this.#running), until - performance.now());
    }
  }

  async #run(
    viewer: Viewer,
    message: EventMessage,
    then: Located['instance'],
    chain: readonly Located[],
  ): Promise<Answer> {
    if (viewer.ended) return refused;
    let ran: EventOutcome = 'not run';
    try {
      const handlers = this.#handlers(viewer, message, then, chain);
      if (handlers === 'stale') {
        this.#log.debug(
          { code: 'stale-event', viewer: viewer.id, event: message.event },
          'event refused: its element is gone or moved',
        );
        return refused;
      }
      if (handlers.length === 0) return ['not run', 'unhandled'];
      const event = Object.freeze({
        ...readEventDetail(message.detail),
        type: message.event,
        idempotencyKey: `${viewer.id}-${message.number}`,
      });
      ran = 'done';
      for (const handler of handlers) await handler(event as never);
      return ['done'];
    } catch (error) {
      const problem = ran === 'done' ? handlerFailed(message.event, error) : notFound(message.event, error);
      this.#log.error({ code: problem.code, viewer: viewer.id, err: problem }, problem.message);
      return [ran, 'failed'];
    }
  }

  /** The handlers for an event, from the element that it was raised on outwards, with this viewer's setters. */
  #handlers(
    viewer: Viewer,
    { event, detail }: EventMessage,
    then: Located['instance'],
    chain: readonly Located[],
  ): readonly Handler[] | 'stale' {
    this.#flusher.settleNow(viewer);
    if (!listsUnchanged(chain, then, viewer.root)) return 'stale';
    const bound = viewer.bound();
    const handlers: Handler[] = [];
    // An event that does not bubble is for its own element alone.
    const told = detail['bubbles'] === false ? chain.slice(-1) : chain.toReversed();
    for (const located of told.filter((each) => listensTo(each, event))) {
      const now = this.#flusher.outside(() => bound.at(located.place));
      const found = now === undefined ? undefined : findByPath(now.rendering.nodes, located.element.path);
      const handler = found?.handlers?.get(event);
      if (handler !== undefined) handlers.push(handler);
      // What was clicked is gone. An ancestor that no longer listens only means that nobody is told there.
      else if (handlers.length === 0) return 'stale';
    }
    return handlers;
  }

  #answer(viewer: Viewer, queue: Queue, { number, event }: EventMessage, answer: Answer, accepted?: number): void {
    const [outcome, reason] = answer;
    this.#counters.events[reason ?? 'done']++;
    if (accepted !== undefined) publish('nopal:event', performance.now() - accepted, { event, outcome, reason });
    queue.answers.set(number, answer);
    for (const oldest of queue.answers.keys()) {
      if (queue.answers.size <= MAX_ANSWERS) break;
      queue.answers.delete(oldest);
    }
    send(viewer, number, answer);
  }

  #queueOf(viewer: Viewer): Queue {
    let queue = this.#queues.get(viewer);
    if (queue === undefined) {
      queue = { newest: 0, waiting: 0, last: Promise.resolve(), answers: new Map() };
      this.#queues.set(viewer, queue);
    }
    return queue;
  }
}

async function afterwards(earlier: Promise<void>, run: () => Promise<void>): Promise<void> {
  await earlier;
  await run();
}

function handlerFailed(event: string, cause: unknown): NopalError {
  const options = { cause };
  return new NopalError('handler-failed', `A handler of "${event}" threw.`, 'Catch what can fail in it.', options);
}

function notFound(event: string, cause: unknown): NopalError {
  return new NopalError(
    'render-failed',
    `No handler of "${event}" was run: the component that holds it threw while rendering for the event.`,
    'Fix the component; the cause is below.',
    { cause },
  );
}

const refused: Answer = ['not run', 'stale'];

function send(viewer: Viewer, number: number, [outcome, reason]: Answer): void {
  viewer.say(messageFrame({ event: reason === undefined ? [number, outcome] : [number, outcome, reason] }));
}
