import type { TopicServerMessage } from '../protocol/topic-answers.ts';
import type { ToldLimits } from '../protocol/topic-limits.ts';
import type { HistoryQuery } from '../protocol/topic-messages.ts';
import { clientError, closedError, TopicClientError } from './error.ts';
import { Link, type ClientStatus, type ReconnectOptions } from './link.ts';
import type { Platform } from './platform.ts';
import { ClientMembership, PresenceWatch, type Membership, type PresenceParts } from './presence.ts';
import { Requests, write, type Answer, type Request } from './requests.ts';
import { ClientSubscription } from './subscription.ts';
import { clientTopic, type ClientTopic, type PublishOptions, type TopicActions } from './topic.ts';
import type { History, Listener, PresenceState, Published, SubscribeOptions, Subscription } from './types.ts';

/** Options of a topic client. */
export interface TopicClientOptions {
  /** Where the app's own endpoints are: what `createApp` was given as `basePath`. Default `/_nopal`. */
  readonly basePath?: string | undefined;
  /** How long to wait before connecting again. Default: at most 500 ms, doubled with each attempt, up to 20 s. */
  readonly reconnect?: ReconnectOptions | undefined;
  /** How many publishes and questions may wait for their answers; more are refused. Default 1000. */
  readonly maxUnanswered?: number | undefined;
  /** Closes the client when aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of what nobody waits for: a listener that threw, a subscription with a listener that was refused or ended, a
   * presence that was refused. By default it is thrown where nobody can catch it, so that it is seen.
   */
  readonly onError?: ((error: TopicClientError) => void) | undefined;
}

/** A topic as it was declared: what `createTopic` gives. */
export interface DeclaredTopic {
  readonly name: string;
}

/** The messages of a declared topic: what the function says that a topic has for the compiler alone. */
export type MessageOf<X> = [Extract<X[keyof X], (message: never) => unknown>] extends [(message: infer T) => unknown]
  ? T
  : unknown;

const RECONNECT: ReconnectOptions = { firstMs: 500, longestMs: 20_000 };

/** A connection to an app's topics: one for all of them, which keeps itself up. */
export class TopicClient {
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #subscriptions = new Map<string, ClientSubscription<unknown>>();
  readonly #members = new Map<string, ClientMembership>();
  readonly #watches = new Map<string, PresenceWatch>();
  readonly #listeners = new Set<{ readonly tell: (status: ClientStatus, error?: TopicClientError) => void }>();
  readonly #report: (error: TopicClientError) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #close = (): void => this.close();
  /** What ids of messages begin with. */
  readonly #prefix = random();
  #published = 0;
  #user: string | undefined;
  #limits: ToldLimits | undefined;
  #failure: TopicClientError | undefined;
  readonly #actions: TopicActions = {
    publish: async (topic, message, options) => this.#publish(topic, message, options),
    subscribe: (topic, listener, options) => this.#subscribe(topic, listener, options),
    history: async (topic, part, options) => this.#history(topic, part, options?.signal),
    join: (topic, data) => this.#join(topic, data),
    watch: (topic, listener) => this.#watch(topic, listener),
  };

  /** @param url the address of the endpoint */
  constructor(url: string, platform: Platform, options: TopicClientOptions) {
    this.#report = options.onError ?? throwLater;
    this.#signal = options.signal;
    this.#requests = new Requests((text) => this.#link.sendText(text), options.maxUnanswered ?? 1000);
    this.#link = new Link({
      url,
      platform,
      session: random(),
      reconnect: options.reconnect ?? RECONNECT,
      received: (message, length) => this.#received(message, length),
      lost: () => this.#lost(),
      changed: (status, error) => {
        for (const { tell } of this.#listeners) tell(status, error);
      },
      failed: (error) => this.#fail(error),
    });
    this.#signal?.addEventListener('abort', this.#close);
    if (this.#signal?.aborted === true) this.close();
    else this.#link.start();
  }

  /** Whether the server can be reached. */
  get status(): ClientStatus {
    return this.#link.status;
  }

  /** The id of the user that the server takes this client for; `undefined` before the first connection. */
  get user(): string | undefined {
    return this.#user;
  }

  /**
   * Tells of each change of `status`, and why a connection could not be had, where that is known.
   *
   * @returns stops it
   */
  onStatus(tell: (status: ClientStatus, error?: TopicClientError) => void): () => void {
    const listener = { tell };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * One topic, by its declaration or by its name.
   *
   * @typeParam T what its messages are, where the declaration does not say
   */
  topic<X extends DeclaredTopic>(topic: X): ClientTopic<MessageOf<X>>;
  topic<T = unknown>(topic: DeclaredTopic | string): ClientTopic<T>;
  topic<T>(topic: DeclaredTopic | string): ClientTopic<T> {
    return clientTopic(typeof topic === 'string' ? topic : topic.name, this.#actions);
  }

  /**
   * Closes the connection for good. Subscriptions end, presence ends at once, and what waits for an answer is rejected
   * with `client-closed`. Doing so again does nothing.
   */
  close(): void {
    if (this.status !== 'closed') this.#end(closedError(), false);
  }

  async #publish(topic: string, message: unknown, { id, signal }: PublishOptions = {}): Promise<Published> {
    // Made up here, so that it is the same however often it is sent.
    const name = id ?? `${this.#prefix}-${++this.#published}`;
    // Once, and now: what is changed afterwards is not to be what is sent.
    const json = JSON.stringify(message) as string | undefined;
    if (json === undefined) {
      const what = `A message for ${topic} is ${typeof message}, which JSON cannot carry.`;
      throw clientError('message-not-json', what, 'Publish plain data.');
    }
    const [to, as] = [JSON.stringify(topic), JSON.stringify(name)];
    return this.#ask(signal, {
      text: (number) => `["publish",${number},${to},${json},${as}]`,
      read: (answer) =>
        answer.type === 'published'
          ? { topic, ...answer.place, at: answer.at, isDuplicate: answer.isDuplicate }
          : undefined,
    });
  }

  async #history<T>(topic: string, part: HistoryQuery, signal: AbortSignal | undefined): Promise<History<T>> {
    return this.#ask(signal, {
      text: (number) => write(['history', number, topic, part]),
      read: (answer) => {
        if (answer.type !== 'history') return undefined;
        const { epoch, first, next, from, messages } = answer;
        return {
          epoch,
          first,
          next,
          // What is in a topic is what its publishers say it is.
          messages: messages.map(([at, message], i) => ({ topic, epoch, offset: from + i, at, message: message as T })),
        };
      },
    });
  }

  #subscribe<T>(topic: string, listener: Listener<T> | undefined, options: SubscribeOptions = {}): Subscription<T> {
    this.#check();
    if (this.#subscriptions.has(topic)) {
      const what = `This client is subscribed to ${topic} already.`;
      throw clientError('already-subscribed', what, 'Share that subscription, or connect another client.');
    }
    const subscription = new ClientSubscription<T>({
      ...options,
      topic,
      listener,
      requests: this.#requests,
      send: (words) => this.#link.send(words),
      report: this.#report,
      over: () => this.#subscriptions.delete(topic),
    });
    // Of what type the messages are matters only to whoever subscribed.
    this.#subscriptions.set(topic, subscription as ClientSubscription<unknown>);
    if (options.signal?.aborted === true) subscription.unsubscribe();
    else if (this.#limits !== undefined) subscription.connected(this.#limits);
    return subscription;
  }

  #join(topic: string, data: unknown): Membership {
    this.#check();
    if (this.#members.has(topic)) {
      const what = `This client is present in ${topic} already.`;
      throw clientError('already-joined', what, 'Update that presence, or leave first.');
    }
    const member = new ClientMembership(
      this.#presenceParts(topic, () => this.#members.delete(topic)),
      data,
    );
    this.#members.set(topic, member);
    if (this.#limits !== undefined) member.connected();
    return member;
  }

  #watch(topic: string, listener: (state: PresenceState) => void): () => void {
    this.#check();
    let watch = this.#watches.get(topic);
    if (watch === undefined) {
      watch = new PresenceWatch(this.#presenceParts(topic, () => this.#watches.delete(topic)));
      this.#watches.set(topic, watch);
      if (this.#limits !== undefined) watch.connected();
    }
    return watch.add(listener);
  }

  #presenceParts(topic: string, over: () => void): PresenceParts {
    return { topic, requests: this.#requests, send: (words) => this.#link.send(words), report: this.#report, over };
  }

  /** Asks for something that is asked again until it is answered. */
  async #ask<T>(
    signal: AbortSignal | undefined,
    { text, read }: Pick<Request, 'text'> & { readonly read: (answer: Answer) => T | undefined },
  ): Promise<T> {
    this.#check();
    signal?.throwIfAborted();
    let number = 0;
    let abort = (): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        abort = () => {
          this.#requests.forget(number);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort);
        const answered = (answer: Answer): void => {
          const result = read(answer);
          if (result !== undefined) return resolve(result);
          const what = `The server answered a request with ${answer.type}.`;
          reject(clientError('bad-message', what, 'Use nopal/client of its version.'));
        };
        number = this.#requests.ask({ text, answered, refused: reject, isKept: true });
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #received(message: TopicServerMessage, length: number): void {
    switch (message.type) {
      case 'welcome':
        return this.#connected(message.user, message.limits);
      case 'messages':
        return this.#subscriptions.get(message.topic)?.messages(message.first, message.messages, length);
      case 'gap':
        return this.#subscriptions.get(message.topic)?.gap(message.gap);
      case 'position':
        return this.#subscriptions.get(message.topic)?.check(message.position);
      case 'ended':
        return this.#subscriptions.get(message.topic)?.ended(new TopicClientError(message.code, message.message));
      case 'presence':
        return this.#watches.get(message.topic)?.told(message.presence);
      case 'beat':
      case 'again':
        // The link's own.
        return;
      default:
        this.#requests.answered(message);
    }
  }

  #connected(user: string, limits: ToldLimits): void {
    this.#user = user;
    this.#limits = limits;
    this.#requests.connected(limits.maxMessageBytes);
    for (const subscription of this.#subscriptions.values()) subscription.connected(limits);
    for (const member of this.#members.values()) member.connected();
    for (const watch of this.#watches.values()) watch.connected();
  }

  #lost(): void {
    this.#limits = undefined;
    this.#requests.lost();
    for (const subscription of this.#subscriptions.values()) subscription.lost();
    for (const member of this.#members.values()) member.lost();
  }

  /** The server cannot be spoken with, and trying again would not help. */
  #fail(error: TopicClientError): void {
    this.#failure = error;
    this.#end(error, true);
  }

  #end(error: TopicClientError, isFailure: boolean): void {
    this.#signal?.removeEventListener('abort', this.#close);
    this.#link.close(isFailure ? error : undefined);
    this.#requests.close(error);
    for (const subscription of this.#subscriptions.values()) {
      if (isFailure) subscription.fail(error);
      else subscription.unsubscribe();
    }
    for (const member of this.#members.values()) member.close(error);
    this.#watches.clear();
    this.#listeners.clear();
  }

  /** @throws TopicClientError `client-closed`, or why it had to be closed */
  #check(): void {
    if (this.status === 'closed') throw this.#failure ?? closedError();
  }
}

/** 128 random bits. */
function random(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function throwLater(error: TopicClientError): void {
  queueMicrotask(() => {
    throw error;
  });
}
