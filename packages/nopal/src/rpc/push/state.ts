import { Callback, type CallbackOptions, type RpcCallback } from './callback.ts';
import { Latest, type Receiver } from './latest.ts';
import { Lifetime } from './lifetime.ts';
import { snapshot } from './snapshot.ts';
import { pulledStream } from './streams.ts';
import { RpcSubscription } from './subscription.ts';

/**
 * A value that clients follow: who is slow skips what is in between, and is given the newest next. For what nobody may
 * miss there are topics. Clients do not get at this object, but at what methods of an RpcTarget return of it.
 */
export class RpcState<T> {
  readonly #latest = new Latest<T>();
  #text: string | undefined;
  #subscriberCount = 0;

  /** Made by {@link createRpcState}. */
  constructor(initial?: T) {
    if (initial !== undefined) this.set(initial);
  }

  /**
   * Has everybody given a value, from the next turn of the event loop on; of several in one turn only the last. A value
   * that is equal to the one before is no news: nothing is sent. Of what is an object a copy is made.
   *
   * @throws TypeError when clients cannot be sent it: a function, a stub, a stream, an instance of a class, too deep
   */
  set(value: T): void {
    const { value: copy, text } = snapshot(value, 'The value of a state');
    if (text === this.#text) return;
    this.#text = text;
    this.#latest.publish(copy);
  }

  /** The newest value, the same object for everybody; `undefined` before the first. */
  get value(): T | undefined {
    return this.#latest.value;
  }

  /** How many follow it now, by functions and by streams. */
  get subscriberCount(): number {
    return this.#subscriberCount;
  }

  /**
   * Calls a function with the current value, if there is one, and then with each newer one, never before the call
   * before is done: so a slow function is called with at most one value that is not the newest any more. A function that
   * throws is called again with what comes next.
   *
   * A client's function is called until the session of `app.rpc` ends that it came by; elsewhere, end it yourself.
   *
   * @param callback what the client passed, as it was passed: a reference of its own is kept, and let go at the end
   * @returns what the method returns to its client
   * @throws TypeError when it is no function
   */
  subscribe(callback: RpcCallback<T>, options?: CallbackOptions): RpcSubscription {
    const called = new Callback(callback, options);
    const deliver = async (value: T): Promise<void> => {
      await called.call(value);
      if (lifetime.isOver) return;
      // A function of this process that sets what it is called with would never let go of the process.
      if (called.isOfClient) this.#latest.again(receiver);
      else this.#latest.ready(receiver);
    };
    const receiver: Receiver<T> = { seen: 0, turn: -1, give: (value) => void deliver(value) };
    const lifetime = new Lifetime(() => {
      this.#leave(receiver);
      called.dispose();
    });
    this.#subscriberCount++;
    this.#latest.ready(receiver);
    // What this process does for itself goes on, though a session may have been what began it.
    if (called.isOfClient) lifetime.followSession();
    return new RpcSubscription(lifetime, called);
  }

  /**
   * The same as a stream, which a method can return: each read gives the newest value, once it is one that was not given
   * yet. It ends when it is cancelled, and with the session.
   *
   * Over RPC capnweb reads ahead: 256 KiB can be under way to begin with, then by what the connection carries, and are
   * read late by a slow client. What must be fresh is better subscribed to. Of a client that has cancelled it learns with
   * the next value.
   */
  stream(): ReadableStream<T> {
    return pulledStream(({ give }) => {
      const receiver: Receiver<T> = { seen: 0, turn: -1, give };
      this.#subscriberCount++;
      return { pull: () => this.#latest.ready(receiver), stop: () => this.#leave(receiver) };
    });
  }

  #leave(receiver: Receiver<T>): void {
    this.#latest.remove(receiver);
    this.#subscriberCount--;
  }
}

/**
 * Makes a state that clients can follow over RPC.
 *
 * @param initial the first value; without it subscribers wait for the first `set`
 * @throws TypeError when clients cannot be sent it
 * @example
 * ```ts
 * const metrics = createRpcState<Metrics>();
 * setInterval(() => metrics.set(measure()), 1000);
 *
 * class Api extends RpcTarget {
 *   onMetrics(callback: RpcStub<(metrics: Metrics) => void>) {
 *     return metrics.subscribe(callback);
 *   }
 * }
 * app.rpc('/api', () => new Api());
 * ```
 */
export function createRpcState<T>(initial?: T): RpcState<T> {
  return new RpcState(initial);
}
