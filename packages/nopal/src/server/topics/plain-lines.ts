import type { Presence, PresenceChange } from '../../push/presence.ts';
import { encodeTextFrame } from '../../transport/text-frame.ts';

/** Who is told lines. */
export interface LineTaker {
  /** Whole frames, one or more, each one line. */
  takeLines(lines: Buffer): void;
}

/** Longest stretch of telling before other work gets its turn, in milliseconds. */
const SLICE_MS = 8;
/** Lines that may wait for their turn; when more come than can be told, the oldest go. */
const MOST_WAITING = 10_000;

/**
 * Tells many clients who comes and goes. A line is made once; what comes in one turn of the event loop goes out
 * together; and each client has a place of its own in what there is to tell, so that nobody hears of what was before
 * they came, or anything twice.
 */
export class PresenceLines {
  readonly #lineOf: (change: PresenceChange) => string | undefined;
  /** Each with the number of the line that it is told next. */
  readonly #takers = new Map<LineTaker, number>();
  #waiting: Buffer[] = [];
  /** The number of the first one that waits. */
  #first = 0;
  #walk: Iterator<[LineTaker, number]> | undefined;
  /** How far all will have been told when the walk is over. */
  #walkTo = 0;
  #isScheduled = false;
  #off: (() => void) | undefined;
  /** What many are told: the lines between two numbers in one piece. */
  #piece = { from: 0, to: 0, bytes: Buffer.alloc(0) };

  constructor(lineOf: (change: PresenceChange) => string | undefined) {
    this.#lineOf = lineOf;
  }

  /** Tells a client what comes from now on. */
  add(taker: LineTaker, presence: Presence): void {
    this.#takers.set(taker, this.#end);
    this.#off ??= presence.onChange((change) => this.#tell(this.#lineOf(change)));
  }

  /** Tells a client nothing more. */
  delete(taker: LineTaker): void {
    if (!this.#takers.delete(taker) || this.#takers.size > 0) return;
    this.close();
  }

  /** Tells nobody anything more. */
  close(): void {
    this.#off?.();
    this.#off = undefined;
    this.#takers.clear();
    this.#first = this.#end;
    this.#waiting = [];
    this.#walk = undefined;
  }

  /** Tells a client what it was not told yet, because something comes that is to follow it. */
  catchUp(taker: LineTaker): void {
    const from = this.#takers.get(taker);
    const to = this.#end;
    if (from === undefined || from === to) return;
    this.#takers.set(taker, to);
    taker.takeLines(this.#between(Math.max(from, this.#first), to));
  }

  /** The number of the next line. */
  get #end(): number {
    return this.#first + this.#waiting.length;
  }

  #tell(line: string | undefined): void {
    if (line === undefined) return;
    this.#waiting.push(encodeTextFrame(line));
    if (this.#waiting.length > MOST_WAITING) this.#drop(1);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#run();
    });
  }

  #run(): void {
    const until = performance.now() + SLICE_MS;
    if (this.#walk === undefined) {
      this.#walk = this.#takers.entries();
      this.#walkTo = this.#end;
    }
    for (let next = this.#walk.next(); next.done !== true; next = this.#walk.next()) {
      this.catchUp(next.value[0]);
      if (performance.now() >= until) return this.#schedule();
    }
    this.#walk = undefined;
    this.#drop(this.#walkTo - this.#first);
    if (this.#waiting.length > 0) this.#schedule();
  }

  #drop(count: number): void {
    if (count <= 0) return;
    this.#waiting.splice(0, count);
    this.#first += count;
  }

  #between(from: number, to: number): Buffer {
    if (this.#piece.from !== from || this.#piece.to !== to) {
      const lines = this.#waiting.slice(from - this.#first, to - this.#first);
      this.#piece = { from, to, bytes: Buffer.concat(lines) };
    }
    return this.#piece.bytes;
  }
}
