import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A network between a browser and an app on this machine, which can be cut, or be slow to bring what the app sends. */
export class CuttableProxy {
  readonly #server: Server;
  readonly #connections = new Set<readonly [browser: Socket, app: Socket]>();
  #port = 0;
  #held = false;

  private constructor(appPort: number) {
    this.#server = createServer((browser) => this.#join(browser, connect(appPort, 'localhost')));
  }

  /** Starts a proxy to a port of this machine; it ends with the test. */
  static async start(appPort: number): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(appPort);
    proxy.#server.listen(0);
    await once(proxy.#server, 'listening');
    proxy.#port = (proxy.#server.address() as AddressInfo).port;
    onTestFinished(() => {
      proxy.cut();
      proxy.#server.close();
    });
    return proxy;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Ends all connections without a word; new ones are taken. */
  cut(): void {
    for (const sockets of this.#connections) for (const socket of sockets) socket.destroy();
  }

  /** What the app sends from now on arrives only after {@link release}; what browsers send goes through. */
  hold(): void {
    this.#held = true;
    for (const [browser, app] of this.#connections) app.unpipe(browser);
  }

  /** Ends {@link hold}. */
  release(): void {
    this.#held = false;
    for (const [browser, app] of this.#connections) app.pipe(browser);
  }

  #join(browser: Socket, app: Socket): void {
    const sockets = [browser, app] as const;
    this.#connections.add(sockets);
    browser.pipe(app);
    if (!this.#held) app.pipe(browser);
    for (const socket of sockets) {
      // An error (a reset, mostly) is followed by a close; then the other side ends too.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#connections.delete(sockets);
        for (const each of sockets) each.destroy();
      });
    }
  }
}
