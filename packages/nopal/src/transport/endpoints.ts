import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE_CODES, type CloseReason } from '../protocol/connection.ts';
import { DEFAULT_LIMITS } from '../protocol/limits.ts';
import { Admissions, type AdmissionLimits } from './admissions.ts';
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
  /** Told of errors of sockets that were not opened, which are the network's and the clients'. */
  readonly failed: (error: unknown) => void;
  /** Told of what is the program's fault: what `admit` or what it gave threw, and that it gave no answer. */
  readonly broke: (error: unknown) => void;
  /**
   * Decides, before the upgrade, about a request whose origin is allowed. A promise has `admitMs`; while `maxAdmitting`
   * of this path are open, requests are answered with 503.
   */
  readonly admit: (request: IncomingMessage) => Open | Refusal | Promise<Open | Refusal>;
}

interface Mounted {
  readonly endpoint: WebSocketEndpoint;
  readonly sockets: WebSocketServer;
  readonly admissions: Admissions;
}

const BUSY: Refusal = { status: 503, text: 'Too many are connecting, or it takes too long. Come back in a moment.\n' };
const CLOSING: Refusal = { status: 503, text: 'The server shuts down. Come back in a moment.\n' };

/** All paths of a server at which WebSockets are taken. */
export class WebSocketEndpoints {
  readonly #limits: AdmissionLimits;
  readonly #mounted = new Map<string, Mounted>();
  #server: Server | undefined;
  #isClosing = false;
  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#upgrade(request, socket, head);

  /** @param limits how many may wait to be admitted, for each path, and how long */
  constructor(limits: AdmissionLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

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
    this.#mounted.set(endpoint.path, { endpoint, sockets, admissions: new Admissions(this.#limits) });
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

  /** Closes every connection, those that are being decided about as well, and takes no more. Resolves when all are gone. */
  async close(reason: CloseReason): Promise<void> {
    this.#isClosing = true;
    const ended: Promise<unknown>[] = [];
    for (const { sockets, admissions } of this.#mounted.values()) {
      for (const socket of admissions.sockets) {
        if (!socket.closed) ended.push(new Promise((resolve) => socket.once('close', resolve)));
      }
      admissions.close();
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
    const { endpoint, admissions } = mounted;
    const { failed, broke } = endpoint;
    if (this.#isClosing) return answer(socket, CLOSING, failed);
    if (!isOriginAllowed(request, endpoint.origins)) {
      endpoint.refused(request);
      return answer(socket, { status: 403, text: 'Connections from this origin are not allowed.' }, failed);
    }
    if (admissions.isFull) {
      failed(new Error(`${this.#limits.maxAdmitting} are waiting to be admitted (maxAdmitting).`));
      return answer(socket, BUSY, failed);
    }
    socket.on('error', failed);
    const take = (open: Open | Refusal): void => this.#take(mounted, open, request, socket, head);
    try {
      const decided = endpoint.admit(request);
      if (decided instanceof Promise) void this.#decided(mounted, socket, decided).then(take);
      else take(decided);
    } catch (error) {
      broke(error);
      take({ status: 500 });
    }
  }

  /** Waits for a decision; never rejects. */
  async #decided(
    { endpoint, admissions }: Mounted,
    socket: Duplex,
    deciding: Promise<Open | Refusal>,
  ): Promise<Open | Refusal> {
    try {
      const decided = await admissions.wait(socket, deciding);
      if (decided === 'closing') return CLOSING;
      if (decided !== 'late') return decided;
      const { admitMs } = this.#limits;
      endpoint.broke(new Error(`Nobody said within ${admitMs} ms (admitMs) whether a client may connect.`));
      return BUSY;
    } catch (error) {
      endpoint.broke(error);
      return { status: 500 };
    }
  }

  #take(
    { endpoint: { failed, broke }, sockets }: Mounted,
    open: Open | Refusal,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): void {
    // It went while it was being decided about.
    if (socket.destroyed) return;
    socket.off('error', failed);
    if (typeof open !== 'function') return answer(socket, open, failed);
    if (this.#isClosing) return answer(socket, CLOSING, failed);
    try {
      sockets.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, request));
    } catch (error) {
      broke(error);
      socket.destroy();
    }
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
  setTimeout(() => socket.destroy(), CLOSE_MS).unref();
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    ...(text === '' ? [] : ['Content-Type: text/plain; charset=utf-8']),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
