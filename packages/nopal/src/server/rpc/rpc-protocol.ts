import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Log } from '../../live/log.ts';
import { NopalError } from '../../protocol/error.ts';
import type { RpcLimits } from './rpc-limits.ts';

/** What an endpoint tells whoever speaks its protocol. */
export interface RpcHost {
  readonly path: string;
  readonly limits: RpcLimits;
  readonly log: Log;
  /**
   * Warns the owner, at once and then at most every ten seconds with how often it was kept back: clients can make the
   * same happen as often as they like.
   *
   * @param same names what counts as the same
   */
  readonly warn: (same: string, fields: object, message: string) => void;
  /** A text as a whole frame of a WebSocket, to be written to the socket below it. */
  readonly frame: (text: string) => Buffer;
  readonly onSendError: ((error: Error) => Error | undefined | void) | undefined;
  /** Has a connection looked after, several times within `heartbeatMs`. */
  readonly heartbeat: {
    add(patient: { check(now: number): void }): void;
    delete(patient: { check(now: number): void }): void;
  };
}

/** The end of a session. */
export interface RpcEnding {
  readonly isOver: boolean;
  /**
   * Has `ended` called at the end; at once if it is over.
   *
   * @returns takes that back
   */
  onEnd(ended: () => void): () => void;
  /** It is over. Again does nothing. */
  end(): void;
}

/** One session: what its calls go to, how often they may come, and what ends with it. */
export interface RpcSeat {
  readonly target: object;
  /**
   * Counts calls.
   *
   * @returns 0, or in how many milliseconds so many would be allowed
   */
  readonly spend: (calls: number) => number;
  /** To be told when the session is over. */
  readonly ending: RpcEnding;
}

/** The answer to a batch. */
export type RpcBatchAnswer = { readonly body: string } | { readonly refused: NopalError };

/** What the sessions of an endpoint hold now, and what they did so far. */
export interface RpcGauges {
  /** Sessions over WebSockets. */
  readonly sessions: number;
  /** Batches that are being answered. */
  readonly batches: number;
  /** Calls of clients that they wait for. */
  readonly callsInFlight: number;
  /** What these sessions keep of their clients, the one object that each begins with included. */
  readonly imports: number;
  /** What they keep for their clients, likewise. */
  readonly exports: number;
  /** Calls of clients so far, over WebSockets and in batches. */
  readonly calls: number;
  /** Sessions and batches that were ended for a reason, by its code. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Serves one endpoint. */
export interface RpcServer {
  /** @throws NopalError `rpc-target` for what cannot be called */
  check(target: object): void;
  /** Takes a WebSocket. `stream` is the socket below it. */
  open(socket: WebSocket, stream: Duplex, seat: RpcSeat): void;
  /**
   * Answers a batch; never rejects.
   *
   * @param onGone has a function called when the caller goes away; gives what takes that back
   */
  answer(body: string, seat: RpcSeat, onGone: (gone: () => void) => () => void): Promise<RpcBatchAnswer>;
  gauges(): RpcGauges;
}

/** Speaks a protocol for the endpoints of RPC of all apps of the process. */
export type RpcProtocol = (host: RpcHost) => RpcServer;

let protocol: RpcProtocol | undefined;

/** Sets what `app.rpc` speaks. `nopal/capnweb` calls it when it is imported. */
export function setRpcProtocol(spoken: RpcProtocol): void {
  protocol = spoken;
}

/** @throws NopalError `rpc-missing` when nothing was imported that speaks one */
export function rpcProtocol(path: string): RpcProtocol {
  if (protocol !== undefined) return protocol;
  throw new NopalError(
    'rpc-missing',
    `app.rpc('${path}', …) was called, but nothing was loaded that speaks RPC.`,
    "Add import 'nopal/capnweb' before it, and npm install capnweb.",
  );
}
