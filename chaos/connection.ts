import type { Socket } from 'node:net';
import { DIRECTIONS, type Change, type Direction } from './conditions.ts';
import { Pipe } from './pipe.ts';
import { createRandom } from './random.ts';

/** An end of a connection, or both ends. */
export type Side = 'client' | 'server' | 'both';

/** How a connection is cut. */
export interface Cut {
  /**
   * What both ends hear: `reset` (RST, the default: it is over at once) or `fin` (FIN: the other one has finished; what
   * an end sends after it is thrown away).
   */
  readonly how?: 'reset' | 'fin';
  /** Cuts only when so many bytes more have been delivered, and delivers no others. Default 0: at once. */
  readonly afterBytes?: number;
  /** The direction whose bytes are counted. Default `toClient`. */
  readonly direction?: Direction;
}

/** One connection through a {@link ChaosProxy}. */
export class ChaosConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #pipes: Readonly<Record<Direction, Pipe>>;
  #open = true;

  /**
   * @param client accepted from the client
   * @param server on its way to the server
   * @param seed what its random numbers come from
   * @param closed called when both sockets are gone
   */
  constructor(client: Socket, server: Socket, seed: readonly number[], closed: () => void) {
    this.#client = client;
    this.#server = server;
    this.#pipes = {
      toClient: new Pipe(server, client, createRandom(...seed, 0)),
      toServer: new Pipe(client, server, createRandom(...seed, 1)),
    };
    let left = 2;
    for (const socket of [client, server]) {
      // The proxy adds no delay of its own.
      socket.setNoDelay(true);
      socket.once('close', () => {
        this.#open = false;
        if (--left === 0) closed();
      });
    }
  }

  /** Whether it was neither ended by an end of it, nor cut, nor left half-open. */
  get open(): boolean {
    return this.#open;
  }

  /** How many bytes were delivered in each direction so far. */
  get delivered(): Readonly<Record<Direction, number>> {
    return { toClient: this.#pipes.toClient.delivered, toServer: this.#pipes.toServer.delivered };
  }

  /** How many bytes of each direction the network holds now; what it did not read yet is with the sender. */
  get underWay(): Readonly<Record<Direction, number>> {
    return { toClient: this.#pipes.toClient.underWay, toServer: this.#pipes.toServer.underWay };
  }

  /** Changes the conditions of this connection, for what is under way as well. */
  set(change: Change): void {
    for (const direction of DIRECTIONS) this.#pipes[direction].set(change[direction] ?? {});
  }

  /** Nothing passes until {@link resume}, and nothing is read: the buffers of whoever sends fill. */
  stall(direction?: Direction): void {
    for (const each of direction ? [direction] : DIRECTIONS) this.#pipes[each].stall();
  }

  /** Ends {@link stall}: everything passes that waited. */
  resume(direction?: Direction): void {
    for (const each of direction ? [direction] : DIRECTIONS) this.#pipes[each].resume();
  }

  /** Ends the connection, at once or in the middle of what is sent. What was under way is lost. */
  cut({ how = 'reset', afterBytes = 0, direction = 'toClient' }: Cut = {}): void {
    if (afterBytes > 0) {
      this.#pipes[direction].mark(afterBytes, () => this.cut({ how }));
      return;
    }
    this.#open = false;
    for (const pipe of Object.values(this.#pipes)) pipe.close();
    for (const socket of [this.#client, this.#server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.end();
    }
  }

  /**
   * Lets a side vanish, as a computer does that loses its power or its network: for the other one the connection stays
   * open, nothing arrives, and nothing that it sends is taken; not even that it ends. This cannot be undone, except by
   * {@link cut}.
   *
   * @param gone who vanishes. A vanished client's or server's own socket is reset; with `both`, the default, the network
   * between them is gone, and neither is told.
   */
  halfOpen(gone: Side = 'both'): void {
    this.#open = false;
    for (const pipe of Object.values(this.#pipes)) pipe.vanish();
    if (gone === 'client') this.#client.resetAndDestroy();
    if (gone === 'server') this.#server.resetAndDestroy();
  }

  /** Lets go of both sockets. */
  destroy(): void {
    for (const pipe of Object.values(this.#pipes)) pipe.close();
    this.#client.destroy();
    this.#server.destroy();
  }
}
