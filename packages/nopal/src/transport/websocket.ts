import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { CLOSE_CODES, type CloseReason, type Connection, type Receiver, type Visitor } from '../protocol/connection.ts';
import type { Frame } from '../protocol/frames.ts';
import { encodeTextFrame } from './text-frame.ts';
import { closeSocket, type WebSocketEndpoints } from './endpoints.ts';
import { mostKept, type TransportOptions } from './options.ts';
import { messageTooLarge } from './too-large.ts';
import { visitorOf } from './visitor.ts';

/** What the WebSocket transport is made with. */
export interface WebSocketOptions extends TransportOptions {
  /** The path of the endpoint. */
  readonly path: string;
  /** Told of what is the program's fault: a connection could not be taken because something threw. */
  readonly broke: (error: unknown) => void;
}

/** Takes the connections of pages at a path. */
export function takeWebSockets(endpoints: WebSocketEndpoints, options: WebSocketOptions): void {
  const { path, origins, limits, refused, failed, broke } = options;
  endpoints.add({
    path,
    origins,
    maxPayload: limits.maxMessageBytes,
    maxFragments: limits.maxFragments,
    refused: (request) => refused(request, 'origin-refused'),
    failed,
    broke,
    admit: () => (socket, stream, request) => open(options, socket, stream, request),
  });
}

function open(
  { accept, failed, limits }: WebSocketOptions,
  socket: WebSocket,
  stream: Duplex,
  request: IncomingMessage,
): void {
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
    if (isBinary) closeFor(socket, 'bad-message');
    else receiver.message((data as Buffer).toString('utf8'));
  });
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
    closeFor(this.#socket, reason);
  }
}

function isTooLarge(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}

function closeFor(socket: WebSocket, reason: CloseReason): void {
  closeSocket(socket, CLOSE_CODES[reason], reason);
}
