import { createPolling, createRpcState } from 'nopal/capnweb';

/** How many updates wait for a client that polls, at most. The oldest are dropped, and counted. */
const updatesKept = 30;

/** How long a subscription lives that is not polled, in milliseconds. */
const expiryMs = 5 * 60_000;

/** How many subscriptions of clients that poll there are at a time, at most. One is an id and a few numbers. */
const maxSubscriptions = 100_000;

/** One stream of values in both of the ways that RPC clients can have it. */
export type Feed<T> = ReturnType<typeof createFeed<T>>;

/**
 * Makes a stream of values for RPC clients.
 *
 * @param prefix what the ids of its subscriptions begin with
 */
export function createFeed<T>(prefix: string) {
  const state = createRpcState<T>();
  const polling = createPolling<T>({ prefix, buffer: updatesKept, expiryMs, maxSubscriptions });
  return {
    /** For clients that are called: the newest value. */
    state,
    /** For clients that ask: all values, one after the other. */
    polling,
    /** Gives a value to all of them. */
    publish(value: T): void {
      state.set(value);
      polling.push(value);
    },
  };
}
