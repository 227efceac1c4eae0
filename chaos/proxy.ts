import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { DIRECTIONS, PERFECT, changed, type Change, type Direction } from './conditions.ts';
import { ChaosConnection, type Cut, type Side } from './connection.ts';

/** How a {@link ChaosProxy} is started. */
export interface ChaosOptions {
  /** What all random numbers come from: runs with the same seed decide alike. An integer, default 1. */
  readonly seed?: number;
  /** Where the server is. Default `localhost`. */
  readonly serverHost?: string;
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** The port to listen on; default 0: any free one. */
  readonly port?: number;
}

/**
 * A TCP network between clients and a server of this machine, which can be made bad while it is used. At first it only
 * hands on. What is called here holds for all connections, and for later ones where it is a state of the network
 * ({@link set}, {@link stall}, {@link refuse}); the same on one of {@link connections} holds for that one.
 *
 * @example
 * const network = await ChaosProxy.start(3000, { seed: 1 });
 * network.set({ toClient: { latencyMs: 200, jitterMs: 50 } });
 * await fetch(network.url);
 * network.stall();
 * network.resume();
 * network.cut();
 * await network.close();
 */
export class ChaosProxy {
  readonly #server: Server;
  readonly #options: Required<ChaosOptions>;
  readonly #connections = new Set<ChaosConnection>();
  readonly #awaiting: ((connection: ChaosConnection) => void)[] = [];
  readonly #stalled = new Set<Direction>();
  #conditions = { toClient: PERFECT, toServer: PERFECT };
  #accepted = 0;
  #refusing = false;

  private constructor(serverPort: number, options: Required<ChaosOptions>) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client, serverPort));
  }

  /**
   * Starts a proxy; it listens when this resolves. End it by {@link close}.
   *
   * @param serverPort the port of the server, which may come and go
   * @throws Error (`EADDRINUSE`, `EACCES`) when the port that was asked for cannot be had
   */
  static async start(serverPort: number, options: ChaosOptions = {}): Promise<ChaosProxy> {
    const all = { seed: 1, serverHost: 'localhost', host: '127.0.0.1', port: 0, ...options };
    const proxy = new ChaosProxy(serverPort, all);
    proxy.#server.listen(all.port, all.host);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The port to connect to. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Where clients connect to by HTTP, without a slash at the end. */
  get url(): string {
    return `http://${this.#options.host}:${this.port}`;
  }

  /** The connections that are open, oldest first. */
  get connections(): readonly ChaosConnection[] {
    return [...this.#connections].filter((connection) => connection.open);
  }

  /** The next connection that a client opens, before anything passes through it. */
  next(): Promise<ChaosConnection> {
    return new Promise((resolve) => this.#awaiting.push(resolve));
  }

  /**
   * Changes conditions of the network, for connections that are open and later ones; what is left out stays.
   *
   * @throws RangeError when a condition is not known, or out of its range
   */
  set(change: Change): void {
    this.#conditions = {
      toClient: changed(this.#conditions.toClient, change.toClient ?? {}),
      toServer: changed(this.#conditions.toServer, change.toServer ?? {}),
    };
    for (const connection of this.connections) connection.set(change);
  }

  /**
   * Nothing passes until {@link resume}, on later connections neither. They stay open; nothing is read, so that the
   * buffers of whoever sends fill.
   *
   * @param direction only this one
   */
  stall(direction?: Direction): void {
    for (const each of direction ? [direction] : DIRECTIONS) this.#stalled.add(each);
    for (const connection of this.connections) connection.stall(direction);
  }

  /** Ends {@link stall}: everything passes that waited. */
  resume(direction?: Direction): void {
    for (const each of direction ? [direction] : DIRECTIONS) this.#stalled.delete(each);
    for (const connection of this.connections) connection.resume(direction);
  }

  /** Ends all connections that are open; new ones are taken. */
  cut(cut: Cut = {}): void {
    for (const connection of this.connections) connection.cut(cut);
  }

  /** Lets one side of all connections that are open vanish, or both, see {@link ChaosConnection.halfOpen}. */
  halfOpen(gone: Side = 'both'): void {
    for (const connection of this.connections) connection.halfOpen(gone);
  }

  /** Resets new connections as soon as they are opened; those that are open stay. The port remains taken. */
  refuse(): void {
    this.#refusing = true;
  }

  /** Ends {@link refuse}. */
  accept(): void {
    this.#refusing = false;
  }

  /** Ends the proxy and everything that goes through it. Resolves when its port is free. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #accept(client: Socket, serverPort: number): void {
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const { seed, serverHost } = this.#options;
    const server = connect({ port: serverPort, host: serverHost, allowHalfOpen: true });
    const connection = new ChaosConnection(client, server, [seed, this.#accepted++], () => {
      this.#connections.delete(connection);
    });
    this.#connections.add(connection);
    connection.set(this.#conditions);
    for (const direction of this.#stalled) connection.stall(direction);
    this.#awaiting.shift()?.(connection);
  }
}
