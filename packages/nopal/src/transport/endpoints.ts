import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE_CODES, type CloseReason } from '../protocol/connection.ts';
import { CLOSE_MS } from './options.ts';
import { isOriginAllowed, type OriginPolicy } from './origin.ts';

/** Takes a connection that was opened. `stream` is the socket below, for frames that are made once for many. */
export type Open = (socket: WebSocket, stream: Duplex, request: IncomingMessage) => void;

/** Why a request is answered instead of being upgraded. */
export interface Refusal {
  readonly status: number;
  /** Said to whoever asked, as plain text. */
  readonly text?: string;
}

/** A path at which WebSockets are taken. */
export interface WebSocketEndpoint {
  readonly path: string;
  readonly origins: OriginPolicy;
  /** Largest message that a client may send, in bytes. */
  readonly maxPayload: number;
  /** Fragments that one message may come in. */
  readonly maxFragments: number;
  /** Told of every request whose origin was refused. */
  readonly refused: (request: IncomingMessage) => void;
  /** Told of errors of sockets that were not opened. */
  readonly failed: (error: unknown) => void;
  /** Decides, before the upgrade, about a request whose origin is allowed. */
  readonly admit: (request: IncomingMessage) => Open | Refusal | Promise<Open | Refusal>;
}

interface Mounted {
  readonly endpoint: WebSocketEndpoint;
  readonly sockets: WebSocketServer;
}

/** All paths of a server at which WebSockets are taken. */
export class WebSocketEndpoints {
  readonly #mounted = new Map<string, Mounted>();
  #server: Server | undefined;
  #isClosing = false;
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#upgrade(request, socket, head);

  /** Takes WebSockets at a path. */
  add(endpoint: WebSocketEndpoint): void {
    const sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      // Who sends many pings and reads no answer would have all answers kept here.
      autoPong: false,
      maxPayload: endpoint.maxPayload,
      maxFragments: endpoint.maxFragments,
    });
    this.#mounted.set(endpoint.path, { endpoint, sockets });
  }

  /** Whether WebSockets are taken at a path. */
  has(path: string): boolean {
    return this.#mounted.has(path);
  }

  /** Listens to the upgrades of a server. */
  attach(server: Server): void {
    this.#server = server;
    server.on('upgrade', this.#onUpgrade);
  }

  /** Closes every connection and takes no more. Resolves when all are gone. */
  async close(reason: CloseReason): Promise<void> {
    this.#isClosing = true;
    const ended: Promise<unknown>[] = [];
    for (const { sockets } of this.#mounted.values()) {
      for (const socket of sockets.clients) {
        ended.push(new Promise((resolve) => socket.once('close', resolve)));
        closeSocket(socket, CLOSE_CODES[reason], reason);
      }
    }
    await Promise.all(ended);
    this.#server?.off('upgrade', this.#onUpgrade);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = request.url?.split('?', 1)[0] ?? '';
    const mounted = this.#mounted.get(path);
    if (mounted === undefined) {
      // Other paths are other listeners' business. With nobody else to answer, the request would hang.
      if (this.#server?.listenerCount('upgrade') === 1) answer(socket, { status: 404 }, () => undefined);
      return;
    }
    const { endpoint, sockets } = mounted;
    const { failed } = endpoint;
    if (this.#isClosing) return answer(socket, { status: 503 }, failed);
    if (!isOriginAllowed(request, endpoint.origins)) {
      endpoint.refused(request);
      return answer(socket, { status: 403, text: 'Connections from this origin are not allowed.' }, failed);
    }
    const decide = (decided: Open | Refusal): void => {
      socket.off('error', failed);
      // It went while it was being decided about.
      if (socket.destroyed) return;
      if (typeof decided !== 'function') return answer(socket, decided, failed);
      if (this.#isClosing) return answer(socket, { status: 503 }, failed);
      sockets.handleUpgrade(request, socket, head, (webSocket) => decided(webSocket, socket, request));
    };
    socket.on('error', failed);
    const decided = endpoint.admit(request);
    if (!(decided instanceof Promise)) return decide(decided);
    decided.then(decide, (error: unknown) => {
      failed(error);
      decide({ status: 500 });
    });
  }
}

/** Closes a WebSocket, and cuts it when the other side does not answer. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}

/** Answers instead of upgrading. The server let go of the socket, so its errors and its end are ours to see to. */
function answer(socket: Duplex, { status, text = '' }: Refusal, failed: (error: unknown) => void): void {
  socket.on('error', failed);
  socket.once('finish', () => socket.destroy());
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    ...(text === '' ? [] : ['Content-Type: text/plain; charset=utf-8']),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
