import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** A topic client by hand: what is sent and what comes are arrays of JSON. */
export class RawClient {
  readonly socket: WebSocket;
  readonly #received: unknown[][] = [];
  #wake: () => void = () => undefined;
  /** Code and reason, once the connection is closed. */
  readonly closed: Promise<string>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.#received.push(JSON.parse(data.toString('utf8')) as unknown[]);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve(`${code} ${reason.toString('utf8')}`.trim()));
    });
  }

  /** Opens a connection, which ends with the test. */
  static async open(
    url: string,
    options: { origin?: string; headers?: Record<string, string> } = {},
  ): Promise<RawClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/_nopal/topics`, options);
    const client = new RawClient(socket);
    onTestFinished(() => socket.terminate());
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** Opens a connection and says hello. */
  static async enter(url: string, session = 'a'.repeat(22), headers: Record<string, string> = {}): Promise<RawClient> {
    const client = await RawClient.open(url, { headers });
    client.say('hello', 1, session);
    await client.next('welcome');
    return client;
  }

  say(...words: readonly unknown[]): void {
    this.socket.send(JSON.stringify(words));
  }

  /** The next message of a type; what comes before it is dropped. */
  async next(type?: string): Promise<unknown[]> {
    for (;;) {
      const message = this.#received.shift();
      if (message === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (type === undefined || message[0] === type) return message;
    }
  }

  /** What came and was not taken yet. */
  get waiting(): readonly unknown[][] {
    return this.#received;
  }
}
