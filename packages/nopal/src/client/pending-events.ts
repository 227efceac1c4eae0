/** Events that may wait for their answer; more are refused here. */
const MAX_PENDING = 100;

/** How an event ended, told to whoever listens on the page. */
export type Tell = (number: number, outcome: string, reason?: string) => void;

/** An event without an answer. */
interface Pending {
  readonly text: string;
  sent?: true;
}

/** Events without an answer, and which of them were sent. */
export class PendingEvents {
  readonly #tell: Tell;
  /** By number, in the order in which they were raised. */
  readonly #events = new Map<number, Pending>();
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
    if (this.#events.size >= MAX_PENDING) this.#tell(number, 'not run', 'busy');
    else if (new Blob([text]).size > this.#maxBytes) this.#tell(number, 'not run', 'too-large');
    else {
      this.#events.set(number, { text });
      return number;
    }
    return undefined;
  }

  /** Sends one of them, or all. */
  send(send: (text: string) => void, only?: number): void {
    for (const [number, event] of this.#events) {
      if (only && number !== only) continue;
      event.sent = true;
      send(event.text);
    }
  }

  /** An event was answered. */
  answered(...answer: Parameters<Tell>): void {
    // Asked again after a cut, the server may answer twice.
    if (this.#events.delete(answer[0])) this.#tell(...answer);
  }

  /** Nobody will answer any more: what was sent may have run, the rest did not. */
  giveUp(): void {
    for (const [number, { sent }] of this.#events) this.#tell(number, sent ? 'unknown' : 'not run');
    this.#events.clear();
  }
}
