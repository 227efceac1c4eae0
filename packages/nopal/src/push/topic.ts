import type { StandardSchemaV1 } from '@standard-schema/spec';
import { TopicError } from './error.ts';
import type { HistoryBounds } from './store.ts';

/** Who is on the other side of a connection that takes part in a topic. */
export interface TopicClient {
  /** The topic that it is about. */
  readonly topic: string;
  /** Who it is, as the app's `identify` said; a guest with an id of its own otherwise. */
  readonly user: TopicUser;
  /** The headers of the request by which it connected. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
}

/** A user, as others may see them. */
export interface TopicUser {
  readonly id: string;
  /** What else there is to know: JSON. */
  readonly data?: unknown;
}

/** Whether a client may: always, never, or by what a function says. Throwing refuses, too. */
export type Guard = boolean | ((client: TopicClient) => boolean | Promise<boolean>);

/** What clients from outside may do with a topic. Code on the server may do everything. */
export interface TopicAccess<T> {
  /** Who may subscribe and read the history. Default: nobody. */
  readonly subscribe?: Guard;
  /** Who may publish. Default: nobody. */
  readonly publish?: Guard;
  /** Who may see who is there, and be seen. Default: nobody. */
  readonly presence?: Guard;
  /** Makes the message that is stored of what a client sent: to say whom it is from, for example. */
  readonly fromClient?: (message: unknown, client: TopicClient) => NoInfer<T> | Promise<NoInfer<T>>;
}

/** What becomes of a subscriber that cannot keep up: goes on where it was, skips to the latest, or is closed. */
export type SlowPolicy = 'resume' | 'latest' | 'close';

/** Options of a topic. */
export interface TopicOptions<T> {
  /** What is kept. Default: 100 messages, 256 KiB, one day. */
  readonly history?: Partial<HistoryBounds>;
  /** What messages have to be: any Standard Schema (zod, valibot, arktype …). What it makes of a message is stored. */
  readonly schema?: StandardSchemaV1<unknown, T>;
  /** Longest message, in bytes of JSON. Default 16 KiB. */
  readonly maxMessageBytes?: number;
  /** Default `resume`. */
  readonly slow?: SlowPolicy;
  /** With `close`: how many messages a subscriber may be behind. Default 1000. */
  readonly maxBehind?: number;
  /** How often one client may publish: so many per second, and so many at once. Default 10 and 20. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** How long somebody who lost the connection still counts as present, in milliseconds. Default 5000. */
  readonly presenceGraceMs?: number;
  /** How many publishers' ids are remembered. Default 1000. */
  readonly rememberedIds?: number;
  readonly access?: TopicAccess<T>;
}

/** What holds for a topic, or for all of a group. */
export interface TopicDefinition {
  readonly history: HistoryBounds;
  readonly schema: StandardSchemaV1 | undefined;
  readonly maxMessageBytes: number;
  readonly slow: SlowPolicy;
  readonly maxBehind: number;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly presenceGraceMs: number;
  readonly rememberedIds: number;
  readonly access: {
    readonly subscribe: Guard;
    readonly publish: Guard;
    readonly presence: Guard;
    readonly fromClient: ((message: unknown, client: TopicClient) => unknown) | undefined;
  };
}

declare const messageType: unique symbol;

/** A topic, whatever its messages are. */
export interface AnyTopic {
  readonly name: string;
  /** What the names of its group begin with, if it is of a group. */
  readonly prefix: string | undefined;
  readonly definition: TopicDefinition;
}

/** A topic, with the type of its messages. */
export interface Topic<T> extends AnyTopic {
  /** Only for the compiler. */
  readonly [messageType]?: (message: T) => T;
}

/** A group of topics, whatever their messages are. */
export interface AnyTopicGroup {
  readonly prefix: string;
  readonly definition: TopicDefinition;
}

/** Topics that are alike, by what comes after a common prefix: `room('lobby')` is the topic `room:lobby`. */
export interface TopicGroup<T> extends AnyTopicGroup {
  (rest: string): Topic<T>;
}

/** What was declared last of each name, anywhere in the process. */
export const declarations = {
  topics: new Map<string, TopicDefinition>(),
  /** By prefix. */
  groups: new Map<string, TopicDefinition>(),
};

const MAX_NAME = 200;
// Names are keys in stores, parts of addresses and of log lines.
const NAME = /^[^\p{C}\p{Z}]+$/u;

/**
 * Names a topic and says what holds for it. Declare it once, at the top of a module, and import it where it is used: a
 * declaration is remembered for as long as the process runs.
 *
 * @param name 1 to 200 characters, without white space: `'room:lobby'`
 * @typeParam T what its messages are: JSON
 * @throws TopicError `topic-name`, `topic-options`
 * @example
 * ```ts
 * export const lobby = createTopic<ChatMessage>('room:lobby', { history: { count: 200 } });
 * await topics.publish(lobby, { from: 'Ann', text: 'hi' });
 * ```
 */
export function createTopic<T>(name: string, options: TopicOptions<T> = {}): Topic<T> {
  const topic = { name: checkTopicName(name), prefix: undefined, definition: define(name, options) };
  declarations.topics.set(name, topic.definition);
  return topic;
}

/**
 * Names all topics with a prefix and says what holds for them.
 *
 * @param prefix what their names begin with: `'room:'`
 * @throws TopicError `topic-name`, `topic-options`
 * @example
 * ```ts
 * export const inbox = createTopicGroup<Notice>('inbox:', { access: { subscribe: ({ user, topic }) => topic === `inbox:${user.id}` } });
 * await topics.publish(inbox('ann'), { text: 'Bob mentioned you' });
 * ```
 */
export function createTopicGroup<T>(prefix: string, options: TopicOptions<T> = {}): TopicGroup<T> {
  const definition = define(checkTopicName(prefix), options);
  declarations.groups.set(prefix, definition);
  const at = (rest: string): Topic<T> => ({ name: checkTopicName(prefix + rest), prefix, definition });
  return Object.assign(at, { prefix, definition });
}

/** @throws TopicError `topic-name` */
export function checkTopicName(name: unknown): string {
  if (typeof name === 'string' && name.length <= MAX_NAME && NAME.test(name)) return name;
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, MAX_NAME)) : `a ${typeof name}`;
  throw new TopicError(
    'topic-name',
    `${shown} is no name of a topic: names have 1 to ${MAX_NAME} characters, without white space or control characters.`,
    'Name it like room:lobby.',
  );
}

/** What holds for a topic that nobody declared: it is there for code on the server alone. */
export const UNDECLARED: TopicDefinition = define('an undeclared topic', {});

function define<T>(name: string, options: TopicOptions<T>): TopicDefinition {
  const { history = {}, access = {}, rate = { perSecond: 10, burst: 20 }, slow = 'resume' } = options;
  if (!['resume', 'latest', 'close'].includes(slow)) throw wrong(name, 'slow', slow, "'resume', 'latest' or 'close'");
  return {
    history: {
      count: whole(name, 'history.count', history.count ?? 100, 0),
      bytes: whole(name, 'history.bytes', history.bytes ?? 256 * 1024, 0),
      ageMs: atLeast(name, 'history.ageMs', history.ageMs ?? 24 * 60 * 60 * 1000, 1),
    },
    schema: options.schema,
    maxMessageBytes: whole(name, 'maxMessageBytes', options.maxMessageBytes ?? 16 * 1024, 1),
    slow,
    maxBehind: whole(name, 'maxBehind', options.maxBehind ?? 1000, 1),
    rate: {
      perSecond: atLeast(name, 'rate.perSecond', rate.perSecond, 0.001),
      burst: whole(name, 'rate.burst', rate.burst, 1),
    },
    presenceGraceMs: whole(name, 'presenceGraceMs', options.presenceGraceMs ?? 5000, 0),
    rememberedIds: whole(name, 'rememberedIds', options.rememberedIds ?? 1000, 0),
    access: {
      subscribe: access.subscribe ?? false,
      publish: access.publish ?? false,
      presence: access.presence ?? false,
      fromClient: access.fromClient,
    },
  };
}

function whole(name: string, option: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw wrong(name, option, value, `a whole number from ${least} on`);
}

function atLeast(name: string, option: string, value: unknown, least: number): number {
  if (typeof value === 'number' && value >= least) return value;
  throw wrong(name, option, value, `a number from ${least} on`);
}

function wrong(name: string, option: string, value: unknown, wanted: string): TopicError {
  const given = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new TopicError('topic-options', `The option ${option} of ${name} is ${given}.`, `Give ${wanted}.`);
}
