import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RpcTransportWithCustomEncoding } from 'capnweb';
import type { WebSocket } from 'ws';
import { NopalError, type RpcLimits } from '../../index.ts';
import type { Ledger } from './ledger.ts';
import type { Message } from './message.ts';
import { badMessage } from './bad-message.ts';
import { Reading } from './reading.ts';
import { withoutThrownData } from './sent-errors.ts';

/** Cap'n Web's own code for a session that one side gave up. */
const ABORTED = 3000;
/** What fits into a frame that closes a WebSocket, in bytes. */
const MAX_REASON_BYTES = 123;
/** How long the other side may take to hear of the end, in milliseconds. */
const CLOSE_MS = 2000;
/** While more waits for a client that does not read, nothing more of it is read, in bytes. */
const PAUSE_BYTES = 64 * 1024;

/** What a transport needs of its session. */
export interface SocketTransportParts {
  readonly socket: WebSocket;
  /** The socket below it. */
  readonly stream: Duplex;
  readonly limits: RpcLimits;
  /** A text as a whole frame. */
  readonly frame: (text: string) => Buffer;
  readonly ledger: Ledger;
  /** Told once that the session is over, and why if not by a close. */
  readonly ended: (reason: unknown) => void;
}

/** What came in one piece. */
interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** One message in a frame, over a WebSocket of `ws`. */
export class SocketTransport implements RpcTransportWithCustomEncoding {
  /** Values instead of text, so that what is counted need not be parsed twice. */
  readonly encodingLevel = 'jsonCompatible';
  readonly #parts: SocketTransportParts;
  readonly #reading: Reading;
  /** Frames that came before the ones before them were done: as they are, since they are counted when they are. */
  readonly #waiting: Frame[] = [];
  #receiver: { readonly resolve: (message: Message) => void; readonly reject: (reason: unknown) => void } | undefined;
  /** Why nothing more is received. */
  #end: { readonly reason: unknown } | undefined;
  #isOver = false;
  #isStuck = false;
  /** Frames of this turn, which are written together: a call is two or three, and writing takes longer than all else. */
  #gathered: Buffer[] = [];
  #gatheredSize = 0;
  /** The longest message of those that wait for the network, in bytes. */
  #longest = 0;
  /** When something was heard of the client last, by `performance.now()`. */
  heardAt = performance.now();
  /** When something was said, either way, that is no sign of life. */
  spokenAt = performance.now();

  constructor(parts: SocketTransportParts) {
    this.#parts = parts;
    this.#reading = new Reading(parts.ledger);
    const { socket, stream } = parts;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#take({ data, isBinary }));
    socket.on('close', (code) => this.fail(closedBy(code)));
    // What ws refuses (too large, malformed) ends in an error and then a close with the right code.
    socket.on('error', (error) => this.fail(ofSocket(error, parts.limits)));
    socket.on('pong', () => this.#heard());
    socket.on('ping', (data) => {
      this.#heard();
      // Who sends many and reads no answer would have all answers kept here.
      if (stream.writableLength === 0) socket.pong(data);
    });
    // Node knows when nothing of a long write has gone on its way, which takes as long as the client reads.
    if (stream instanceof Socket) stream.setTimeout(parts.limits.heartbeatMs, () => (this.#isStuck = true));
    stream.on('drain', () => {
      this.#isStuck = false;
      this.#longest = 0;
      if (socket.isPaused) socket.resume();
    });
  }

  /** Whether nothing is read because the client does not read. */
  get isPaused(): boolean {
    return this.#parts.socket.isPaused;
  }

  /** @inheritdoc */
  send(message: unknown): number {
    const { socket, ledger, limits } = this.#parts;
    // capnweb gives messages of this level as values.
    const said = withoutThrownData(message as Message);
    const text = JSON.stringify(said);
    if (this.#isOver || socket.readyState !== socket.OPEN) return text.length;
    // After the end there is nothing to say but why.
    if (this.#end !== undefined && said[0] !== 'abort') return text.length;
    try {
      ledger.sent(said, text);
    } catch (error) {
      // Thrown from here, capnweb would end the session without a word to the client.
      this.fail(error);
      return text.length;
    }
    this.spokenAt = performance.now();
    this.#gather(text);
    // However long one is, it may be said to who reads.
    if (this.#unsent - this.#longest > limits.maxUnsentBytes) this.fail(unread(limits.maxUnsentBytes));
    if (this.#unsent > PAUSE_BYTES) socket.pause();
    return text.length;
  }

  /** @inheritdoc */
  async receive(): Promise<unknown> {
    const next = this.#waiting.shift();
    if (next !== undefined) return this.#read(next);
    if (this.#end !== undefined) throw this.#end.reason;
    return new Promise((resolve, reject) => {
      this.#receiver = { resolve, reject };
    });
  }

  /** The session is over: capnweb says so, after it has told the client why. */
  abort(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end ??= { reason };
    this.#waiting.length = 0;
    const { socket, ended } = this.#parts;
    // Its answer to the close is read again; what it may still say is not listened to.
    socket.resume();
    if (socket.readyState === socket.OPEN) {
      this.#write();
      socket.close(ABORTED, shortened(reason instanceof Error ? reason.message : String(reason)));
    }
    if (socket.readyState !== socket.CLOSED) setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    ended(reason);
  }

  /** Ends the session: nothing more is received, capnweb tells the client why and gives up. */
  fail(reason: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { reason };
    this.#waiting.length = 0;
    this.#receiver?.reject(reason);
    this.#receiver = undefined;
  }

  #take(frame: Frame): void {
    if (this.#end !== undefined) return;
    this.#heard();
    this.spokenAt = this.heardAt;
    const receiver = this.#receiver;
    if (receiver === undefined) {
      this.#waiting.push(frame);
      return;
    }
    this.#receiver = undefined;
    try {
      receiver.resolve(this.#read(frame));
    } catch (error) {
      this.#end = { reason: error };
      receiver.reject(error);
    }
  }

  #read({ data, isBinary }: Frame): Message {
    const { maxMessageBytes } = this.#parts.limits;
    if (isBinary) throw badMessage('A binary frame came.');
    if (data.length > maxMessageBytes) throw tooLarge(`${data.length} bytes`, maxMessageBytes);
    return this.#reading.read(data.toString());
  }

  /** Whether something waits for the network, and nothing has moved for a heartbeat. */
  get isStuck(): boolean {
    return this.#isStuck && this.#unsent > 0;
  }

  /** Whether nothing waits for the network. */
  get isIdle(): boolean {
    return this.#unsent === 0;
  }

  #heard(): void {
    this.#isStuck = false;
    this.heardAt = performance.now();
  }

  /** What waits for the network, in bytes. */
  get #unsent(): number {
    return this.#parts.stream.writableLength + this.#gatheredSize;
  }

  #gather(text: string): void {
    // ws writes whole frames too, and nothing that it would have to compress or wait for, so the two never mix.
    const frame = this.#parts.frame(text);
    this.#gathered.push(frame);
    this.#gatheredSize += frame.length;
    this.#longest = Math.max(this.#longest, frame.length);
    if (this.#gathered.length === 1) process.nextTick(() => this.#write());
  }

  #write(): void {
    const frames = this.#gathered;
    if (frames.length === 0) return;
    this.#gathered = [];
    this.#gatheredSize = 0;
    const { socket, stream } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    // Where nothing waits after all, nobody would tell that it is gone.
    const isTaken = stream.write(frames.length === 1 ? frames[0] : Buffer.concat(frames));
    if (isTaken && socket.isPaused) socket.resume();
  }
}

function tooLarge(size: string, maxMessageBytes: number): NopalError {
  return new NopalError(
    'rpc-too-large',
    `A message of ${size} came; ${maxMessageBytes} bytes are allowed (maxMessageBytes).`,
    'Send less at a time, or a stream.',
  );
}

/** What ws says of a client. */
function ofSocket(error: Error, { maxMessageBytes }: RpcLimits): NopalError {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return tooLarge('far too many bytes', maxMessageBytes);
  return badMessage(`The WebSocket broke: ${error.message}.`, { cause: error });
}

function unread(maxUnsentBytes: number): NopalError {
  return new NopalError(
    'rpc-slow-reader',
    `More than ${maxUnsentBytes} bytes wait for this client (maxUnsentBytes), which does not read them.`,
    'Read what is sent, or ask for less.',
  );
}

function closedBy(code: number): NopalError {
  return new NopalError(
    'rpc-closed',
    `The client closed the connection (${code}).`,
    'Nothing is to be done: it comes back if it wants to.',
  );
}

function shortened(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_REASON_BYTES) return text;
  // A character that was cut in two is left out.
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true });
}
