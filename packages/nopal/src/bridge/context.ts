import type { ServiceContext, Topic } from '../index.ts';

/** What a bridge's `handle` is given beside the message. */
export interface BridgeContext<Id extends string | undefined = string | undefined> extends ServiceContext {
  /**
   * Names the message, the same at every delivery: the id to publish by, which makes a redelivery harmless.
   * `undefined` when the queue does not know one.
   */
  readonly id: Id;
  /** How often the message was delivered before; 0 at the first time. */
  readonly redeliveries: number;
  /** Aborted when the app shuts down, which waits for the handle. */
  readonly signal: AbortSignal;
}

/**
 * Takes one message. The message is acknowledged when what this returns has resolved, so return or await everything
 * that has to be done first. A handle that throws is called again later.
 */
export type BridgeHandle<M, Id extends string | undefined = string | undefined> = (
  message: M,
  context: BridgeContext<Id>,
) => unknown;

/**
 * A handle that publishes each message to a topic, by its id.
 *
 * @param topic the topic, or which one by the message
 * @param make makes what is published of the message; the message itself when left out
 * @example
 * ```ts
 * handle: toTopic(orders, ({ orderId, total }) => ({ orderId, total: Number(total) }))
 * handle: toTopic((notice: Notice) => inbox(notice.user))
 * ```
 */
export function toTopic<T>(topic: Topic<T> | ((message: T) => Topic<T>)): BridgeHandle<T>;
export function toTopic<M, T>(
  topic: Topic<T> | ((message: M) => Topic<T>),
  make: (message: M) => T | Promise<T>,
): BridgeHandle<M>;
export function toTopic<M, T>(
  topic: Topic<T> | ((message: M) => Topic<T>),
  // Without `make`, the first signature says that the two types are the same.
  make: (message: M) => T | Promise<T> = (message) => message as unknown as T,
): BridgeHandle<M> {
  return async (message, { topics, id }) => {
    const chosen = typeof topic === 'function' ? topic(message) : topic;
    await topics.publish(chosen, await make(message), { id });
  };
}
