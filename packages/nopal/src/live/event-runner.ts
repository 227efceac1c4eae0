import { isObserved, publish } from '../protocol/diagnostics.ts';
import { messageFrame } from '../protocol/frames.ts';
import type { EventMessage, GoMessage } from '../protocol/messages.ts';
import type { Redirect } from '../ui/outcome.ts';
import type { Destinations } from './destination.ts';
import { EventQueues, type EventAnswer, type EventQueue } from './event-queues.ts';
import { HandlerCalls, type Ran } from './handler-calls.ts';
import type { Live } from './live.ts';
import { locate } from './locate.ts';
import type { Log } from './log.ts';
import { Navigation } from './navigation.ts';
import type { Viewer } from './viewer.ts';
import { within } from './within.ts';

/** What a runner needs from outside. */
export type EventRunnerHost = Pick<Live, 'flusher' | 'limits' | 'counters' | 'enter' | 'onNavigate'>;

const STALE: EventAnswer = ['not run', 'stale'];

/**
 * Runs what viewers do: the handlers of events, one after another per viewer, each event at most once; and their way to
 * other pages, which is found while other events run, and taken when what was done before has ended, or takes too long.
 */
export class EventRunner {
  readonly #live: EventRunnerHost;
  readonly #queues: EventQueues;
  readonly #calls: HandlerCalls;
  readonly #navigation: Navigation;

  constructor(live: EventRunnerHost, destinations: Destinations, log: Log) {
    this.#live = live;
    this.#queues = new EventQueues();
    this.#calls = new HandlerCalls(live.flusher, log);
    this.#navigation = new Navigation({ live, destinations, limits: live.limits, log });
    live.onNavigate = (viewer, to) => this.#queues.track(this.#navigation.redirect(viewer, to));
  }

  /** Takes what a viewer did; its answer is sent when it has ended. */
  accept(viewer: Viewer, message: EventMessage | GoMessage): void {
    const queue = this.#queues.of(viewer);
    if (message.number <= queue.newest) {
      const answer = queue.answers.get(message.number);
      if (answer !== undefined) send(viewer, message.number, answer);
      return;
    }
    queue.newest = message.number;
    const accepted = isObserved('nopal:event') ? performance.now() : undefined;
    const answered = (answer: EventAnswer): void => this.#answer(viewer, queue, message, answer, accepted);
    if (queue.waiting >= this.#live.limits.maxWaitingEvents) answered(['not run', 'busy']);
    else if (message.type === 'go') this.#go(viewer, queue, message, answered);
    else this.#event(viewer, queue, message, answered);
  }

  /** Prepares a page that a viewer may want soon. */
  prefetch(viewer: Viewer, url: string): void {
    this.#navigation.prefetch(viewer, url);
  }

  /**
   * Runs the handlers of a form that was posted without the script.
   *
   * @param form what the form's hidden field said
   * @returns where the visitor is to be, if anywhere else; false when no form, or more than one, is of that name
   * @throws whatever a handler throws
   */
  async submit(
    viewer: Viewer,
    form: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<Redirect | undefined | false> {
    const returned = await this.#calls.submit(viewer, form, data);
    return returned === false ? false : (returned ?? viewer.sentTo);
  }

  /** Resolves when every handler that runs now has ended, or after `ms` milliseconds. */
  async idle(ms: number): Promise<void> {
    await this.#queues.idle(ms);
  }

  #event(viewer: Viewer, queue: EventQueue, message: EventMessage, answered: (answer: EventAnswer) => void): void {
    // The page that it was raised on is looked up now: by the time of its turn newer acknowledgements may have dropped it.
    const then = viewer.outbox.pageAt(message.frames);
    this.#navigation.forgetPrepared(viewer);
    const chain = then === undefined ? undefined : locate(then, message.path);
    this.#queues.add(queue, async () => {
      if (then === undefined || chain === undefined) return answered(STALE);
      const ran: Ran = await this.#calls.run(viewer, message, then, chain);
      if (ran.redirect === undefined) return answered(ran.answer);
      // The page that it leads to may be slow; what the visitor does meanwhile is not held up.
      const redirected = this.#navigation.redirect(viewer, ran.redirect, message.number);
      this.#queues.track(redirected.then(() => answered(ran.answer)));
    });
  }

  #go(viewer: Viewer, queue: EventQueue, { url, number }: GoMessage, answered: (answer: EventAnswer) => void): void {
    const trip = this.#navigation.start(viewer, url, number);
    if (trip === undefined) return answered(['not run', 'busy']);
    const earlier = queue.last;
    const go = async (): Promise<void> => {
      await trip.destination;
      // What was typed or clicked before is not lost by leaving, but nobody waits for a handler that takes long.
      await within(earlier, this.#live.limits.leaveMs);
      const arrival = await this.#navigation.arrive(viewer, trip, false);
      answered(arrival === 'done' ? ['done'] : ['not run', arrival]);
    };
    this.#queues.track(go());
  }

  #answer(
    viewer: Viewer,
    queue: EventQueue,
    message: EventMessage | GoMessage,
    answer: EventAnswer,
    accepted: number | undefined,
  ): void {
    const [outcome, reason] = answer;
    this.#live.counters.events[reason ?? 'done']++;
    const event = message.type === 'go' ? 'go' : message.event;
    if (accepted !== undefined) publish('nopal:event', performance.now() - accepted, { event, outcome, reason });
    queue.remember(message.number, answer);
    send(viewer, message.number, answer);
  }
}

function send(viewer: Viewer, number: number, [outcome, reason]: EventAnswer): void {
  viewer.say(messageFrame({ event: reason === undefined ? [number, outcome] : [number, outcome, reason] }));
}
