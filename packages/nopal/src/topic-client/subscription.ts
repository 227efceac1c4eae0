import type { TimedMessage, TopicGap } from '../protocol/topic-answers.ts';
import type { TopicClientWords, TopicPosition } from '../protocol/topic-messages.ts';
import { clientError, type TopicClientError } from './error.ts';
import { Inbox, type Window } from './inbox.ts';
import { write, type Answer, type Requests } from './requests.ts';
import type { Listener, Start, SubscribeOptions, Subscription, TopicMessage } from './types.ts';

/** What a subscription needs of its client. */
export interface SubscriptionParts<T> extends SubscribeOptions {
  readonly topic: string;
  readonly listener: Listener<T> | undefined;
  readonly requests: Requests;
  readonly send: (words: TopicClientWords) => void;
  /** Told of what nobody waits for: a listener that throws, or whose subscription ended. */
  readonly report: (error: TopicClientError) => void;
  /** Told when it is over. */
  readonly over: (subscription: ClientSubscription<T>) => void;
}

/** A subscription over one connection after another. */
export class ClientSubscription<T> implements Subscription<T> {
  readonly started: Promise<Start>;
  readonly #parts: SubscriptionParts<T>;
  readonly #inbox: Inbox<T>;
  #resolve: (start: Start) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  /** What the server sends at once; `undefined` while there is no connection. */
  #window: Window | undefined;
  /** The number of the request by which it begins on this connection; 0 once it has begun. */
  #asked = 0;
  /** Whether it has to begin again, as soon as there is room for what would come. */
  #isDue = false;
  /** The last message that came. */
  #received: TopicPosition | undefined;
  #position: TopicPosition | undefined;
  /** What is missing before the next message. */
  #gap: TopicGap | undefined;
  #isHandling = false;
  #end: { readonly error?: TopicClientError } | undefined;
  /** Wakes the iteration that waits for a message. */
  #wake: () => void = () => undefined;
  readonly #abort = (): void => this.unsubscribe();

  constructor(parts: SubscriptionParts<T>) {
    this.#parts = parts;
    this.#inbox = new Inbox((total) => parts.send(['taken', parts.topic, total]));
    this.started = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not ask how it began is not to be ended by that.
    this.started.catch(() => undefined);
    parts.signal?.addEventListener('abort', this.#abort);
  }

  /** @inheritdoc */
  get position(): TopicPosition | undefined {
    return this.#position;
  }

  /** @inheritdoc */
  unsubscribe(): void {
    if (this.#end !== undefined) return;
    this.#parts.requests.forget(this.#asked);
    this.#parts.send(['unsubscribe', this.#parts.topic]);
    this.#inbox.clear();
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

  /** There is a connection. */
  connected(window: Window): void {
    this.#window = window;
    this.#begin();
  }

  /** There is none any more. */
  lost(): void {
    this.#window = undefined;
    this.#asked = 0;
    this.#isDue = false;
  }

  /** Messages came. */
  messages(first: number, messages: readonly TimedMessage[], length: number): void {
    const received = this.#received;
    if (!this.#isLive || received === undefined || messages.length === 0) return;
    // Something was lost on the way.
    if (first !== received.offset + 1) return this.#begin();
    const { epoch } = received;
    const gap = this.#gap;
    this.#gap = undefined;
    this.#received = { epoch, offset: received.offset + messages.length };
    const { topic } = this.#parts;
    const made = messages.map(([at, message], i): TopicMessage<T> => {
      // What is in a topic is what its publishers say it is.
      const own = { topic, epoch, offset: first + i, at, message: message as T };
      return i === 0 && gap !== undefined ? { ...own, gap } : own;
    });
    this.#inbox.push(made, length);
    this.#wake();
    void this.#handle();
  }

  /** Messages are missing before those that come next. */
  gap(gap: TopicGap): void {
    if (this.#isLive) this.#miss(gap);
  }

  /** The server says where the subscription has to be by now. */
  check({ epoch, offset }: TopicPosition): void {
    const received = this.#received;
    if (this.#isLive && (received?.epoch !== epoch || received.offset !== offset)) this.#begin();
  }

  /** The server ended it. */
  ended(error: TopicClientError): void {
    if (this.#isLive) this.fail(error);
  }

  /** It is over, not by the application's wish: the iteration is told once what came before was handed out. */
  fail(error: TopicClientError): void {
    this.#finish({ error });
    if (this.#parts.listener !== undefined) this.#parts.report(error);
  }

  #finish(end: { readonly error?: TopicClientError }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const { signal, over, topic } = this.#parts;
    signal?.removeEventListener('abort', this.#abort);
    over(this);
    const ended = clientError(
      'client-closed',
      `The subscription to ${topic} ended before it had begun.`,
      'Subscribe again.',
    );
    this.#reject(end.error ?? (signal?.aborted === true ? signal.reason : ended));
    this.#wake();
  }

  /** Whether what comes belongs to this subscription, and not to what it was before it began again. */
  get #isLive(): boolean {
    return this.#window !== undefined && this.#asked === 0 && !this.#isDue && this.#end === undefined;
  }

  /** Begins, or begins again after the last message that came. */
  #begin(): void {
    const { requests, topic, from = 'now' } = this.#parts;
    // What came before a reconnect may still be waiting; it is not to pile up.
    this.#isDue = this.#inbox.isFull;
    if (this.#isDue) return;
    const after = this.#received ?? from;
    this.#asked = requests.ask({
      text: (number) => write(['subscribe', number, topic, after]),
      answered: (answer) => this.#begun(answer),
      refused: (error) => this.fail(error),
      isKept: false,
    });
  }

  #begun(answer: Answer): void {
    if (answer.type !== 'subscribed' || answer.number !== this.#asked || this.#window === undefined) return;
    const { start, gap } = answer;
    this.#asked = 0;
    this.#inbox.begin(this.#window);
    this.#received = start;
    this.#position ??= start;
    if (gap !== undefined) this.#miss(gap);
    this.#resolve(
      gap === undefined
        ? { ...start, recovered: true }
        : { ...start, recovered: false, reason: gap.reason, missed: gap.missed },
    );
  }

  #miss(gap: TopicGap): void {
    const { epoch, offset } = gap;
    // Nothing came since the one before, so together they are one.
    const before = this.#gap === undefined ? 0 : this.#gap.missed;
    const isKnown = before !== undefined && gap.missed !== undefined;
    this.#gap = { ...gap, missed: isKnown ? before + gap.missed : undefined };
    this.#received = { epoch, offset };
    this.#parts.onGap?.(gap);
  }

  /** The next message that waits, as it is handed out. */
  #next(): TopicMessage<T> | undefined {
    const next = this.#inbox.shift();
    if (next !== undefined) this.#position = { epoch: next.epoch, offset: next.offset };
    if (this.#isDue && !this.#inbox.isFull) this.#begin();
    return next;
  }

  async #handle(): Promise<void> {
    const { listener, topic, report } = this.#parts;
    if (listener === undefined || this.#isHandling) return;
    this.#isHandling = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      try {
        const handled = listener(next);
        if (handled instanceof Promise) await handled;
      } catch (cause) {
        const what = `A listener of ${topic} threw at message ${next.offset}; it goes on with the next.`;
        report(clientError('listener-failed', what, 'Catch what can be dealt with in it.', cause));
      }
    }
    this.#isHandling = false;
  }
}
