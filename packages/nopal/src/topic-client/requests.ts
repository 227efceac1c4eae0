import type { TopicServerMessage } from '../protocol/topic-answers.ts';
import type { TopicClientWords } from '../protocol/topic-messages.ts';
import { clientError, TopicClientError } from './error.ts';

/** A message of the server that answers a request. */
export type Answer = Exclude<Extract<TopicServerMessage, { readonly number: number }>, { type: 'refused' }>;

/** Something that the server is asked. */
export interface Request {
  /** The message, with the number of the request in it. */
  readonly text: (number: number) => string;
  readonly answered: (answer: Answer) => void;
  readonly refused: (error: TopicClientError) => void;
  /** Whether it is asked again after a reconnect; else whoever asked does so, if that still makes sense. */
  readonly isKept: boolean;
}

/** Writes a message. */
export function write(words: TopicClientWords): string {
  return JSON.stringify(words);
}

/** What waits for an answer of the server. */
export class Requests {
  readonly #pending = new Map<number, Request>();
  readonly #send: (text: string) => void;
  readonly #most: number;
  #number = 0;
  #kept = 0;
  /** Bytes that the server takes at once; `undefined` while there is no connection. */
  #maxBytes: number | undefined;

  /**
   * @param send sends a message, if there is a connection
   * @param most how many requests that are kept may wait
   */
  constructor(send: (text: string) => void, most: number) {
    this.#send = send;
    this.#most = most;
  }

  /**
   * Asks: now, or when there is a connection.
   *
   * @returns the number of the request
   */
  ask(request: Request): number {
    const number = ++this.#number;
    if (request.isKept && this.#kept >= this.#most) {
      const what = `${this.#most} requests wait for their answers already (maxUnanswered).`;
      request.refused(clientError('too-many-unanswered', what, 'Wait for some of them before the next one.'));
      return number;
    }
    this.#pending.set(number, request);
    if (request.isKept) this.#kept++;
    if (this.#maxBytes !== undefined) this.#say(number, request);
    return number;
  }

  /** Forgets a request. */
  forget(number: number): void {
    this.#take(number);
  }

  /** There is a connection: asks everything that was kept, in order. */
  connected(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    for (const [number, request] of this.#pending) this.#say(number, request);
  }

  /** The connection is gone, and with it the answers. */
  lost(): void {
    this.#maxBytes = undefined;
    for (const [number, { isKept }] of this.#pending) if (!isKept) this.#pending.delete(number);
  }

  /** An answer came. */
  answered(answer: Answer | Extract<TopicServerMessage, { type: 'refused' }>): void {
    const request = this.#take(answer.number);
    if (answer.type === 'refused') request?.refused(new TopicClientError(answer.code, answer.message));
    else request?.answered(answer);
  }

  /** Nothing will be answered any more. */
  close(error: TopicClientError): void {
    const requests = [...this.#pending.values()];
    this.#pending.clear();
    for (const { refused } of requests) refused(error);
  }

  #say(number: number, request: Request): void {
    const text = request.text(number);
    const most = this.#maxBytes ?? 0;
    // A character is three bytes at most; mostly the length alone decides.
    if (text.length * 3 <= most || new TextEncoder().encode(text).length <= most) return this.#send(text);
    const what = `The message is longer than the ${most} bytes that the server takes at once.`;
    this.#take(number)?.refused(clientError('message-too-long', what, 'Send less, or a reference to it.'));
  }

  #take(number: number): Request | undefined {
    const request = this.#pending.get(number);
    if (request !== undefined && this.#pending.delete(number) && request.isKept) this.#kept--;
    return request;
  }
}
