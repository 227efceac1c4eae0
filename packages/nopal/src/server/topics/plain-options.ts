import type { Visitor } from '../../protocol/connection.ts';
import type { TopicError } from '../../push/error.ts';
import type { MissedReason } from '../../push/sink.ts';
import type { TopicUser } from '../../push/topic.ts';
import type { Show } from './rendition.ts';

/** What a client has missed, and why. */
export interface Missed {
  readonly reason: MissedReason;
  /** How many messages; `undefined` when that cannot be known. */
  readonly missed?: number | undefined;
}

/** What both endpoints for standard clients, WebSockets and events, can be told. */
export interface TopicEndpointOptions<T> {
  /**
   * Who a client is; the id has 1 to 200 characters. Default: who `identify` of the app says it is, else a guest. What
   * it throws refuses.
   */
  readonly user?: (visitor: Visitor) => TopicUser;
  /**
   * What a client sees of a message; `undefined`: nothing. Default: texts as they are, other values as JSON. It is called
   * once for all clients, and for each one only of messages over which it reads `user`. It is how a message looks, not
   * who may see it: that is the topic's `access.subscribe`.
   */
  readonly show?: Show<T>;
  /**
   * Makes what a client publishes of a text that came here: a message, or another text; `undefined` ignores it. What it
   * throws as a `TopicError` the client is told. Default: the text itself.
   *
   * It is no place to say whom a message is from: clients that come another way, by `nopal/client` for example, go past
   * it. `access.fromClient` of the topic sees what all of them send, and what this made.
   */
  readonly receive?: (text: string, client: { readonly user: TopicUser }) => T | string | undefined;
  /** Messages of the history that are shown on entering, unless the client asks for others. Default 0. */
  readonly last?: number;
  /** Origins, besides the endpoint's own host, from which browsers may connect. Default: those of the app. */
  readonly origins?: readonly string[];
  /** Whether clients that send no Origin are refused. Default: what the app says. */
  readonly requireOrigin?: boolean;
  /** Longest text that a client may send, in bytes. Default: `maxMessageBytes` of the app's limits, 64 KiB. */
  readonly maxTextBytes?: number;
}

/**
 * Options of a plain-text WebSocket endpoint. Every function makes one text, or `undefined` for none; one that throws
 * counts as `undefined`, and the error is logged.
 */
export interface TopicSocketOptions<T> extends TopicEndpointOptions<T> {
  /** The first frame; `online` counts the users who are present, this one included. */
  readonly welcome?: (client: { readonly user: TopicUser; readonly online: number }) => string | undefined;
  /** Tells the others that somebody has come, by whatever way. */
  readonly joined?: (user: TopicUser) => string | undefined;
  /** Tells the others that somebody has left. */
  readonly left?: (user: TopicUser) => string | undefined;
  /** Tells a client that its text was refused. Default: the message of the error. */
  readonly refused?: (error: TopicError) => string | undefined;
  /** Tells a client that messages are missing. Default: how many, and why. */
  readonly missed?: (gap: Missed) => string | undefined;
  /**
   * Whether clients count as present and are told of others, if the topic's `access.presence` lets them. Default true.
   */
  readonly presence?: boolean;
}

const WHY: Record<MissedReason, string> = {
  evicted: 'the history does not go back so far',
  epoch: 'the log began anew',
  ahead: 'the log ends before that position',
  skipped: 'you were too slow',
};

/** The line about missing messages where the app has none of its own. */
export function missedLine({ reason, missed }: Missed): string {
  const what = missed === undefined ? 'Some messages are' : missed === 1 ? 'One message is' : `${missed} messages are`;
  return `(${what} missing: ${WHY[reason]}.)`;
}
