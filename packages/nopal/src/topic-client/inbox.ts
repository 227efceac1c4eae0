import type { TopicMessage } from './types.ts';

/** How much the server sends before it hears that something was taken. */
export interface Window {
  readonly windowMessages: number;
  readonly windowBytes: number;
}

interface Waiting<T> {
  readonly message: TopicMessage<T>;
  /** Its share of what came, in bytes, rather too many. */
  readonly bytes: number;
  /** The wire's subscription by which it came. */
  readonly round: number;
}

/** A character is at most so many bytes. */
const BYTES = 3;

/**
 * What came of a subscription and was not handed out yet: as much as the server sends by itself, and once more the same
 * after a reconnect.
 */
export class Inbox<T> {
  readonly #tell: (total: number) => void;
  #waiting: Waiting<T>[] = [];
  #handedOut = 0;
  #window: Window = { windowMessages: 2, windowBytes: 2 };
  #round = 0;
  /** What of this round was handed out, and how much of it the server does not know yet. */
  #total = 0;
  #untold = 0;
  #untoldBytes = 0;
  #bytes = 0;

  /** @param tell tells the server how many messages of this round were taken */
  constructor(tell: (total: number) => void) {
    this.#tell = tell;
  }

  /** Whether there is so much that the server should not begin to send again yet. */
  get isFull(): boolean {
    const { windowMessages, windowBytes } = this.#window;
    return this.length >= windowMessages || this.#bytes >= windowBytes * BYTES;
  }

  /** How many messages wait. */
  get length(): number {
    return this.#waiting.length - this.#handedOut;
  }

  /** The server begins to send, with this window. */
  begin(window: Window): void {
    this.#window = window;
    this.#round++;
    this.#total = this.#untold = this.#untoldBytes = 0;
  }

  /** Messages came together. */
  push(messages: readonly TopicMessage<T>[], characters: number): void {
    const bytes = (characters * BYTES) / messages.length;
    for (const message of messages) this.#waiting.push({ message, bytes, round: this.#round });
    this.#bytes += characters * BYTES;
  }

  /** Hands out the next message. */
  shift(): TopicMessage<T> | undefined {
    const next = this.#waiting[this.#handedOut];
    if (next === undefined) return undefined;
    this.#bytes -= next.bytes;
    if (++this.#handedOut === this.#waiting.length) {
      this.#waiting = [];
      this.#handedOut = 0;
    }
    if (next.round === this.#round) this.#taken(next.bytes);
    return next.message;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#handedOut = 0;
  }

  #taken(bytes: number): void {
    this.#total++;
    this.#untoldBytes += bytes;
    const { windowMessages, windowBytes } = this.#window;
    // Early enough that the next ones are there before these are used up.
    if (++this.#untold * 2 < windowMessages && this.#untoldBytes * 2 < windowBytes) return;
    this.#untold = this.#untoldBytes = 0;
    this.#tell(this.#total);
  }
}
