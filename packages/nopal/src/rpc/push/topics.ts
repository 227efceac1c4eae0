import type { From, Topic, TopicMessage, Topics } from '../../index.ts';
import { Callback, type CallbackOptions, type RpcCallback } from './callback.ts';
import { Lifetime } from './lifetime.ts';
import { pulledStream } from './streams.ts';
import { RpcTopicSubscription } from './subscription.ts';
import { checkFrom } from './topic-from.ts';
import { TopicReader } from './topic-reader.ts';

/** Where to begin. */
export interface RpcTopicStreamOptions {
  /**
   * Where to begin. Default `'now'`. It may come from a client as it is: it is checked.
   */
  readonly from?: From | undefined;
}

/** How to subscribe a client's function to a topic. */
export interface RpcTopicOptions extends RpcTopicStreamOptions, CallbackOptions {}

/**
 * Calls a client's function with the messages of a topic, in order, each when the call before is done. What is missing,
 * if anything is, is told by the `gap` of the message after it. Who may read the topic is up to the method that calls this.
 *
 * A message at which the function throws counts as given: it goes on with the next. Within a session of `app.rpc` the
 * subscription ends with it; elsewhere, end it yourself.
 *
 * @param topics `app.topics`
 * @param topic a topic, or its name
 * @param callback what the client passed, as it was passed: a reference of its own is kept, and let go at the end
 * @returns what the method returns to its client
 * @throws TypeError when `callback` is no function, or `from` no place
 * @throws TopicError `topic-name`, `duplicate-topic`, `topics-closed`
 * @example
 * ```ts
 * class Api extends RpcTarget {
 *   onChat(callback: RpcStub<(message: TopicMessage<Chat>) => void>, from?: From) {
 *     return subscribeTopic(app.topics, lobby, callback, { from });
 *   }
 * }
 * ```
 */
export function subscribeTopic<T = unknown>(
  topics: Topics,
  topic: Topic<T> | string,
  callback: RpcCallback<TopicMessage<T>>,
  { from, onCallbackError }: RpcTopicOptions = {},
): RpcTopicSubscription {
  const place = checkFrom(from);
  const called = new Callback(callback, { onCallbackError });
  let reader: TopicReader<T> | undefined;
  const deliver = async (message: TopicMessage<T>): Promise<void> => {
    await called.call(message);
    if (!lifetime.isOver) reader?.pull();
  };
  const lifetime = new Lifetime(() => {
    reader?.close();
    called.dispose();
  });
  try {
    const give = (message: TopicMessage<T>): void => void deliver(message);
    reader = new TopicReader<T>({ topics, topic, from: place, give, ended: (error) => lifetime.end(error) });
  } catch (error) {
    called.dispose();
    throw error;
  }
  if (!lifetime.isOver) reader.pull();
  // What this process does for itself goes on, though a session may have been what began it.
  if (called.isOfClient) lifetime.followSession();
  return new RpcTopicSubscription(lifetime, called, reader);
}

/**
 * The messages of a topic as a stream, which a method can return: in order, each taken from the topic when the reader
 * wants it. The stream fails with a TopicError when the topic ends it (`slow-subscriber` by its policy,
 * `topic-store-failed`, `topics-closed`), and ends when it is cancelled, and with the session.
 *
 * Over RPC capnweb reads ahead: 256 KiB can be under way to begin with, then by what the connection carries. Of a client
 * that has cancelled it learns with the next message.
 *
 * @param topics `app.topics`
 * @param topic a topic, or its name
 * @throws TypeError when `from` is no place
 * @throws TopicError `topic-name`, `duplicate-topic`, `topics-closed`
 */
export function topicStream<T = unknown>(
  topics: Topics,
  topic: Topic<T> | string,
  { from }: RpcTopicStreamOptions = {},
): ReadableStream<TopicMessage<T>> {
  const place = checkFrom(from);
  return pulledStream(({ give, fail }) => {
    const reader = new TopicReader<T>({ topics, topic, from: place, give, ended: fail });
    return { pull: () => reader.pull(), stop: () => reader.close() };
  });
}
