import { count, Malformed, parseMessage, record, text, unknownType } from './topic-checks.ts';
import type { TopicLimits } from './topic-limits.ts';

/** A place in a topic: after which message. Offset 0 is before the first. */
export interface TopicPosition {
  readonly epoch: string;
  readonly offset: number;
}

/** Where a subscription begins: after a position, with the last messages there are, or with what is published next. */
export type SubscribeFrom = TopicPosition | { readonly last: number } | 'now';

/** Which part of a topic's history. */
export type HistoryQuery =
  | { readonly last: number }
  | { readonly before: number; readonly count: number }
  | { readonly after: number; readonly count: number };

/**
 * What a topic client may say. `number` counts its requests; each is answered by a message with the same number, except
 * those that were overtaken by another wish for the same topic.
 */
export type TopicClientMessage =
  | { readonly type: 'hello'; readonly version: number; readonly session: string }
  | { readonly type: 'subscribe'; readonly number: number; readonly topic: string; readonly from: SubscribeFrom }
  | { readonly type: 'unsubscribe'; readonly topic: string }
  | { readonly type: 'taken'; readonly topic: string; readonly total: number }
  | {
      readonly type: 'publish';
      readonly number: number;
      readonly topic: string;
      readonly message: unknown;
      readonly id: string | undefined;
    }
  | { readonly type: 'history'; readonly number: number; readonly topic: string; readonly query: HistoryQuery }
  | { readonly type: 'join'; readonly number: number; readonly topic: string; readonly data: unknown }
  | { readonly type: 'update'; readonly number: number; readonly topic: string; readonly data: unknown }
  | { readonly type: 'leave'; readonly topic: string }
  | { readonly type: 'watch'; readonly number: number; readonly topic: string }
  | { readonly type: 'unwatch'; readonly topic: string }
  | { readonly type: 'beat' };

/** The same as it is written: an array of JSON. */
export type TopicClientWords =
  | readonly ['hello', version: number, session: string]
  | readonly ['subscribe', number: number, topic: string, from: SubscribeFrom]
  | readonly ['unsubscribe', topic: string]
  | readonly ['taken', topic: string, total: number]
  | readonly ['publish', number: number, topic: string, message: unknown, id?: string]
  | readonly ['history', number: number, topic: string, query: HistoryQuery]
  | readonly ['join' | 'update', number: number, topic: string, data?: unknown]
  | readonly ['leave', topic: string]
  | readonly ['watch', number: number, topic: string]
  | readonly ['unwatch', topic: string]
  | readonly ['beat'];

/** How a session is named: random, so that nobody else can name it. */
const SESSION = /^[\w-]{22,64}$/;

/**
 * Decodes and checks a message of a topic client. Nothing in it is trusted.
 *
 * @throws Malformed saying what is wrong with it
 */
export function decodeTopicClientMessage(json: string, limits: TopicLimits): TopicClientMessage {
  const [type, ...rest] = parseMessage(json);
  const [first, second, third, fourth] = rest;
  const topicOf = (value: unknown): string => text(value, 'topic', limits.maxTopicLength);
  switch (type) {
    case 'hello':
      return { type, version: count(first, 'version'), session: decodeSession(second) };
    case 'subscribe':
      return { type, number: count(first, 'number'), topic: topicOf(second), from: decodeFrom(third) };
    case 'publish': {
      if (rest.length < 3) throw new Malformed('has no message to publish');
      const id = fourth === undefined || fourth === null ? undefined : text(fourth, 'id', limits.maxIdLength);
      return { type, number: count(first, 'number'), topic: topicOf(second), message: third, id };
    }
    case 'taken':
      return { type, topic: topicOf(first), total: count(second, 'total') };
    case 'history':
      return { type, number: count(first, 'number'), topic: topicOf(second), query: decodeQuery(third) };
    case 'join':
    case 'update':
      return { type, number: count(first, 'number'), topic: topicOf(second), data: third ?? undefined };
    case 'watch':
      return { type, number: count(first, 'number'), topic: topicOf(second) };
    case 'unsubscribe':
    case 'leave':
    case 'unwatch':
      return { type, topic: topicOf(first) };
    case 'beat':
      return { type };
    default:
      throw unknownType(type);
  }
}

function decodeSession(value: unknown): string {
  const session = text(value, 'session');
  if (!SESSION.test(session)) throw new Malformed('has a session that is not 22 to 64 letters, digits, - and _');
  return session;
}

function decodeFrom(value: unknown): SubscribeFrom {
  if (value === 'now') return value;
  const from = record(value, 'from');
  if ('last' in from) return { last: count(from['last'], 'last') };
  return { epoch: text(from['epoch'], 'epoch', MAX_EPOCH), offset: count(from['offset'], 'offset') };
}

const MAX_EPOCH = 100;

function decodeQuery(value: unknown): HistoryQuery {
  const query = record(value, 'query');
  if ('last' in query) return { last: count(query['last'], 'last') };
  const most = count(query['count'], 'count');
  if ('before' in query) return { before: count(query['before'], 'before'), count: most };
  return { after: count(query['after'], 'after'), count: most };
}
