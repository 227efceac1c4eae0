import type { Batch } from './batch.ts';
import type { Cursor } from './cursor.ts';
import { TopicError } from './error.ts';
import { fromJson } from './json.ts';
import type { From, Gap, Position, Sink, Start } from './sink.ts';
import type { StoredMessage } from './store.ts';

/** A message of a topic, as subscribers get it. It cannot be changed: everybody gets the same. */
export interface TopicMessage<T> {
  readonly topic: string;
  readonly epoch: string;
  /** Its place in the topic: 1 for the first, then without gaps. */
  readonly offset: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  readonly message: T;
  /** What is missing between the message before and this one, if anything is. */
  readonly gap?: Gap;
}

/** Takes messages, one after another: a promise is waited for before the next. */
export type Listener<T> = (message: TopicMessage<T>) => void | Promise<void>;

/** How to subscribe. */
export interface SubscribeOptions {
  /** Where to begin. Default `'now'`. */
  readonly from?: From | undefined;
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A subscription of code on the server: to a listener, or to be iterated over, once, by `for await`. Messages that were
 * not taken wait in the topic's history, not here.
 */
export interface Subscription<T> extends AsyncIterable<TopicMessage<T>> {
  /** How it began; rejects when it could not. */
  readonly started: Promise<Start>;
  /** The last message that was handed out. */
  readonly position: Position;
  /** Ends it; iterations end too. Doing so again does nothing. */
  unsubscribe(): void;
}

/** One message of a batch, read once for all who are given it. */
export function readMessage<T>(topic: string, epoch: string, { offset, at, text }: StoredMessage): TopicMessage<T> {
  // What is in a topic was checked when it was published.
  return Object.freeze({ topic, epoch, offset, at, message: fromJson(text) as T });
}

/** The messages of a batch; the same objects for everybody. */
export function readBatch<T>(batch: Batch): readonly TopicMessage<T>[] {
  return batch.form('messages', ({ topic, epoch, messages }) =>
    messages.map((message) => readMessage<T>(topic, epoch, message)),
  );
}

/** What a subscription needs. */
export interface SubscriptionParts<T> {
  readonly topic: string;
  readonly listener: Listener<T> | undefined;
  readonly signal: AbortSignal | undefined;
  /** Begins to follow the topic. */
  readonly follow: (sink: Sink) => Cursor;
  /** Told when a listener throws; the subscription goes on. */
  readonly failed: (error: TopicError) => void;
}

/** A subscription, and what takes its messages. */
export class LocalSubscription<T> implements Subscription<T> {
  readonly started: Promise<Start>;
  readonly #parts: SubscriptionParts<T>;
  readonly #cursor: Cursor;
  #hasStarted: (start: Start) => void = () => undefined;
  #couldNotStart: (error: TopicError) => void = () => undefined;
  /** What was given and not handed out yet, in order. */
  #waiting: readonly TopicMessage<T>[] = [];
  #handedOut = 0;
  #position: Position = { epoch: '', offset: 0 };
  /** What is missing before the next message. */
  #gap: Gap | undefined;
  #isHandling = false;
  #end: { readonly error?: TopicError } | undefined;
  /** Wakes the iteration that waits for a message. */
  #wake: () => void = () => undefined;
  readonly #abort = (): void => this.unsubscribe();

  constructor(parts: SubscriptionParts<T>) {
    this.#parts = parts;
    this.started = new Promise((resolve, reject) => {
      this.#hasStarted = resolve;
      this.#couldNotStart = reject;
    });
    // Who does not ask how it began is not to be ended by that.
    this.started.catch(() => undefined);
    this.#cursor = parts.follow(this.#sink());
    if (parts.signal?.aborted === true) this.unsubscribe();
    else parts.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** @inheritdoc */
  get position(): Position {
    return this.#position;
  }

  /** @inheritdoc */
  unsubscribe(): void {
    this.#cursor.close();
    this.#finish({});
  }

  /** @inheritdoc */
  async *[Symbol.asyncIterator](): AsyncIterator<TopicMessage<T>> {
    try {
      for (;;) {
        const next = this.#next();
        if (next !== undefined) yield next;
        else if (this.#end === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
        else if (this.#end.error !== undefined) throw this.#end.error;
        else return;
      }
    } finally {
      this.unsubscribe();
    }
  }

  #sink(): Sink {
    return {
      isReady: () => this.#handedOut === this.#waiting.length && !this.#isHandling,
      started: (start) => this.#begin(start),
      gap: (gap) => {
        this.#gap = gap;
      },
      take: (batch) => {
        this.#waiting = readBatch(batch);
        this.#handedOut = 0;
        this.#wake();
        if (this.#parts.listener !== undefined) void this.#handle(this.#parts.listener);
      },
      ended: (error) => {
        this.#finish({ error });
        // Who iterates is thrown it; a listener would just hear nothing more.
        if (this.#parts.listener !== undefined && error.code !== 'topics-closed') this.#parts.failed(error);
      },
    };
  }

  #begin({ recovered, reason, missed, ...position }: Start): void {
    this.#position = position;
    if (reason !== undefined) this.#gap = { reason, missed, ...position };
    this.#hasStarted({ ...position, recovered, ...(reason !== undefined && { reason, missed }) });
  }

  /** The next message that waits, as it is handed out. */
  #next(): TopicMessage<T> | undefined {
    const next = this.#waiting[this.#handedOut];
    if (next === undefined) return undefined;
    this.#handedOut++;
    this.#position = { epoch: next.epoch, offset: next.offset };
    const gap = this.#gap;
    this.#gap = undefined;
    if (this.#handedOut === this.#waiting.length && !this.#isHandling) this.#cursor.wake();
    return gap === undefined ? next : { ...next, gap };
  }

  async #handle(listener: Listener<T>): Promise<void> {
    this.#isHandling = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      try {
        const handled = listener(next);
        if (handled instanceof Promise) await handled;
      } catch (cause) {
        this.#parts.failed(listenerFailed(next, cause));
      }
    }
    this.#isHandling = false;
    this.#cursor.wake();
  }

  #finish(end: { readonly error?: TopicError }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#parts.signal?.removeEventListener('abort', this.#abort);
    // By its own wish nothing more is handed out; else what was given before the end is.
    if (end.error === undefined) this.#waiting = [];
    this.#couldNotStart(end.error ?? subscriptionEnded(this.#parts.topic));
    this.#wake();
  }
}

function listenerFailed(
  { topic, offset }: { readonly topic: string; readonly offset: number },
  cause: unknown,
): TopicError {
  return new TopicError(
    'subscriber-failed',
    `A subscriber of ${topic} threw at message ${offset}; it goes on with the next.`,
    'Catch what can be dealt with in it; the cause is below.',
    { cause },
  );
}

function subscriptionEnded(topic: string): TopicError {
  return new TopicError(
    'subscription-ended',
    `The subscription to ${topic} was ended before it had begun.`,
    'Subscribe again if that was not meant.',
  );
}
