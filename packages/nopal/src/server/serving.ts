import type { Server } from 'node:http';
import { NopalError } from '../protocol/error.ts';
import { listenOn, type Address, type ListenOptions } from './listening.ts';

/** The one time that an app listens, from beginning to end. */
export class Serving {
  #server: Server | undefined;

  /** @throws NopalError `port` when the port cannot be had, or there was a server already */
  async start(server: Server, options: ListenOptions, envPort: string | undefined): Promise<Address> {
    if (this.#server !== undefined) {
      throw new NopalError(
        'port',
        'This app listens already, or did.',
        'Make another one by createApp() to listen again.',
      );
    }
    this.#server = server;
    return listenOn(server, options, envPort).catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    });
  }

  /** Takes no new connections. Resolves when those that are there have ended. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server?.listening !== true) return;
    // A connection whose request is answered from now on is not kept for another one.
    server.keepAliveTimeout = 1;
    await new Promise((resolve) => server.close(resolve));
  }

  /** Ends connections that are kept alive for a request that would not be answered. */
  closeIdle(): void {
    this.#server?.closeIdleConnections();
  }

  /** Ends all connections. */
  closeAll(): void {
    this.#server?.closeAllConnections();
  }
}
