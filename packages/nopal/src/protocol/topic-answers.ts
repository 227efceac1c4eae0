import { count, list, Malformed, parseMessage, record, text, unknownType } from './topic-checks.ts';
import type { ToldLimits } from './topic-limits.ts';
import type { TopicPosition } from './topic-messages.ts';

/** A place in a topic, and what is missing before it. */
export interface TopicGap extends TopicPosition {
  /** `evicted`, `epoch`, `ahead` or `skipped`. */
  readonly reason: string;
  /** How many messages; `undefined` when that cannot be known. */
  readonly missed: number | undefined;
}

/** A message with when it was published, in milliseconds since 1970. */
export type TimedMessage = readonly [at: number, message: unknown];

/** Somebody who is there. */
export interface TopicPresentUser {
  readonly id: string;
  readonly data?: unknown;
  readonly connections: number;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

/** Somebody came, went, or has other data. */
export interface TopicPresenceChange {
  readonly kind: 'joined' | 'left' | 'updated';
  readonly user: { readonly id: string; readonly data?: unknown };
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Counts the changes of a topic, so that it shows when some were left out. */
  readonly number: number;
}

/** Who is in a topic. */
export interface TopicPresence {
  /** How many users are there. */
  readonly count: number;
  /** How many connections they have. */
  readonly connections: number;
  /** Those who came first; left out when they are the same as last time. */
  readonly users?: readonly TopicPresentUser[];
  /** What happened since last time, the newest of it. */
  readonly changes: readonly TopicPresenceChange[];
}

/** What the server may say to a topic client. */
export type TopicServerMessage =
  | { readonly type: 'welcome'; readonly user: string; readonly limits: ToldLimits }
  | {
      readonly type: 'subscribed';
      readonly number: number;
      readonly start: TopicPosition;
      readonly gap: TopicGap | undefined;
    }
  | {
      readonly type: 'messages';
      readonly topic: string;
      readonly first: number;
      readonly messages: readonly TimedMessage[];
    }
  | { readonly type: 'gap'; readonly topic: string; readonly gap: TopicGap }
  | { readonly type: 'position'; readonly topic: string; readonly position: TopicPosition }
  | { readonly type: 'ended'; readonly topic: string; readonly code: string; readonly message: string }
  | {
      readonly type: 'published';
      readonly number: number;
      readonly place: TopicPosition;
      readonly at: number;
      readonly isDuplicate: boolean;
    }
  | {
      readonly type: 'history';
      readonly number: number;
      readonly epoch: string;
      /** Offset of the oldest message that is kept. */
      readonly first: number;
      /** The offset that the next message gets. */
      readonly next: number;
      /** Offset of the first of the messages. */
      readonly from: number;
      readonly messages: readonly TimedMessage[];
    }
  | { readonly type: 'done'; readonly number: number }
  | { readonly type: 'refused'; readonly number: number; readonly code: string; readonly message: string }
  | { readonly type: 'presence'; readonly topic: string; readonly presence: TopicPresence }
  | { readonly type: 'beat' }
  | { readonly type: 'again'; readonly ms: number };

/** The same as it is written: an array of JSON. `messages` is written by {@link writeMessages}. */
export type TopicServerWords =
  | readonly ['welcome', user: string, limits: ToldLimits]
  | readonly ['subscribed', number: number, epoch: string, offset: number, reason?: string, missed?: number | undefined]
  | readonly ['gap', topic: string, epoch: string, offset: number, reason: string, missed: number | undefined]
  | readonly ['position', topic: string, epoch: string, offset: number]
  | readonly ['ended', topic: string, code: string, message: string]
  | readonly ['published', number: number, epoch: string, offset: number, at: number, isDuplicate: 0 | 1]
  | readonly [
      'history',
      number: number,
      epoch: string,
      first: number,
      next: number,
      from: number,
      messages: readonly TimedMessage[],
    ]
  | readonly ['done', number: number]
  | readonly ['refused', number: number, code: string, message: string]
  | readonly ['presence', topic: string, presence: TopicPresence]
  | readonly ['beat']
  | readonly ['again', ms: number];

/**
 * Writes messages that follow one another.
 *
 * @param messages each already JSON, which goes into the text as it is
 */
export function writeMessages(
  topic: string,
  first: number,
  messages: readonly { readonly at: number; readonly text: string }[],
): string {
  const list = messages.map(({ at, text }) => `[${at},${text}]`).join(',');
  return `["messages",${JSON.stringify(topic)},${first},[${list}]]`;
}

/**
 * Decodes and checks a message of the server.
 *
 * @throws Malformed saying what is wrong with it
 */
export function decodeTopicServerMessage(json: string): TopicServerMessage {
  const [type, a, b, c, d, e, f] = parseMessage(json);
  switch (type) {
    case 'welcome':
      return { type, user: text(a, 'user'), limits: decodeLimits(b) };
    case 'subscribed':
      return {
        type,
        number: count(a, 'number'),
        start: positionOf(b, c),
        gap: d === undefined || d === null ? undefined : gapOf(b, c, d, e),
      };
    case 'messages':
      return { type, topic: text(a, 'topic'), first: count(b, 'offset'), messages: list(c, 'messages').map(timed) };
    case 'gap':
      return { type, topic: text(a, 'topic'), gap: gapOf(b, c, d, e) };
    case 'position':
      return { type, topic: text(a, 'topic'), position: positionOf(b, c) };
    case 'ended':
      return { type, topic: text(a, 'topic'), code: text(b, 'code'), message: text(c, 'message') };
    case 'published':
      return { type, number: count(a, 'number'), place: positionOf(b, c), at: count(d, 'time'), isDuplicate: e === 1 };
    case 'history':
      return {
        type,
        number: count(a, 'number'),
        epoch: text(b, 'epoch'),
        first: count(c, 'offset'),
        next: count(d, 'offset'),
        from: count(e, 'offset'),
        messages: list(f, 'messages').map(timed),
      };
    case 'done':
      return { type, number: count(a, 'number') };
    case 'refused':
      return { type, number: count(a, 'number'), code: text(b, 'code'), message: text(c, 'message') };
    case 'presence':
      return { type, topic: text(a, 'topic'), presence: decodePresence(b) };
    case 'beat':
      return { type };
    case 'again':
      return { type, ms: count(a, 'time') };
    default:
      throw unknownType(type);
  }
}

function positionOf(epoch: unknown, offset: unknown): TopicPosition {
  return { epoch: text(epoch, 'epoch'), offset: count(offset, 'offset') };
}

function gapOf(epoch: unknown, offset: unknown, reason: unknown, missed: unknown): TopicGap {
  const known = missed === undefined || missed === null ? undefined : count(missed, 'number of missed messages');
  return { ...positionOf(epoch, offset), reason: text(reason, 'reason'), missed: known };
}

function timed(value: unknown): TimedMessage {
  const pair = list(value, 'message');
  if (pair.length !== 2) throw new Malformed('has a message that is not a time and a message');
  return [count(pair[0], 'time'), pair[1]];
}

function decodeLimits(value: unknown): ToldLimits {
  const limits = record(value, 'limits');
  const limit = (name: keyof ToldLimits): number => count(limits[name], name);
  return {
    maxMessageBytes: limit('maxMessageBytes'),
    windowMessages: limit('windowMessages'),
    windowBytes: limit('windowBytes'),
    beatMs: limit('beatMs'),
  };
}

function decodePresence(value: unknown): TopicPresence {
  const { count: users, connections, users: known, changes } = record(value, 'presence');
  return {
    count: count(users, 'count'),
    connections: count(connections, 'connections'),
    changes: list(changes, 'changes').map((change) => decodeChange(record(change, 'change'))),
    ...(known !== undefined && { users: list(known, 'users').map((user) => decodeUser(record(user, 'user'))) }),
  };
}

function decodeUser({ id, data, connections, since }: Readonly<Record<string, unknown>>): TopicPresentUser {
  const counts = { connections: count(connections, 'connections'), since: count(since, 'time') };
  return { id: text(id, 'id'), ...(data !== undefined && { data }), ...counts };
}

function decodeChange({ kind, user, at, number }: Readonly<Record<string, unknown>>): TopicPresenceChange {
  if (kind !== 'joined' && kind !== 'left' && kind !== 'updated') throw new Malformed('has an unknown kind of change');
  const { id, data } = record(user, 'user');
  const who = { id: text(id, 'id'), ...(data !== undefined && { data }) };
  return { kind, user: who, at: count(at, 'time'), number: count(number, 'number') };
}
