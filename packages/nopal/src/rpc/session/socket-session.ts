import type { Duplex } from 'node:stream';
import { RpcSession } from 'capnweb';
import type { WebSocket } from 'ws';
import { NopalError, type RpcHost, type RpcSeat } from '../../index.ts';
import { Ledger, type Stats } from './ledger.ts';
import { errorsFor } from './sent-errors.ts';
import { withinSession } from './session-scope.ts';
import { SocketTransport } from './socket-transport.ts';
import { scopeOf } from './strays.ts';

/** What a session needs of its endpoint. */
export interface SocketSessionParts {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly seat: RpcSeat;
  readonly host: RpcHost;
  /** Told once that it is over, and why. */
  readonly ended: (session: SocketSession, reason: unknown) => void;
}

/** A client is asked for a sign of life after so much of the heartbeat was silent. */
const ASK_AFTER = 0.5;

/** One client of an endpoint, over a WebSocket. */
export class SocketSession {
  readonly ledger: Ledger;
  readonly #parts: SocketSessionParts;
  readonly #transport: SocketTransport;
  readonly #session: RpcSession;

  constructor(parts: SocketSessionParts) {
    this.#parts = parts;
    const { socket, stream, seat, host } = parts;
    const { limits } = host;
    this.ledger = new Ledger({
      limits,
      spend: seat.spend,
      stats: () => this.#session.getStats(),
      failed: (error) => this.#transport.fail(error),
    });
    this.#transport = new SocketTransport({
      socket,
      stream,
      limits,
      frame: host.frame,
      ledger: this.ledger,
      ended: (reason) => this.#end(reason),
    });
    this.#session = withinSession(
      scopeOf(seat.ending, host),
      () => new RpcSession(this.#transport, seat.target, { onSendError: errorsFor(host) }),
    );
    host.heartbeat.add(this);
  }

  /** The sizes of the tables of what each side keeps of the other. Takes a walk over both. */
  stats(): Stats {
    return this.#session.getStats();
  }

  /** Looks after the connection. */
  check(now: number): void {
    const { socket, stream, host } = this.#parts;
    const { heartbeatMs, idleMs } = host.limits;
    const transport = this.#transport;
    const silence = now - transport.heardAt;
    // A client that takes what it is sent is there, though its own words may wait behind that.
    if (silence > heartbeatMs && (transport.isIdle || transport.isStuck)) {
      transport.fail(transport.isPaused ? slowReader() : silent(heartbeatMs));
      // Nobody is there to answer a close.
      socket.terminate();
    } else if (now - transport.spokenAt > idleMs && !this.ledger.holdsAnything) transport.fail(idle(idleMs));
    else if (silence > heartbeatMs * ASK_AFTER && stream.writableLength === 0) socket.ping();
  }

  #end(reason: unknown): void {
    this.#parts.host.heartbeat.delete(this);
    this.#parts.seat.ending.end();
    this.#parts.ended(this, reason);
  }
}

function silent(heartbeatMs: number): NopalError {
  return new NopalError(
    'rpc-silent',
    `Nothing was heard of the client for ${heartbeatMs} ms (heartbeatMs), nor did it answer a ping.`,
    'Nothing is to be done: it comes back if it is still there.',
  );
}

function slowReader(): NopalError {
  return new NopalError(
    'rpc-slow-reader',
    'The client asked for more than it read, for longer than a heartbeat (heartbeatMs).',
    'Read what is sent, or ask for less.',
  );
}

function idle(idleMs: number): NopalError {
  return new NopalError(
    'rpc-idle',
    `Nothing was called for ${idleMs} ms (idleMs), and nobody keeps anything of the other.`,
    'Connect again when there is something to call.',
  );
}
