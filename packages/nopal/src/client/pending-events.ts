/** Events that may wait for their answer; more are refused here. */
const MAX_PENDING = 100;

/** How an event ended, told to whoever listens on the page. */
export type Tell = (number: number, outcome: string, reason?: string) => void;

/** Events without an answer, and which of them were sent. */
export class PendingEvents {
  readonly #tell: Tell;
  readonly #texts = new Map<number, string>();
  readonly #sent = new Set<number>();
  readonly #maxBytes: number;
  #newest = 0;

  /** @param maxBytes the largest message that the server takes */
  constructor(tell: Tell, maxBytes: number) {
    this.#tell = tell;
    this.#maxBytes = maxBytes;
  }

  /** Adds an event; returns its number, unless there is more than may be. */
  add(frames: number, ...event: [path: number[], type: string, detail: object]): number | undefined {
    const number = ++this.#newest;
    const text = JSON.stringify(['event', number, frames, ...event]);
    if (this.#texts.size >= MAX_PENDING) this.#tell(number, 'not run', 'busy');
    else if (new Blob([text]).size > this.#maxBytes) this.#tell(number, 'not run', 'too-large');
    else {
      this.#texts.set(number, text);
      return number;
    }
    return undefined;
  }

  /** Sends one of them, or all. */
  send(send: (text: string) => void, only?: number): void {
    for (const [number, text] of this.#texts) {
      if (only && number !== only) continue;
      this.#sent.add(number);
      send(text);
    }
  }

  /** An event was answered. */
  answered(...answer: Parameters<Tell>): void {
    this.#sent.delete(answer[0]);
    // Asked again after a cut, the server may answer twice.
    if (this.#texts.delete(answer[0])) this.#tell(...answer);
  }

  /** Nobody will answer any more: what was sent may have run, the rest did not. */
  giveUp(): void {
    for (const number of this.#texts.keys()) this.#tell(number, this.#sent.has(number) ? 'unknown' : 'not run');
    this.#texts.clear();
    this.#sent.clear();
  }
}
