import type { HistoryQuery } from '../protocol/topic-messages.ts';
import type { Membership } from './presence.ts';
import type { History, Listener, PresenceState, Published, SubscribeOptions, Subscription } from './types.ts';

/** How to publish. */
export interface PublishOptions {
  /** The publisher's own name of the message: published again with it, it is not stored again. Made up if left out. */
  readonly id?: string | undefined;
  /** Stops waiting; whether the message was stored is not known then. */
  readonly signal?: AbortSignal | undefined;
}

/** One topic, as a client sees it. */
export interface ClientTopic<T> {
  readonly name: string;
  /**
   * Publishes a message. The promise resolves once it is stored. Over a lost connection the client tries again with the
   * same id, so that the message is stored once.
   *
   * @throws TopicClientError (by the promise) `unknown-topic`, `publish-refused`, `publish-too-fast`, `message-refused`,
   * `message-too-long`, `topic-store-failed`, `too-many-unanswered`, `client-closed`
   */
  publish(message: T, options?: PublishOptions): Promise<Published>;
  /**
   * Subscribes; one subscription to a topic at a time. Over a lost connection it goes on where it was.
   *
   * @throws TopicClientError `already-subscribed`, `client-closed`; by the iteration, or to `onError` where there is a
   * listener: `unknown-topic`, `subscribe-refused`, `too-many-subscriptions`, `slow-subscriber`, `topic-store-failed`
   * @example
   * ```ts
   * for await (const { message } of lobby.subscribe({ from: { last: 20 } })) show(message);
   * ```
   */
  subscribe(options?: SubscribeOptions): Subscription<T>;
  subscribe(listener: Listener<T>, options?: SubscribeOptions): Subscription<T>;
  /**
   * Reads a part of the history: the last messages, or those before or after an offset.
   *
   * @throws TopicClientError (by the promise) `unknown-topic`, `subscribe-refused`, `topic-store-failed`, `client-closed`
   */
  history(part: HistoryQuery, options?: { readonly signal?: AbortSignal | undefined }): Promise<History<T>>;
  /**
   * Makes this client's user present in the topic, until it leaves or the client is closed.
   *
   * @param data what others see of the user besides what the app says of it: at most 1 KiB of JSON
   * @throws TopicClientError `already-joined`, `client-closed`; by `joined`: `unknown-topic`, `presence-refused`
   */
  join(data?: unknown): Membership;
  /**
   * Tells who is in the topic: now, and whenever that changes.
   *
   * @returns stops it
   * @throws TopicClientError `client-closed`
   */
  watchPresence(listener: (state: PresenceState) => void): () => void;
}

/** What a client can do with a topic by its name. */
export interface TopicActions {
  publish(topic: string, message: unknown, options: PublishOptions | undefined): Promise<Published>;
  subscribe<T>(
    topic: string,
    listener: Listener<T> | undefined,
    options: SubscribeOptions | undefined,
  ): Subscription<T>;
  history<T>(
    topic: string,
    part: HistoryQuery,
    options: { readonly signal?: AbortSignal | undefined } | undefined,
  ): Promise<History<T>>;
  join(topic: string, data: unknown): Membership;
  watch(topic: string, listener: (state: PresenceState) => void): () => void;
}

/** Makes a topic of a client's. */
export function clientTopic<T>(name: string, actions: TopicActions): ClientTopic<T> {
  return {
    name,
    publish: async (message, options) => actions.publish(name, message, options),
    subscribe: (first?: Listener<T> | SubscribeOptions, second?: SubscribeOptions) =>
      typeof first === 'function'
        ? actions.subscribe(name, first, second)
        : actions.subscribe<T>(name, undefined, first),
    history: async (part, options) => actions.history<T>(name, part, options),
    join: (data) => actions.join(name, data),
    watchPresence: (listener) => actions.watch(name, listener),
  };
}
