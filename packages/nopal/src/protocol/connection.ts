import type { Frame } from './frames.ts';
import type { TransportName } from './transports.ts';

/** Why a connection is closed by the server; the number is the WebSocket's close code. */
export const CLOSE_CODES = {
  /** The server shuts down: come back. */
  'going-away': 1001,
  /** The browser sent something that is not of the protocol. */
  'bad-message': 4400,
  /** It did not say who it is in time. */
  'hello-timeout': 4408,
  /** More messages wait for this browser than may: it comes back and is told what it missed. */
  overflow: 4413,
  /** Nothing was heard from it, or it took nothing, for too long. If it still lives, it comes back. */
  stalled: 4410,
  /** The same viewer connected again. */
  replaced: 4409,
  /** The script in the page is of another version: load the page again. */
  'version-mismatch': 4426,
} as const;

/** Why the server closes a connection. */
export type CloseReason = keyof typeof CLOSE_CODES;

/** What is known of who connected, from the request by which they did. */
export interface Visitor {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What Node says of the connection; `encrypted` only where it is. */
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    readonly remoteFamily?: string | undefined;
    readonly remotePort?: number | undefined;
    readonly encrypted?: true;
  };
}

/**
 * One live connection of a browser page, whatever carries it.
 *
 * A transport MUST deliver frames whole, once and in order, or end the connection; MUST NOT throw from any method;
 * MUST ignore `send` and `close` after the end; and MUST call `closed` of its receiver exactly once, also when the
 * other side never says goodbye and `close` was called.
 */
export interface Connection {
  readonly transport: TransportName;
  /** Who connected; of a connection made of requests, by the newest. */
  readonly visitor: Visitor;
  /**
   * Whether a frame would be on its way at once. False while nobody polls: what is sent then is kept, but by the time
   * it goes out newer state may be there. When it becomes true again, the receiver's `ready` is called.
   */
  readonly ready: boolean;
  /** Sends a frame. What the network does not take yet is kept; the sender bounds how much that can be. */
  send(frame: Frame): void;
  /** Ends the connection. */
  close(reason: CloseReason): void;
}

/** What a transport tells about a connection. */
export interface Receiver {
  /** A whole message of the browser, not longer than the limit. */
  message(text: string): void;
  /** The connection is ready again after it was not. */
  ready(): void;
  /** The connection is over, by whichever side. */
  closed(): void;
}

/** Takes new connections; what a transport is given to hand them to. */
export type Accept = (connection: Connection) => Receiver;
