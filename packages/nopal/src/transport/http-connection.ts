import type { ServerResponse } from 'node:http';
import { CLOSE_CODES, type CloseReason, type Connection, type Receiver } from '../protocol/connection.ts';
import type { Frame } from '../protocol/frames.ts';
import type { TransportName } from '../protocol/transports.ts';

/** A connection that is made of HTTP requests: what the browser says comes in requests of its own. */
export interface HttpConnection extends Connection {
  /** Unguessable: who knows it speaks for this connection. */
  readonly id: string;
  /** Takes what the browser says; false when `number` is not that of the next batch, so that something is missing. */
  receive(number: number, messages: readonly string[]): boolean;
  /** The connection broke: nothing more can be told. */
  abandon(): void;
}

/** What both kinds of HTTP connections have in common. */
export abstract class BaseConnection implements HttpConnection {
  abstract readonly transport: TransportName;
  abstract readonly ready: boolean;
  readonly id: string;
  readonly #over: (connection: HttpConnection) => void;
  #receiver: Receiver | undefined;
  #batches = 0;

  /** @param over called once, when the connection is over */
  constructor(id: string, over: (connection: HttpConnection) => void) {
    this.id = id;
    this.#over = over;
  }

  /** Whether the connection is not over. */
  get isOpen(): boolean {
    return this.#receiver !== undefined;
  }

  /** Who is told what comes; from the start to the end of the connection. */
  protected get receiver(): Receiver | undefined {
    return this.#receiver;
  }

  /** Begins the connection. */
  open(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  receive(number: number, messages: readonly string[]): boolean {
    // The browser asked again, since it did not get the answer: it was done.
    if (number === this.#batches) return true;
    if (number !== this.#batches + 1) return false;
    this.#batches = number;
    this.hear(messages);
    return true;
  }

  /** Passes on what the browser said. */
  hear(messages: readonly string[]): void {
    for (const message of messages) this.#receiver?.message(message);
  }

  abandon(): void {
    const receiver = this.#receiver;
    if (receiver === undefined) return;
    this.#receiver = undefined;
    this.#over(this);
    receiver.closed();
  }

  abstract send(frame: Frame): void;
  abstract close(reason: CloseReason): void;
}

/** How a connection's end is told over HTTP: a close code, as a number where frames are arrays and objects. */
export function farewell(reason: CloseReason): string {
  return String(CLOSE_CODES[reason]);
}

/** Ends a response when whoever asked is still there. */
export function endResponse(response: ServerResponse, text: string): void {
  if (!response.writableEnded && !response.destroyed) response.end(text);
}
