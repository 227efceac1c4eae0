import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CLOSE_CODES, type CloseReason, type Connection, type Receiver, type Visitor } from '../protocol/connection.ts';
import type { Frame } from '../protocol/frames.ts';
import { encodeTextFrame } from './text-frame.ts';
import { CLOSE_MS, mostKept, type TransportOptions } from './options.ts';
import { isOriginAllowed } from './origin.ts';
import { messageTooLarge } from './too-large.ts';
import { visitorOf } from './visitor.ts';

/** What the WebSocket transport is made with. */
export interface WebSocketOptions extends TransportOptions {
  /** The path of the endpoint. */
  readonly path: string;
}

/** WebSocket connections on an HTTP server. */
export class WebSocketTransport {
  readonly #options: WebSocketOptions;
  readonly #server: WebSocketServer;
  readonly #http: Server;
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#upgrade(request, socket, head);

  constructor(http: Server, options: WebSocketOptions) {
    this.#options = options;
    this.#http = http;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      // Who sends many pings and reads no answer would have all answers kept here.
      autoPong: false,
      maxPayload: options.limits.maxMessageBytes,
      maxFragments: options.limits.maxFragments,
    });
    http.on('upgrade', this.#onUpgrade);
  }

  /** Closes every connection and takes no more. Resolves when all are gone. */
  async close(reason: CloseReason): Promise<void> {
    this.#http.off('upgrade', this.#onUpgrade);
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
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, request));
  }

  /** Answers instead of upgrading. The server let go of the socket, so its errors and its end are ours to see to. */
  #answer(socket: Duplex, status: string): void {
    socket.on('error', this.#options.failed);
    socket.once('finish', () => socket.destroy());
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  #open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const { accept, failed, limits } = this.#options;
    const receiver: Receiver = accept(new WebSocketConnection(socket, stream, visitorOf(request), mostKept(limits)));
    // What ws refuses (too large, malformed) ends in an error and then a close with the right code.
    socket.on('error', (error) => failed(isTooLarge(error) ? messageTooLarge(limits.maxMessageBytes, error) : error));
    socket.on('close', () => receiver.closed());
    socket.on('ping', (data) => {
      if (stream.writableLength === 0) socket.pong(data);
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      // What comes after the server closed it counts no more.
      if (socket.readyState !== socket.OPEN) return;
      if (isBinary) closeSocket(socket, 'bad-message');
      else receiver.message((data as Buffer).toString('utf8'));
    });
  }
}

class WebSocketConnection implements Connection {
  readonly transport = 'websocket';
  readonly ready = true;
  readonly visitor: Visitor;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #mostKept: number;

  /** @param mostKept bytes that may wait for the network before another frame is sent */
  constructor(socket: WebSocket, stream: Duplex, visitor: Visitor, mostKept: number) {
    this.visitor = visitor;
    this.#mostKept = mostKept;
    this.#socket = socket;
    this.#stream = stream;
  }

  send(frame: Frame): void {
    // One buffer for all viewers who get this frame, header included. `ws` writes whole frames too, and nothing that it
    // would have to compress or wait for, so the two never mix.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#stream.writableLength > this.#mostKept) this.#socket.terminate();
    else this.#stream.write(frame.form('websocket', encodeTextFrame));
  }

  close(reason: CloseReason): void {
    closeSocket(this.#socket, reason);
  }
}

function isTooLarge(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

function closeSocket(socket: WebSocket, reason: CloseReason): void {
  socket.close(CLOSE_CODES[reason], reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}
