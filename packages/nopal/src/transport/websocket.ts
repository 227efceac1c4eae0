import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CLOSE_CODES, type Accept, type CloseReason, type Connection, type Receiver } from '../protocol/connection.ts';
import { NopalError } from '../protocol/error.ts';
import type { Frame } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import { isOriginAllowed, type OriginPolicy } from './origin.ts';

/** How often connections are asked whether they are still there, in milliseconds; one missed answer ends them. */
const HEARTBEAT_MS = 15_000;
/** How long the other side may take to answer a close before the socket is cut, in milliseconds. */
const CLOSE_MS = 2000;

/** What the WebSocket transport is made with. */
export interface WebSocketOptions {
  /** The path of the endpoint. */
  readonly path: string;
  readonly origins: OriginPolicy;
  readonly limits: Limits;
  readonly accept: Accept;
  /** Told of every connection that was refused. */
  readonly refused: (request: IncomingMessage, reason: 'origin-refused') => void;
  /** Told of errors on sockets, which close by themselves; a `NopalError` is for the app's owner to act on. */
  readonly failed: (error: unknown) => void;
}

/** WebSocket connections on an HTTP server. */
export class WebSocketTransport {
  readonly #options: WebSocketOptions;
  readonly #server: WebSocketServer;
  readonly #alive = new WeakSet<WebSocket>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #http: Server;
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#upgrade(request, socket, head);

  constructor(http: Server, options: WebSocketOptions) {
    this.#options = options;
    this.#http = http;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: options.limits.maxMessageBytes,
      maxFragments: options.limits.maxFragments,
    });
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
    http.on('upgrade', this.#onUpgrade);
  }

  /** Closes every connection and takes no more. Resolves when all are gone. */
  async close(reason: CloseReason): Promise<void> {
    this.#http.off('upgrade', this.#onUpgrade);
    clearInterval(this.#heartbeat);
    const ended = [...this.#server.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#server.clients) closeSocket(socket, reason);
    await Promise.all(ended);
    this.#server.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path, origins, refused } = this.#options;
    // Other paths are other listeners' business, such as an application's own WebSocket endpoint.
    if (request.url?.split('?', 1)[0] !== path) {
      // With nobody else to answer, the request would hang.
      if (this.#http.listenerCount('upgrade') === 1) this.#answer(socket, '404 Not Found');
      return;
    }
    if (!isOriginAllowed(request, origins)) {
      refused(request, 'origin-refused');
      this.#answer(socket, '403 Forbidden');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket));
  }

  /** Answers instead of upgrading. The server let go of the socket, so its errors and its end are ours to see to. */
  #answer(socket: Duplex, status: string): void {
    socket.on('error', this.#options.failed);
    socket.once('finish', () => socket.destroy());
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  #open(socket: WebSocket): void {
    const { accept, failed, limits } = this.#options;
    const receiver: Receiver = accept(new WebSocketConnection(socket));
    this.#alive.add(socket);
    socket.on('pong', () => this.#alive.add(socket));
    // What ws refuses (too large, malformed) ends in an error and then a close with the right code.
    socket.on('error', (error) => failed(isTooLarge(error) ? tooLarge(limits.maxMessageBytes, error) : error));
    socket.on('close', () => receiver.closed());
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) closeSocket(socket, 'bad-message');
      else receiver.message((data as Buffer).toString('utf8'));
    });
  }

  #beat(): void {
    for (const socket of this.#server.clients) {
      if (!this.#alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }
}

class WebSocketConnection implements Connection {
  readonly transport = 'websocket';
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(frame: Frame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // One buffer for all viewers who get this frame.
    frame.cache ??= Buffer.from(frame.text);
    this.#socket.send(frame.cache, { binary: false });
  }

  close(reason: CloseReason): void {
    closeSocket(this.#socket, reason);
  }
}

function isTooLarge(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

function tooLarge(limit: number, cause: Error): NopalError {
  return new NopalError(
    'message-too-large',
    `A browser sent a message of more than ${limit} bytes, so its connection was closed.`,
    'If your pages send that much, raise it: createApp({ limits: { maxMessageBytes: … } }).',
    { cause },
  );
}

function closeSocket(socket: WebSocket, reason: CloseReason): void {
  socket.close(CLOSE_CODES[reason], reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}
