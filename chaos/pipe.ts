import type { Socket } from 'node:net';
import { PERFECT, changed, type Conditions } from './conditions.ts';
import type { Random } from './random.ts';

/** Something under way: bytes, or the news that the sender ended or was reset. */
interface Parcel {
  readonly data: Buffer;
  readonly end?: 'fin' | 'reset';
  /** When it came in. */
  readonly at: number;
  /** What decides its share of the jitter, and whether it is lost; drawn for each, so that settings change no others. */
  readonly jitter: number;
  readonly luck: number;
}

/** A limited rate is kept in portions of so many milliseconds. */
const PORTION_MS = 20;

/** What is to happen at a byte. */
interface Mark {
  bytes: number;
  readonly reached: () => void;
}

/** One direction of a connection: brings what a socket receives to another one, the worse the conditions the later. */
export class Pipe {
  readonly #source: Socket;
  readonly #destination: Socket;
  readonly #random: Random;
  #conditions = PERFECT;
  #queue: Parcel[] = [];
  #queued = 0;
  #delivered = 0;
  /** When a limited rate lets the next portion through. */
  #freeAt = 0;
  #mark: Mark | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: 'open' | 'stalled' | 'vanished' | 'closed' = 'open';

  constructor(source: Socket, destination: Socket, random: Random) {
    this.#source = source;
    this.#destination = destination;
    this.#random = random;
    source.on('data', (data) => this.#take(data));
    source.on('end', () => this.#take(Buffer.alloc(0), 'fin'));
    // A socket that errs closes next; all that matters to the other side is that this one is gone.
    source.on('error', () => this.#take(Buffer.alloc(0), 'reset'));
    destination.on('drain', () => this.#pump());
    destination.on('close', () => {
      // Whoever vanished is still not heard of when its own socket goes.
      if (this.#state !== 'vanished') this.close();
    });
  }

  /** How many bytes were handed to the receiver. */
  get delivered(): number {
    return this.#delivered;
  }

  /** How many bytes were taken from the sender, and wait for their time. */
  get underWay(): number {
    return this.#queued;
  }

  /** Changes conditions, for what is under way as well. */
  set(change: Partial<Conditions>): void {
    this.#conditions = changed(this.#conditions, change);
    this.#freeAt = 0;
    this.#pump();
  }

  /** Passes nothing and reads nothing until {@link resume}. */
  stall(): void {
    if (this.#state === 'open') this.#halt('stalled');
  }

  /** Ends {@link stall}. */
  resume(): void {
    if (this.#state !== 'stalled') return;
    this.#state = 'open';
    this.#pump();
  }

  /** Passes nothing any more, nor reads what is sent: the sender hears no more of it. */
  vanish(): void {
    if (this.#state === 'closed') return;
    this.#halt('vanished');
    this.#forget();
  }

  /** Calls once when so many bytes more, above 0, were delivered; nothing is delivered behind them. */
  mark(bytes: number, reached: () => void): void {
    this.#mark = { bytes, reached };
  }

  /** Ends the pipe; what still comes in is thrown away. */
  close(): void {
    this.#halt('closed');
    this.#forget();
    this.#source.resume();
  }

  #halt(state: 'stalled' | 'vanished' | 'closed'): void {
    this.#state = state;
    clearTimeout(this.#timer);
    this.#source.pause();
  }

  #forget(): void {
    this.#queue = [];
    this.#queued = 0;
  }

  #take(data: Buffer, end?: 'fin' | 'reset'): void {
    if (this.#state === 'closed' || this.#state === 'vanished') return;
    const random = this.#random;
    const parcel = { data, at: performance.now(), jitter: random(), luck: random() };
    this.#queue.push(end === undefined ? parcel : { ...parcel, end });
    this.#queued += data.length;
    this.#pump();
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#state === 'open' && this.#passNext());
    if (this.#state !== 'open') return;
    if (this.#queued > this.#conditions.queueBytes) this.#source.pause();
    else this.#source.resume();
  }

  /** Passes some of what is first in the queue; returns whether it did, which it does not before its time. */
  #passNext(): boolean {
    const [parcel] = this.#queue;
    if (parcel === undefined || this.#destination.writableNeedDrain) return false;
    const waitMs = Math.max(this.#dueAt(parcel), this.#freeAt) - performance.now();
    if (waitMs > 0) this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
    else this.#pass(parcel);
    return waitMs <= 0;
  }

  #dueAt({ at, jitter, luck }: Parcel): number {
    const { latencyMs, jitterMs, loss, retransmitMs } = this.#conditions;
    return at + latencyMs + jitter * jitterMs + (luck < loss ? retransmitMs : 0);
  }

  #pass(parcel: Parcel): void {
    const { data, end } = parcel;
    const piece = data.subarray(0, Math.min(this.#portion(), this.#mark?.bytes ?? Number.POSITIVE_INFINITY));
    const rest = data.subarray(piece.length);
    if (rest.length === 0) this.#queue.shift();
    else this.#queue[0] = { ...parcel, data: rest };
    if (end === 'fin') this.#destination.end();
    else if (end === 'reset') this.#destination.resetAndDestroy();
    else this.#write(piece);
  }

  /** How many bytes a limited rate lets through at once. */
  #portion(): number {
    return Math.max(1, Math.floor((this.#conditions.bytesPerSecond * PORTION_MS) / 1000));
  }

  #write(piece: Buffer): void {
    this.#queued -= piece.length;
    this.#delivered += piece.length;
    // What a late timer lost is made up for, but no more than that.
    const since = Math.max(this.#freeAt, performance.now() - PORTION_MS);
    this.#freeAt = since + (piece.length * 1000) / this.#conditions.bytesPerSecond;
    const mark = this.#mark;
    if (mark !== undefined) mark.bytes -= piece.length;
    if (mark?.bytes !== 0) {
      this.#destination.write(piece);
      return;
    }
    this.#mark = undefined;
    this.vanish();
    this.#destination.write(piece, mark.reached);
  }
}
