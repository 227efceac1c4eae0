import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { ChaosProxy, type ChaosConnection, type ChaosOptions } from '../index.ts';

/** Waits until a condition holds: looks often, and fails after some seconds. */
export async function until(holds: () => boolean): Promise<void> {
  await vi.waitUntil(holds, { timeout: 4500, interval: 2 });
}

/** Waits until a number stays the same for a while, and returns it. */
export async function settled(read: () => number): Promise<number> {
  let last = read();
  let same = 0;
  await vi.waitUntil(
    () => {
      const now = read();
      same = now === last ? same + 1 : 0;
      last = now;
      return same === 50;
    },
    { timeout: 4500, interval: 4 },
  );
  return last;
}

/** One end of a connection, and what it heard. */
export class End {
  readonly socket: Socket;
  received = '';
  /** Whether the other one ended in an orderly way. */
  ended = false;
  /** The code of what went wrong, `ECONNRESET` after a reset. */
  error: string | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data) => (this.received += data.toString('latin1')));
    socket.on('end', () => (this.ended = true));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code));
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Whether it heard nothing of an end yet. */
  get unaware(): boolean {
    return !this.ended && this.error === undefined && !this.socket.destroyed;
  }

  /** Waits until it has received so many characters. */
  async has(length: number): Promise<void> {
    await until(() => this.received.length >= length);
  }
}

/** A connection through a proxy, seen from all sides. */
export interface Joined {
  readonly client: End;
  readonly server: End;
  readonly connection: ChaosConnection;
}

/** A server, and a proxy in front of it; both go with the test. */
export class Scene {
  readonly network: ChaosProxy;
  readonly #server: Server;

  private constructor(server: Server, network: ChaosProxy) {
    this.#server = server;
    this.network = network;
  }

  static async start(options: ChaosOptions = {}): Promise<Scene> {
    const server = createServer({ allowHalfOpen: true });
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    server.listen(0, 'localhost');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const network = await ChaosProxy.start((server.address() as AddressInfo).port, options);
    onTestFinished(() => network.close());
    return new Scene(server, network);
  }

  /** A client of the proxy; its server's end may not be there yet. */
  client(): End {
    const socket = connect({ port: this.network.port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    return new End(socket);
  }

  /** Opens a connection. */
  async join(): Promise<Joined> {
    const accepted = once(this.#server, 'connection') as Promise<[Socket]>;
    const opened = this.network.next();
    const client = this.client();
    const [socket] = await accepted;
    return { client, server: new End(socket), connection: await opened };
  }

  /** Opens one more connection and uses it: what others were to hear by then, they have heard. */
  async useAnother(): Promise<void> {
    const { client, server } = await this.join();
    for (let turns = 1; turns <= 20; turns++) {
      client.send('?');
      await server.has(turns);
      server.send('!');
      await client.has(turns);
    }
  }
}
