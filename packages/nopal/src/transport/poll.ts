import type { ServerResponse } from 'node:http';
import type { Frame } from '../protocol/frames.ts';
import { BaseConnection, endResponse, type HttpConnection } from './http-connection.ts';

const HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
/** After the first frame others are waited for, so that an answer and the change that it follows come together. */
const GATHER_MS = 5;
/** How long a browser that polls at a pace of its own waits for what may be due, in milliseconds. */
const GLANCE_MS = 50;
/** How long the end of a connection is remembered for a poll that comes to hear of it, in milliseconds. */
const LINGER_MS = 10_000;

/** A poll that is being answered. */
interface Poll {
  readonly response: ServerResponse;
  readonly lines: string[];
  timer: NodeJS.Timeout | undefined;
}

/** A connection whose frames are lines of the answers to polls, each held until there is something to say. */
export class PollConnection extends BaseConnection {
  readonly transport = 'poll';
  protected response: ServerResponse | undefined;
  #poll: Poll | undefined;
  /** What was said while nobody polled: little, since nothing is sent unless the connection is ready. */
  #waiting: string[];
  #polls = 0;

  constructor(id: string, over: (connection: HttpConnection) => void) {
    super(id, (connection) => {
      // Who polls next is told how it ended.
      setTimeout(() => over(connection), LINGER_MS).unref();
    });
    this.#waiting = [JSON.stringify(id)];
  }

  get ready(): boolean {
    return this.#poll !== undefined;
  }

  /**
   * Answers a poll, as soon as there is something to say.
   *
   * @param number counts the polls from 1
   * @param hold whether to wait until there is something to say, however long
   * @returns false when a poll is missing, so that the browser may not have got what was in its answer
   */
  poll(number: number, response: ServerResponse, hold: boolean): boolean {
    if (number !== this.#polls + 1 || this.#poll !== undefined) return false;
    if (!this.isOpen && this.#waiting.length === 0) return false;
    this.#polls = number;
    const poll: Poll = { response, lines: this.#waiting, timer: undefined };
    this.#poll = poll;
    this.response = response;
    this.#waiting = [];
    if (poll.lines.length > 0) this.#answerIn(GATHER_MS);
    else if (!hold) this.#answerIn(GLANCE_MS);
    response.on('close', () => {
      if (this.response === response) this.response = undefined;
      // It was not answered: the browser went away.
      if (this.#poll === poll) this.abandon();
    });
    this.receiver?.ready();
    return true;
  }

  send(frame: Frame): void {
    if (!this.isOpen) return;
    if (this.#poll === undefined) this.#waiting.push(frame.text);
    else {
      this.#poll.lines.push(frame.text);
      this.#answerIn(GATHER_MS);
    }
  }

  protected sayLast(text: string): void {
    (this.#poll?.lines ?? this.#waiting).push(text);
    // A server that shuts down waits for sockets that are kept for more.
    if (this.#poll !== undefined) this.#poll.response.shouldKeepAlive = false;
    this.#answer();
  }

  override abandon(): void {
    clearTimeout(this.#poll?.timer);
    this.#poll = undefined;
    super.abandon();
  }

  #answerIn(ms: number): void {
    if (this.#poll !== undefined) this.#poll.timer ??= setTimeout(() => this.#answer(), ms);
  }

  #answer(): void {
    const poll = this.#poll;
    if (poll === undefined) return;
    clearTimeout(poll.timer);
    this.#poll = undefined;
    poll.response.writeHead(200, HEADERS);
    endResponse(poll.response, poll.lines.join('\n'));
  }
}
