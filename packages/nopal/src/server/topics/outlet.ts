import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { TopicServerWords } from '../../protocol/topic-answers.ts';

/** The way out to one client. */
export class Outlet {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #bufferedBytes: number;
  /** How many messages went out; shows whether the client heard anything. */
  sent = 0;

  /** @param bufferedBytes how much may wait for the network before it counts as clogged */
  constructor(socket: WebSocket, stream: Duplex, bufferedBytes: number) {
    this.#socket = socket;
    this.#stream = stream;
    this.#bufferedBytes = bufferedBytes;
  }

  /** Whether so much waits for the network that nothing should be added; the stream's `drain` tells when that is over. */
  get isClogged(): boolean {
    return this.#stream.writableLength > this.#bufferedBytes;
  }

  /** Bytes that wait for the network. */
  get waiting(): number {
    return this.#stream.writableLength;
  }

  /** Sends something to this client alone. */
  say(words: TopicServerWords): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.sent++;
    this.#socket.send(JSON.stringify(words));
  }

  /** Sends a whole frame that others are sent, too. */
  write(frame: Buffer): void {
    // `ws` writes whole frames too, and nothing that it would have to compress or wait for, so the two never mix.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.sent++;
    this.#stream.write(frame);
  }
}
