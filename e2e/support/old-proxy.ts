import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What an {@link OldProxy} does not know. */
export interface OldProxyOptions {
  /** Whether it collects an answer until it is whole. A stream never is. */
  readonly collects?: boolean;
}

/** An HTTP proxy of the kind that knows no WebSockets: it ends attempts to open one. It is over with the test. */
export class OldProxy {
  /** The requests that it passed on, oldest first, without ids and queries: `POST /_nopal/poll`. */
  readonly passed: string[] = [];
  /** How many requests wait for their answer now. */
  waiting = 0;
  readonly #options: OldProxyOptions;
  readonly #server: Server;

  private constructor(appPort: number, options: OldProxyOptions) {
    this.#options = options;
    this.#server = createServer((incoming, answer) => this.#pass(incoming, answer, appPort));
    this.#server.on('upgrade', (_, socket) => socket.destroy());
  }

  /** Starts a proxy in front of an app of this machine. */
  static async start(appPort: number, options: OldProxyOptions = {}): Promise<OldProxy> {
    const proxy = new OldProxy(appPort, options);
    proxy.#server.listen(0, 'localhost');
    await once(proxy.#server, 'listening');
    onTestFinished(() => proxy.#close());
    return proxy;
  }

  /** Where it listens, without a slash at the end. */
  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often requests of this kind were passed on. */
  count(passed: string): number {
    return this.passed.filter((each) => each === passed).length;
  }

  /** Ends everything that goes through it now. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
    const { method = 'GET', url: path = '/', headers } = incoming;
    this.passed.push(`${method} ${path.replace(/\?.*/, '').replace(/(poll|send)\/.*/, '$1')}`);
    this.waiting++;
    answer.once('close', () => this.waiting--);
    const outgoing = request({ host: 'localhost', port, method, path, headers }, (response) => {
      void this.#answer(response, answer).catch(() => answer.destroy());
    });
    outgoing.on('error', () => answer.destroy());
    // Who asked went away.
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  async #answer(response: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { statusCode = 502, headers } = response;
    if (this.#options.collects === true) {
      const body = await buffer(response);
      answer.writeHead(statusCode, headers).end(body);
      return;
    }
    answer.writeHead(statusCode, headers);
    response.pipe(answer);
  }

  async #close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
