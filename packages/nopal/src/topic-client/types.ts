import type { TopicGap, TopicPresenceChange, TopicPresentUser } from '../protocol/topic-answers.ts';
import type { SubscribeFrom, TopicPosition } from '../protocol/topic-messages.ts';

/** A message of a topic. */
export interface TopicMessage<T> {
  readonly topic: string;
  readonly epoch: string;
  /** Its place in the topic: 1 for the first, then without gaps. */
  readonly offset: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly message: T;
  /** What is missing between the message before and this one, if anything is. */
  readonly gap?: TopicGap;
}

/** Where a message was stored. */
export interface Published {
  readonly topic: string;
  readonly epoch: string;
  readonly offset: number;
  readonly at: number;
  /** Whether it was there already, by its id: then this tells of the first one, and nothing was added. */
  readonly isDuplicate: boolean;
}

/** How a subscription began. */
export interface Start extends TopicPosition {
  /** Whether everything after the position that was named follows; true when none was named. */
  readonly recovered: boolean;
  /** Why not, and how much is missing, where that is known. */
  readonly reason?: string;
  readonly missed?: number | undefined;
}

/** A part of a topic's history. */
export interface History<T> {
  readonly epoch: string;
  /** Offset of the oldest message that is kept; `next` when none is. */
  readonly first: number;
  /** The offset that the next message gets. */
  readonly next: number;
  /** In order. As many as one answer may hold: ask again for more. */
  readonly messages: readonly TopicMessage<T>[];
}

/** Who is in a topic. */
export interface PresenceState {
  /** How many users are there. */
  readonly count: number;
  /** How many connections they have. */
  readonly connections: number;
  /** The users who came first, as many as the server tells by name. */
  readonly users: readonly TopicPresentUser[];
  /** What happened since the last time, the newest of it. */
  readonly changes: readonly TopicPresenceChange[];
}

/** How to subscribe. */
export interface SubscribeOptions {
  /** Where to begin. Default `'now'`. */
  readonly from?: SubscribeFrom | undefined;
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Told at once when messages are missing; the next message says so too, as `gap`. */
  readonly onGap?: ((gap: TopicGap) => void) | undefined;
}

/** Takes messages, one after another: a promise is waited for before the next. */
export type Listener<T> = (message: TopicMessage<T>) => void | Promise<void>;

/**
 * A subscription: to a listener, or to be iterated over, once, by `for await`. What is not taken is not sent: the server
 * keeps it as long as the topic's history does.
 */
export interface Subscription<T> extends AsyncIterable<TopicMessage<T>> {
  /** How it began; rejects when it could not. */
  readonly started: Promise<Start>;
  /** The last message that was handed out; `undefined` before it is known where the subscription begins. */
  readonly position: TopicPosition | undefined;
  /** Ends it; iterations end too. Doing so again does nothing. */
  unsubscribe(): void;
}
