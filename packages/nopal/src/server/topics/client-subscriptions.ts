import type { SubscribeFrom } from '../../protocol/topic-messages.ts';
import type { TopicLimits } from '../../protocol/topic-limits.ts';
import { TopicError } from '../../push/error.ts';
import type { Topics } from '../../push/topics.ts';
import type { Participant, TopicGate } from './access.ts';
import type { Outlet } from './outlet.ts';
import { SubscriptionSink } from './subscription-sink.ts';

/** What the subscriptions of one connection need. */
export interface ClientParts {
  readonly topics: Topics;
  readonly gate: TopicGate;
  readonly limits: TopicLimits;
  readonly who: Participant;
  readonly outlet: Outlet;
}

/** The subscriptions of one connection: one to a topic at most. */
export class ClientSubscriptions {
  readonly #parts: ClientParts;
  readonly #sinks = new Map<string, SubscriptionSink>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /**
   * Subscribes, in the place of what the connection subscribed to of this topic before. Resolves once it is allowed.
   *
   * @throws TopicError `too-many-subscriptions`, what the gate refuses, and what `follow` of topics throws
   */
  async subscribe(number: number, topic: string, from: SubscribeFrom): Promise<void> {
    const { topics, gate, limits, who, outlet } = this.#parts;
    this.unsubscribe(topic);
    if (this.#sinks.size >= limits.maxSubscriptions) throw tooMany(limits.maxSubscriptions, 'subscribed to');
    const ended = (): void => this.#forget(topic, sink);
    const sink = new SubscriptionSink({ topic, number, outlet, limits, ended });
    // It has its place from now on, so that the client may change its mind while it is asked whether it may.
    this.#sinks.set(topic, sink);
    try {
      await gate.check('subscribe', topic, who);
      if (this.#sinks.get(topic) === sink) sink.follow(topics, from);
    } catch (error) {
      this.#forget(topic, sink);
      throw error;
    }
  }

  /** Ends a subscription. */
  unsubscribe(topic: string): void {
    this.#sinks.get(topic)?.close();
    this.#sinks.delete(topic);
  }

  /** The client took so many messages since the subscription began. Returns whether that is more than was known. */
  taken(topic: string, total: number): boolean {
    return this.#sinks.get(topic)?.taken(total) === true;
  }

  /** The network takes more. */
  drained(): void {
    for (const sink of this.#sinks.values()) sink.wake();
  }

  /** Tells the client where it has to be, wherever nothing was published of late. */
  check(): void {
    for (const sink of this.#sinks.values()) sink.check();
  }

  /** Ends all. */
  close(): void {
    for (const sink of this.#sinks.values()) sink.close();
    this.#sinks.clear();
  }

  #forget(topic: string, sink: SubscriptionSink): void {
    if (this.#sinks.get(topic) === sink) this.#sinks.delete(topic);
  }
}

/** What one connection may not have more of. */
export function tooMany(most: number, what: string): TopicError {
  return new TopicError(
    'too-many-subscriptions',
    `One connection may be ${what} ${most} topics (maxSubscriptions).`,
    'End some that are not needed, or use another connection.',
  );
}
