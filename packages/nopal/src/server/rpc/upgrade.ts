import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { visitorOf } from '../../transport/visitor.ts';
import { appendHeaders } from '../inner-requests.ts';
import { Ending } from './ending.ts';
import type { RpcSeat } from './rpc-protocol.ts';

/** By a symbol, so that no request can claim to be one. */
const UPGRADE = Symbol('upgrade');

/** A GET that is to become a WebSocket, on its way through the app's route. */
export class Upgrade {
  /** The end of the session, which may be that it does not come about. */
  readonly ending: Ending;
  readonly #failed: (error: unknown) => void;
  #seat: RpcSeat | undefined;

  /** @param failed told of what a target throws when it is told that there will be no session */
  constructor(failed: (error: unknown) => void) {
    this.ending = new Ending(failed);
    this.#failed = failed;
  }

  /** The one that a request stands for, if it does. */
  static of({ env }: Context): Upgrade | undefined {
    const upgrade: unknown = (env as { readonly [UPGRADE]?: unknown } | undefined)?.[UPGRADE];
    return upgrade instanceof Upgrade ? upgrade : undefined;
  }

  /** What the endpoint's route made of it; nothing if it did not come so far. */
  get seat(): RpcSeat | undefined {
    return this.#seat;
  }

  /** What Hono's context gets beside the request; `incoming` is where it finds the address of the caller. */
  env(incoming: IncomingMessage): object {
    return { incoming, [UPGRADE]: this };
  }

  take(seat: RpcSeat): void {
    this.#seat = seat;
    // Who went while the target was made does not come any more.
    if (this.ending.isOver) this.#dispose(seat.target);
  }

  /** There will be no session. */
  giveUp(): void {
    if (this.ending.isOver) return;
    this.ending.end();
    if (this.#seat !== undefined) this.#dispose(this.#seat.target);
  }

  /** Does what a session would have done at its end. */
  #dispose(target: object): void {
    try {
      const own: unknown = Symbol.dispose in target ? target[Symbol.dispose] : undefined;
      if (typeof own === 'function') own.call(target);
    } catch (error) {
      this.#failed(error);
    }
  }
}

/** The request by which the app is asked; nothing if its host or address makes none. */
export function upgradeRequest(incoming: IncomingMessage): Request | undefined {
  // Without what belongs to the upgrade itself.
  const { headers, socket } = visitorOf(incoming);
  const copied = new Headers();
  appendHeaders(copied, headers);
  try {
    const base = `${socket.encrypted === true ? 'https' : 'http'}://${incoming.headers.host ?? 'localhost'}`;
    return new Request(new URL(incoming.url ?? '/', base), { headers: copied });
  } catch {
    return undefined;
  }
}
