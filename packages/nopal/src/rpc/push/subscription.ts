import { RpcTarget } from 'capnweb';
import type { Position, Start } from '../../index.ts';
import type { Lifetime } from './lifetime.ts';

/** Somebody's calls, counted. */
interface Failing {
  readonly failures: number;
}

/**
 * What a method returns to a client that subscribed. The client ends the subscription by disposing of it, by
 * `unsubscribe()`, or by the end of its session. All that is public here can be called by the client.
 *
 * @example
 * ```ts
 * class Api extends RpcTarget {
 *   onMetrics(callback: RpcStub<(metrics: Metrics) => void>) {
 *     return metrics.subscribe(callback); // an RpcSubscription
 *   }
 * }
 * // the client
 * using subscription = await api.onMetrics((metrics) => show(metrics));
 * ```
 */
export class RpcSubscription extends RpcTarget {
  readonly #lifetime: Lifetime;
  readonly #callback: Failing;

  /** Made by the `subscribe` functions. */
  constructor(lifetime: Lifetime, callback: Failing) {
    super();
    this.#lifetime = lifetime;
    this.#callback = callback;
  }

  /** How many calls of the function failed: it threw, or what it was to be called with could not be sent. */
  get failures(): number {
    return this.#callback.failures;
  }

  /** Ends the subscription: nothing is called any more, and a call under way is given up. Again does nothing. */
  unsubscribe(): void {
    this.#lifetime.end();
  }

  /** Resolves when the subscription is over; rejects when something other than a wish or the session's end ended it. */
  done(): Promise<void> {
    return this.#lifetime.done();
  }

  /** The same as `unsubscribe`. Called when the client has let go of all references. */
  [Symbol.dispose](): void {
    this.unsubscribe();
  }
}

/** Where somebody is in a topic. */
interface Reading {
  readonly started: Promise<Start>;
  readonly position: Position;
}

/**
 * A client's subscription to a topic. `done()` rejects with a TopicError when the topic ended it: `slow-subscriber` by
 * the topic's policy, `topic-store-failed`, `topics-closed`. Then subscribe again from the last message that was handled.
 */
export class RpcTopicSubscription extends RpcSubscription {
  readonly #reading: Reading;

  /** Made by `subscribeTopic`. */
  constructor(lifetime: Lifetime, callback: Failing, reading: Reading) {
    super(lifetime, callback);
    this.#reading = reading;
  }

  /** How it began: after which position, and whether something is missing before. Rejects with a TopicError if it could not. */
  started(): Promise<Start> {
    return this.#reading.started;
  }

  /** The last message that the function was called with, which need not be done with it. */
  position(): Position {
    return this.#reading.position;
  }
}
