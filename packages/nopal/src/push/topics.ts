import { Channel } from './channel.ts';
import { Cursor } from './cursor.ts';
import { Declared, type Resolved } from './declared.ts';
import { Dispatcher } from './dispatcher.ts';
import { TopicError } from './error.ts';
import { toJson } from './json.ts';
import { MemoryStore } from './memory-store.ts';
import { Presence, PresenceRooms } from './presence.ts';
import { matchSchema } from './schema.ts';
import type { From, Sink } from './sink.ts';
import type { Appended, Awaitable, LogName, LogRange, LogSlice, TopicStore } from './store.ts';
import {
  LocalSubscription,
  readMessage,
  type Listener,
  type SubscribeOptions,
  type Subscription,
  type TopicMessage,
} from './subscription.ts';
import type { AnyTopic, AnyTopicGroup, Topic, TopicDefinition } from './topic.ts';
import { Upkeep } from './upkeep.ts';

/** Options of topics. */
export interface TopicsOptions {
  /** Where messages are kept. Default: in the memory of this process. */
  readonly store?: TopicStore | undefined;
  /** How often subscribed topics are compared with the store, in milliseconds. Default 10,000. */
  readonly checkMs?: number | undefined;
  /** Told of what goes wrong where nobody waits for an answer. */
  readonly report?: (error: TopicError) => void;
}

/** A message that was stored. */
export interface Published {
  readonly topic: string;
  readonly epoch: string;
  /** Its place in the topic: 1 for the first, then without gaps. */
  readonly offset: number;
  /** When it was stored, in milliseconds since 1970. */
  readonly at: number;
  /** Whether it was there already, by its id: then this tells of the first one, and nothing was added. */
  readonly isDuplicate: boolean;
}

/** Which part of a topic's history: the last messages, or those before or after an offset. */
export type HistoryPart =
  | { readonly last: number }
  | { readonly before: number; readonly count: number }
  | { readonly after: number; readonly count: number };

/** A part of a topic's history. */
export interface History<T> {
  readonly epoch: string;
  /** Offset of the oldest message that is kept; `next` when none is. */
  readonly first: number;
  /** The offset that the next message gets. */
  readonly next: number;
  /** In order. */
  readonly messages: readonly TopicMessage<T>[];
}

/** What topics hold now, and what they did. */
export interface TopicGauges {
  /** Topics that somebody is subscribed to. */
  readonly topics: number;
  readonly subscribers: number;
  /** Subscribers that were not given yet all that was published. */
  readonly behind: number;
  /** Users who are present, in all topics together. */
  readonly present: number;
  /** Messages that were published since the start, retries included. */
  readonly published: number;
}

/** How many messages are read at a time, at most. */
const MAX_PAGE = 1000;
const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024;

/**
 * Topics: ordered messages with history. `app.topics`, or the `topics` that a background service is given.
 *
 * Every subscriber gets each message once and in order, or is told what it missed.
 *
 * @example
 * ```ts
 * const lobby = createTopic<ChatMessage>('room:lobby');
 * topics.subscribe(lobby, ({ offset, message }) => console.log(offset, message.text));
 * await topics.publish(lobby, { from: 'Ann', text: 'hi' });
 * ```
 */
export class Topics {
  readonly #store: TopicStore;
  readonly #report: (error: TopicError) => void;
  // Topics that were used by their names before they were declared have their definitions from then on.
  readonly #declared = new Declared(() => this.#redefine());
  readonly #dispatcher = new Dispatcher();
  readonly #channels = new Map<string, Channel>();
  readonly #presences = new PresenceRooms();
  readonly #upkeep: Upkeep;
  #isClosed = false;
  #published = 0;

  constructor({ store = new MemoryStore(), checkMs = 10_000, report = () => undefined }: TopicsOptions = {}) {
    this.#store = store;
    this.#report = report;
    this.#upkeep = new Upkeep(this.#channels, checkMs, report);
  }

  /**
   * Makes topics and groups known by name, so that clients from outside may ask for them. A topic that is used by its
   * declaration is known from then on.
   *
   * @throws TopicError `duplicate-topic`
   */
  add(...declared: readonly (AnyTopic | AnyTopicGroup)[]): void {
    for (const each of declared) this.#declared.add(each);
  }

  /** What was declared of a name; `undefined` when nothing was. */
  definition(name: string): TopicDefinition | undefined {
    return this.#declared.find(name);
  }

  /**
   * Publishes a message. The promise resolves once it is stored, as safely as the topics' store stores; messages of one
   * caller are stored in the order of its calls, unless a schema takes its time.
   *
   * @param topic a topic, or its name
   * @param message JSON
   * @param options `id`: makes retries harmless: while the topic remembers it, a message with the same id is not stored
   * again
   * @returns where it is
   * @throws TopicError (by the promise) `message-refused` by the schema, `message-not-json`, `message-too-long`,
   * `topic-store-failed`, `topics-closed`, `topic-name`, `duplicate-topic`
   */
  publish<T>(topic: Topic<T>, message: T, options?: { readonly id?: string | undefined }): Promise<Published>;
  publish(topic: string, message: unknown, options?: { readonly id?: string | undefined }): Promise<Published>;
  async publish(
    topic: AnyTopic | string,
    message: unknown,
    { id }: { readonly id?: string | undefined } = {},
  ): Promise<Published> {
    const { name, definition } = this.#resolve(topic);
    const { schema } = definition;
    const matched = schema === undefined ? message : matchSchema(schema, message, name);
    // Without a schema that takes its time nothing is awaited here, so that order is kept.
    const text = this.#encode(matched instanceof Promise ? await matched : matched, name, definition);
    const at = Date.now();
    const appending = this.#append({ name, definition }, { text, at, id });
    const appended = appending instanceof Promise ? await appending : appending;
    if (!appended.isDuplicate) {
      const { epoch, offset } = appended;
      const channel = this.#channels.get(name);
      channel?.stored({ offset, at: appended.at, text }, epoch);
      // Who awaits each message in a loop would else give nobody a turn, as long as the store need not wait.
      if (channel?.isAhead === true) await new Promise((resolve) => setImmediate(resolve));
    }
    return { topic: name, ...appended };
  }

  /**
   * Subscribes.
   *
   * @param topic a topic, or its name
   * @param listener takes the messages; without one, iterate over the subscription. May be left out
   * @param options `from`: where to begin, by default with what is published from now on; `signal`: ends it
   * @throws TopicError `topic-name`, `duplicate-topic`, `topics-closed`
   * @example
   * ```ts
   * for await (const { message, gap } of topics.subscribe(orders, { from: lastSeen })) {
   *   if (gap) await startOver();
   *   await handle(message);
   * }
   * ```
   */
  subscribe<T>(topic: Topic<T>, options?: SubscribeOptions): Subscription<T>;
  subscribe<T = unknown>(topic: string, options?: SubscribeOptions): Subscription<T>;
  subscribe<T>(topic: Topic<T>, listener: Listener<T>, options?: SubscribeOptions): Subscription<T>;
  subscribe<T = unknown>(topic: string, listener: Listener<T>, options?: SubscribeOptions): Subscription<T>;
  subscribe<T>(
    topic: AnyTopic | string,
    listener: Listener<T> | SubscribeOptions = {},
    options: SubscribeOptions = {},
  ): Subscription<T> {
    const { name } = this.#resolve(topic);
    const isIterated = typeof listener !== 'function';
    const { from = 'now', signal } = isIterated ? listener : options;
    return new LocalSubscription<T>({
      topic: name,
      listener: isIterated ? undefined : listener,
      signal,
      follow: (sink) => this.follow(topic, from, sink),
      failed: this.#report,
    });
  }

  /**
   * Reads a part of the history.
   *
   * @param part at most 1,000 messages at a time
   * @throws TopicError (by the promise) `topic-store-failed`, `topics-closed`, `topic-name`, `duplicate-topic`
   */
  read<T>(topic: Topic<T>, part: HistoryPart): Promise<History<T>>;
  read<T = unknown>(topic: string, part: HistoryPart): Promise<History<T>>;
  async read<T>(topic: AnyTopic | string, part: HistoryPart): Promise<History<T>> {
    return this.peek<T>(topic, part);
  }

  /** The same as `read`, at once where the store need not wait. */
  peek<T>(topic: AnyTopic | string, part: HistoryPart): Awaitable<History<T>> {
    const { name, definition } = this.#resolve(topic);
    for (const value of Object.values(part)) checkCount(value);
    const log = logOf(name, definition);
    const page = (range: LogRange): Awaitable<History<T>> => {
      const { from, count } = pageOf(part, range);
      const toHistory = ({ epoch, first, next, messages }: LogSlice): History<T> => ({
        epoch,
        first,
        next,
        messages: messages
          .filter(({ offset }) => offset < from + count)
          .map((message) => readMessage<T>(name, epoch, message)),
      });
      const slice = this.#store.read(log, from, { count, characters: MAX_PAGE_CHARACTERS });
      return slice instanceof Promise ? slice.then(toHistory) : toHistory(slice);
    };
    return this.#stored(name, () => {
      const range = this.#store.range(log);
      return range instanceof Promise ? range.then(page) : page(range);
    });
  }

  /** How far a topic goes. */
  range(topic: AnyTopic | string): Awaitable<LogRange> {
    const { name, definition } = this.#resolve(topic);
    return this.#stored(name, () => this.#store.range(logOf(name, definition)));
  }

  /**
   * Forgets a topic's messages. It begins anew, with another epoch: subscribers are told.
   *
   * @throws TopicError (by the promise) `topic-store-failed`, `topics-closed`
   */
  async delete(topic: AnyTopic | string): Promise<void> {
    const { name } = this.#resolve(topic);
    await this.#stored(name, () => this.#store.delete(name));
    // So that whoever is subscribed hears of it now, and not with the next message.
    await this.#channels.get(name)?.range();
  }

  /**
   * Follows a topic at the lowest level: for what carries messages on. See {@link Sink}.
   *
   * @param from where to begin
   * @param sink takes the messages; told of the start at once where the store need not wait
   * @throws TopicError `topic-name`, `duplicate-topic`, `topics-closed`
   */
  follow(topic: AnyTopic | string, from: From, sink: Sink): Cursor {
    const { name, definition } = this.#resolve(topic);
    checkFrom(from);
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      const empty = (): void => {
        this.#channels.delete(name);
      };
      channel = new Channel({ topic: name, definition, store: this.#store, dispatcher: this.#dispatcher, empty });
      this.#channels.set(name, channel);
      this.#upkeep.start();
    }
    const cursor = new Cursor(channel, sink, this.#report);
    cursor.begin(from);
    return cursor;
  }

  /** Who is in a topic. */
  presence(topic: AnyTopic | string): Presence {
    const { name, definition } = this.#resolve(topic);
    return new Presence(name, definition.presenceGraceMs, this.#presences);
  }

  /** What there is now, for metrics. */
  gauges(): TopicGauges {
    let subscribers = 0;
    let behind = 0;
    for (const { cursors } of this.#channels.values()) {
      subscribers += cursors.size;
      for (const cursor of cursors) if (cursor.isBehind) behind++;
    }
    const { present } = this.#presences;
    return { topics: this.#channels.size, subscribers, behind, present, published: this.#published };
  }

  /** Ends all subscriptions and lets go of the store, once what is being stored is stored. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#upkeep.stop();
    for (const channel of this.#channels.values()) {
      for (const cursor of channel.cursors) cursor.end(closed());
    }
    await this.#store.close();
  }

  #resolve(topic: AnyTopic | string): Resolved {
    if (this.#isClosed) throw closed();
    return this.#declared.resolve(topic);
  }

  #redefine(): void {
    for (const channel of this.#channels.values()) {
      channel.redefine(this.#declared.resolve(channel.topic).definition);
    }
  }

  #encode(message: unknown, name: string, { maxMessageBytes }: TopicDefinition): string {
    const text = toJson(message, `A message for ${name}`);
    const bytes = Buffer.byteLength(text);
    if (bytes <= maxMessageBytes) return text;
    throw new TopicError(
      'message-too-long',
      `A message for ${name} has ${bytes} bytes of JSON, and may have ${maxMessageBytes} (maxMessageBytes).`,
      'Send less, or a reference to where it can be had.',
    );
  }

  #append({ name, definition }: Resolved, message: Parameters<TopicStore['append']>[1]): Awaitable<Appended> {
    this.#published++;
    return this.#stored(name, () => this.#store.append(logOf(name, definition), message));
  }

  /** Has the store do something; whatever it throws gets a code. */
  #stored<T>(name: string, run: () => Awaitable<T>): Awaitable<T> {
    try {
      const result = run();
      return result instanceof Promise
        ? result.catch((error: unknown) => {
            throw storeFailed(name, error);
          })
        : result;
    } catch (error) {
      throw storeFailed(name, error);
    }
  }
}

function logOf(topic: string, { history, rememberedIds }: TopicDefinition): LogName {
  return { topic, history, rememberedIds };
}

/** Where a part of a history begins, and how many messages it has at most. */
function pageOf(part: HistoryPart, { first, next }: LogRange): { readonly from: number; readonly count: number } {
  if ('last' in part) {
    const from = Math.max(first, next - Math.min(part.last, MAX_PAGE));
    return { from, count: Math.max(0, next - from) };
  }
  const most = Math.min(part.count, MAX_PAGE);
  if ('after' in part) return { from: Math.max(first, part.after + 1), count: most };
  const to = Math.min(part.before, next);
  const from = Math.max(first, to - most);
  return { from, count: Math.max(0, to - from) };
}

/** @throws TopicError `topic-options` */
function checkFrom(from: From): void {
  if (from === 'now') return;
  if ('last' in from) checkCount(from.last);
  else checkCount(from.offset);
}

function checkCount(value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new TopicError(
    'topic-options',
    `A place in a topic, or a number of messages, is ${String(value)}.`,
    'Give a whole number from 0 on.',
  );
}

function storeFailed(topic: string, cause: unknown): TopicError {
  if (cause instanceof TopicError) return cause;
  return new TopicError(
    'topic-store-failed',
    `The store of ${topic} failed.`,
    'Try again; of what was published it is not known whether it is stored, so with the same id. The cause is below.',
    { cause },
  );
}

function closed(): TopicError {
  return new TopicError('topics-closed', 'The app was closed, and its topics with it.', 'Publish before that.');
}
