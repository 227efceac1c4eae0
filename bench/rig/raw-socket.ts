import { connect, type Socket } from 'node:net';

/** Where to connect. */
export interface Endpoint {
  readonly port: number;
  readonly path: string;
  /** The loopback address to come from: each has ports of its own. */
  readonly from: string;
}

/** Who hears what comes over a socket. */
export interface RawHandler {
  opened(): void;
  /** A text message: these bytes of a buffer that is used again right after. */
  message(bytes: Buffer, start: number, end: number): void;
  closed(why: string): void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** All sockets read into this: what a read brought is worked off before the next one. */
const shared = Buffer.allocUnsafe(256 * 1024);

/**
 * A WebSocket client that costs little, so that one process can be ten thousand browsers: no events, no copies, a mask
 * of zeros. Knows what the benchmark's servers send: whole text messages.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #handler: RawHandler;
  /** What came of a message that is not whole yet. */
  #rest: Buffer | undefined;
  #upgraded = false;
  #over = false;

  constructor({ port, path, from }: Endpoint, handler: RawHandler) {
    this.#handler = handler;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      localAddress: from,
      noDelay: true,
      onread: { buffer: shared, callback: (length) => this.#read(length) },
    });
    this.#socket.once('connect', () =>
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bm9wYWwgYmVuY2htYXJrIQ==\r\n\r\n',
      ),
    );
    this.#socket.on('error', (error) => this.#end(error.message));
    this.#socket.on('close', () => this.#end('ended'));
  }

  /** Sends a text of less than 64 KiB. */
  send(text: string): void {
    this.#frame(TEXT, Buffer.from(text));
  }

  /** Reads no more; the kernel's buffers fill up. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads again. */
  resume(): void {
    this.#socket.resume();
  }

  /** Goes without a goodbye, as a lost network does. */
  cut(): void {
    this.#over = true;
    this.#socket.resetAndDestroy();
  }

  #end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#socket.destroy();
    this.#handler.closed(why);
  }

  #read(length: number): boolean {
    let bytes = shared;
    let end = length;
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, shared.subarray(0, length)]);
      end = bytes.length;
      this.#rest = undefined;
    }
    let at = this.#upgraded ? 0 : this.#upgrade(bytes, end);
    while (at < end && !this.#over) {
      const next = this.#message(bytes, at, end);
      if (next === at) break;
      at = next;
    }
    if (at < end) this.#rest = Buffer.from(bytes.subarray(at, end));
    return true;
  }

  /** Where the messages start; 0 while the answer to the upgrade is not whole. */
  #upgrade(bytes: Buffer, end: number): number {
    const head = bytes.toString('latin1', 0, end);
    const length = head.indexOf('\r\n\r\n');
    if (length < 0) return 0;
    if (!head.startsWith('HTTP/1.1 101')) {
      this.#end(`no upgrade: ${head.slice(0, 80)}`);
      return end;
    }
    this.#upgraded = true;
    this.#handler.opened();
    return length + 4;
  }

  /** Takes one message; returns where the next one starts, or `at` when this one is not whole. */
  #message(bytes: Buffer, at: number, end: number): number {
    if (end - at < 2) return at;
    const code = (bytes[at] ?? 0) & 15;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length === 126) {
      if (end - at < 4) return at;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (end - at < 10) return at;
      length = bytes.readUIntBE(at + 4, 6);
      start = at + 10;
    }
    const next = start + length;
    if (next > end) return at;
    if (code === TEXT) this.#handler.message(bytes, start, next);
    else if (code === PING) this.#frame(PONG, bytes.subarray(start, next));
    else if (code === CLOSE) this.#end(`closed ${length < 2 ? '' : bytes.toString('utf8', start + 2, next)}`);
    return next;
  }

  #frame(code: number, payload: Buffer): void {
    if (this.#over) return;
    const { length } = payload;
    const head = length < 126 ? 6 : 8;
    const frame = Buffer.alloc(head + length);
    frame[0] = 128 | code;
    if (length < 126) frame[1] = 128 | length;
    else {
      frame[1] = 128 | 126;
      frame.writeUInt16BE(length, 2);
    }
    payload.copy(frame, head);
    this.#socket.write(frame);
  }
}
