import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** All connections read into this: what a read brought is looked at before the next one. */
const shared = Buffer.allocUnsafe(64 * 1024);
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('\r\n0\r\n\r\n');

/**
 * A connection over which one request after another is posted, at little cost: the requests are finished bytes, and an
 * answer is only looked at to see that it is whole and what was expected.
 */
export class Poster {
  readonly #socket: Socket;
  readonly #expected: Buffer;
  /** What came of an answer that is not whole yet. */
  #rest: Buffer | undefined;
  #answered: (() => void) | undefined;
  #isOver = false;
  /** Told why the connection ended, or an answer was not what was expected. */
  broken: (error: Error) => void = () => undefined;

  private constructor(port: number, from: string, expected: Buffer) {
    this.#expected = expected;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      localAddress: from,
      noDelay: true,
      onread: { buffer: shared, callback: (length) => this.#read(length) },
    });
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.on('close', () => this.#fail('The connection ended.'));
  }

  /** Connects. @param expected what each answer has to have in it */
  static async open(port: number, from: string, expected: string): Promise<Poster> {
    const poster = new Poster(port, from, Buffer.from(expected));
    await once(poster.#socket, 'connect');
    return poster;
  }

  /** Sends a request, when the one before is answered. */
  post(request: Buffer, answered: () => void): void {
    this.#answered = answered;
    this.#socket.write(request);
  }

  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #fail(why: string): void {
    if (this.#isOver) return;
    this.close();
    this.broken(new Error(why));
  }

  #read(length: number): boolean {
    let bytes = shared.subarray(0, length);
    if (this.#rest !== undefined) bytes = Buffer.concat([this.#rest, bytes]);
    if (!isWhole(bytes)) {
      this.#rest = Buffer.from(bytes);
      return true;
    }
    this.#rest = undefined;
    if (!bytes.includes(this.#expected)) {
      this.#fail(`This was answered: ${bytes.toString('latin1')}`);
      return true;
    }
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.();
    return true;
  }
}

/** Whether an answer is there to its end; only one is under way at a time. */
function isWhole(bytes: Buffer): boolean {
  const head = bytes.indexOf(END_OF_HEAD);
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1];
  if (length !== undefined) return bytes.length >= head + END_OF_HEAD.length + Number(length);
  return bytes.subarray(-END_OF_CHUNKS.length).equals(END_OF_CHUNKS);
}
