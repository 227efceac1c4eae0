import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Patient } from '../../live/heartbeat.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { Batch } from '../../push/batch.ts';
import type { Cursor } from '../../push/cursor.ts';
import type { TopicError } from '../../push/error.ts';
import type { Member } from '../../push/presence.ts';
import type { Gap, Sink, Start } from '../../push/sink.ts';
import { closeSocket } from '../../transport/endpoints.ts';
import type { Participant } from './access.ts';
import { closeCodeOf } from './close-codes.ts';
import type { PlainFormat } from './plain-format.ts';
import type { LineTaker, PresenceLines } from './plain-lines.ts';

/** Texts of one client that may be on their way into the topic; then no more are read of it. */
const MOST_UNDER_WAY = 32;
/** Bytes of lines that may wait for the history of a client who has just come. */
const MOST_HELD_BYTES = 64 * 1024;

/** What a client is made with. */
export interface PlainClientParts {
  readonly socket: WebSocket;
  /** The socket below. */
  readonly stream: Duplex;
  readonly who: Participant;
  /** Its presence, if it counts as present. */
  readonly member: Member | undefined;
  readonly format: PlainFormat;
  /** Who tells it lines, if anybody does. */
  readonly lines: PresenceLines | undefined;
  readonly limits: Limits;
  /** Subscribes it. */
  readonly follow: (sink: Sink) => Cursor;
  /** Publishes a text of it, or ignores it; rejects with what it is to be told. */
  readonly publish: (text: string) => Promise<unknown>;
  /** What a client is told of anything that publishing rejects with. */
  readonly refusal: (error: unknown) => TopicError;
}

/**
 * A client of a plain WebSocket endpoint. Nothing is queued for it: messages wait in the topic until the network takes
 * more, lines and other small talk are left out as long as it does not.
 */
export class PlainClient implements Sink, LineTaker, Patient {
  readonly #parts: PlainClientParts;
  #cursor: Cursor | undefined;
  #hasStarted = false;
  /** Lines that came before all of its history was told; `undefined` from then on. */
  #held: Buffer[] | undefined = [];
  #heldBytes = 0;
  /** Texts of it that are on their way into the topic. */
  #underWay = 0;
  #isOver = false;
  /** By the clock of `performance.now()`: when it was last heard, asked whether it is there, and told something. */
  #heardAt = performance.now();
  #askedAt: number | undefined;
  #toldAt = performance.now();
  /** Bytes that it was sent since it was last heard. */
  #unheardBytes = 0;

  constructor(parts: PlainClientParts) {
    this.#parts = parts;
    const { socket, stream } = parts;
    socket.on('message', (data: RawData, isBinary: boolean) => this.#hear(data, isBinary));
    socket.on('pong', () => this.#isThere());
    socket.on('ping', (data) => {
      this.#isThere();
      // Who sends many pings and reads no answer would have all answers kept here.
      if (stream.writableLength === 0) socket.pong(data);
    });
    socket.on('close', () => this.#closed());
    stream.on('drain', () => {
      // It takes what it is sent, so the question is on its way.
      if (this.#askedAt !== undefined) this.#askedAt = performance.now();
      this.#cursor?.wake();
    });
  }

  /**
   * Begins.
   *
   * @param welcome the first frame, if there is one
   */
  begin(welcome: Buffer | undefined): void {
    this.#write(welcome);
    this.#regulate();
    this.#cursor = this.#parts.follow(this);
    // It was told at once, and closed over it.
    if (this.#isOver) this.#cursor.close();
    this.#caughtUp();
  }

  isReady(): boolean {
    const { socket, stream, limits } = this.#parts;
    return socket.readyState === socket.OPEN && stream.writableLength <= limits.windowBytes;
  }

  started(start: Start): void {
    this.#hasStarted = true;
    this.#write(this.#parts.format.started(start));
    this.#regulate();
    this.#caughtUp();
  }

  take(batch: Batch): void {
    const { format, lines, who } = this.#parts;
    // Who joined and then said something is heard in that order.
    lines?.catchUp(this);
    this.#write(format.messages(batch, who.user));
    this.#caughtUp();
  }

  gap(gap: Gap): void {
    this.#write(this.#parts.format.gap(gap));
    this.#caughtUp();
  }

  ended({ code }: TopicError): void {
    this.close(closeCodeOf(code), code);
  }

  takeLines(lines: Buffer): void {
    if (this.#held !== undefined) {
      this.#heldBytes += lines.length;
      if (this.#heldBytes <= MOST_HELD_BYTES) this.#held.push(lines);
    } else if (this.isReady()) this.#write(lines);
  }

  /** Looks whether it is still there, and tells it where it is when nothing else was told for a while. */
  check(now: number): void {
    const { socket, stream, format, limits } = this.#parts;
    // While it is not read, it cannot be heard.
    if (socket.readyState !== socket.OPEN || socket.isPaused) return;
    if (this.#askedAt !== undefined) {
      const patience = limits.stalledMs + (this.#unheardBytes / limits.slowestBytesPerSecond) * 1000;
      if (now - this.#askedAt >= patience) return socket.terminate();
    } else if (now - this.#heardAt >= limits.beatMs) {
      this.#askedAt = now;
      socket.ping();
    }
    const cursor = this.#cursor;
    if (cursor === undefined || cursor.isBehind || stream.writableLength > 0) return;
    if (now - this.#toldAt >= limits.beatMs) this.#write(format.position(cursor.position));
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#cursor?.close();
    // A close that is not read is not answered.
    if (this.#parts.socket.isPaused) this.#parts.socket.resume();
    closeSocket(this.#parts.socket, code, reason);
  }

  #closed(): void {
    this.#isOver = true;
    this.#cursor?.close();
    this.#parts.lines?.delete(this);
    this.#leave();
  }

  /** Is gone for the others once all that it said is stored; in the next turn, since it is told in this one. */
  #leave(): void {
    const { member } = this.#parts;
    if (member !== undefined && this.#isOver && this.#underWay === 0) setImmediate(() => member.leave());
  }

  #isThere(): void {
    this.#heardAt = performance.now();
    this.#askedAt = undefined;
    this.#unheardBytes = 0;
  }

  #hear(data: RawData, isBinary: boolean): void {
    const { socket, publish, format, refusal } = this.#parts;
    this.#isThere();
    // What comes after the server closed it counts no more.
    if (isBinary || socket.readyState !== socket.OPEN) return;
    this.#underWay++;
    this.#regulate();
    void publish((data as Buffer).toString('utf8'))
      .catch((error: unknown) => {
        const refused = format.refused(refusal(error));
        if (this.isReady()) this.#write(refused);
      })
      .finally(() => {
        this.#underWay--;
        this.#regulate();
        this.#leave();
      });
  }

  /** Reads of it, or lets what it says wait in the network: before the start, and while much of it is under way. */
  #regulate(): void {
    const { socket } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    const isToWait = !this.#hasStarted || this.#underWay >= MOST_UNDER_WAY;
    if (isToWait === socket.isPaused) return;
    if (isToWait) return socket.pause();
    this.#isThere();
    socket.resume();
  }

  /** All of its history was told: what came meanwhile is next. */
  #caughtUp(): void {
    if (this.#held === undefined || !this.#hasStarted || this.#cursor?.isBehind !== false) return;
    const held = this.#held;
    this.#held = undefined;
    for (const lines of held) this.takeLines(lines);
  }

  #write(frames: Buffer | undefined): void {
    const { socket, stream } = this.#parts;
    if (frames === undefined || frames.length === 0 || socket.readyState !== socket.OPEN) return;
    stream.write(frames);
    this.#unheardBytes += frames.length;
    this.#toldAt = performance.now();
  }
}
