import { WebSocket } from 'ws';

/** Headers that a browser sends with each of its requests, such as cookies. */
export type BrowserHeaders = Readonly<Record<string, string>>;

/** Fetches a page as a browser does, and takes the token that it is claimed by. */
export async function fetchToken(url: string, headers: BrowserHeaders = {}): Promise<string> {
  const html = await (await fetch(url, { headers })).text();
  return /data-token="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A browser's side of a connection, by hand: texts out, texts in. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #received: string[] = [];
  #waiting: ((frame: string) => void) | undefined;
  /** How many frames came after the answer to the hello; `undefined` as long as nobody wants them acknowledged. */
  #frames: number | undefined;
  /** Code and reason, once the other side closed. */
  readonly closed: Promise<string>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(data.toString('utf8')));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve(`${code} ${reason.toString('utf8')}`.trim()));
    });
  }

  /** @param url the origin of the app */
  static async open(url: string, headers: BrowserHeaders = {}): Promise<Connection> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/_nopal/socket`, { origin: url, headers });
    const connection = new Connection(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return connection;
  }

  /** Opens a page of an app and claims it: what comes next are frames of that page, which are acknowledged. */
  static async toPage(url: string, path: string, headers: BrowserHeaders = {}): Promise<Connection> {
    const token = await fetchToken(url + path, headers);
    const connection = await Connection.open(url, headers);
    connection.#frames = 0;
    connection.send(JSON.stringify(['hello', 1, token, 0, null]));
    // First the viewer's id; then, since the checksum is made up, the whole tree.
    await connection.nextLike(/^\{"tree"/);
    return connection;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  cut(): void {
    this.#socket.terminate();
  }

  /** The next frame that fits. */
  async nextLike(pattern: RegExp): Promise<string> {
    const frame = await this.next();
    return pattern.test(frame) ? frame : this.nextLike(pattern);
  }

  /** The next frame. */
  async next(): Promise<string> {
    return this.#received.shift() ?? new Promise((resolve) => (this.#waiting = resolve));
  }

  #take(frame: string): void {
    if (this.#frames !== undefined && !/^\{"(?:viewer|gone|again)"/.test(frame)) this.send(`["ack",${++this.#frames}]`);
    if (this.#waiting === undefined) this.#received.push(frame);
    else {
      this.#waiting(frame);
      this.#waiting = undefined;
    }
  }
}
