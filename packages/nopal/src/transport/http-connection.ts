import type { IncomingMessage, ServerResponse } from 'node:http';
import { CLOSE_CODES, type CloseReason, type Connection, type Receiver, type Visitor } from '../protocol/connection.ts';
import type { Frame } from '../protocol/frames.ts';
import type { TransportName } from '../protocol/transports.ts';
import { CLOSE_MS } from './options.ts';
import { visitorOf } from './visitor.ts';

/** Who is not known yet: before the first request of a connection. */
const NOBODY: Visitor = { headers: {}, socket: {} };

/** A connection that is made of HTTP requests: what the browser says comes in requests of its own. */
export interface HttpConnection extends Connection {
  /** Unguessable: who knows it speaks for this connection. */
  readonly id: string;
  /** Takes what the browser says; false when `number` is not that of the next batch, so that something is missing. */
  receive(number: number, messages: readonly string[]): boolean;
  /** Ends the connection with a code of WebSocket's own. */
  closeWith(code: number): void;
  /** The connection broke: nothing more can be told. What carried it is cut. */
  abandon(): void;
}

/** What both kinds of HTTP connections have in common. */
export abstract class BaseConnection implements HttpConnection {
  abstract readonly transport: TransportName;
  abstract readonly ready: boolean;
  readonly id: string;
  /** The answer that carries the connection, or did last. */
  protected abstract readonly response: ServerResponse | undefined;
  readonly #over: (connection: HttpConnection) => void;
  #receiver: Receiver | undefined;
  #batches = 0;
  #visitor: Visitor = NOBODY;
  /** What that was read from. */
  #request: IncomingMessage | undefined;

  /** @param over called once, when the connection is over */
  constructor(id: string, over: (connection: HttpConnection) => void) {
    this.id = id;
    this.#over = over;
  }

  /** @inheritdoc */
  get visitor(): Visitor {
    const request = this.response?.req;
    if (request !== undefined && request !== this.#request) {
      this.#request = request;
      this.#visitor = visitorOf(request);
    }
    return this.#visitor;
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
    if (number === this.#batches && number > 0) return true;
    if (number !== this.#batches + 1) return false;
    this.#batches = number;
    this.hear(messages);
    return true;
  }

  /** Passes on what the browser said. */
  hear(messages: readonly string[]): void {
    for (const message of messages) this.#receiver?.message(message);
  }

  close(reason: CloseReason): void {
    this.closeWith(CLOSE_CODES[reason]);
  }

  closeWith(code: number): void {
    if (!this.isOpen) return;
    // A number, where frames are arrays and objects.
    this.sayLast(String(code));
    const { response } = this;
    this.#end();
    if (response === undefined || response.closed) return;
    // Who takes nothing would hold the socket, and what is buffered for it, for as long as they like.
    const cut = setTimeout(() => response.destroy(), CLOSE_MS).unref();
    response.once('close', () => clearTimeout(cut));
  }

  abandon(): void {
    if (!this.isOpen) return;
    this.#end();
    this.response?.destroy();
  }

  abstract send(frame: Frame): void;

  /** Says how the connection ends, as the last thing. */
  protected abstract sayLast(text: string): void;

  #end(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.#over(this);
    // Not at once: whoever closes a connection may be about to put another one in its place.
    if (receiver !== undefined) queueMicrotask(() => receiver.closed());
  }
}

/** Ends a response when whoever asked is still there. */
export function endResponse(response: ServerResponse, text: string): void {
  if (!response.writableEnded && !response.destroyed) response.end(text);
}
