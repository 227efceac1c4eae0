import type { EventOutcome, ServerMessage } from '../protocol/frames.ts';

/** Events that may wait for their answer; more are refused here. */
const MAX_PENDING = 100;

/** An event without an answer; asking for another page is one too. */
interface Pending {
  readonly text: string;
  sent?: true;
}

/** Events without an answer, and which of them were sent. */
export class PendingEvents {
  readonly #root: Element;
  /** By number, in the order in which they were raised. */
  readonly #events = new Map<number, Pending>();
  readonly #maxBytes: number;
  readonly #send: (text: string) => void;
  #newest = 0;

  /**
   * @param root where it is told how they end
   * @param maxBytes the largest message that the server takes
   * @param send what to send by
   */
  constructor(root: Element, maxBytes: number, send: (text: string) => void) {
    this.#send = send;
    this.#root = root;
    this.#maxBytes = maxBytes;
  }

  /** Adds one; gives its number, unless there is more than may be. */
  add(kind: 'event' | 'go', frames: number, ...what: readonly unknown[]): number | undefined {
    const number = ++this.#newest;
    const text = JSON.stringify([kind, number, frames, ...what]);
    if (this.#events.size >= MAX_PENDING) this.#tell(number, 'not run', 'busy');
    else if (new Blob([text]).size > this.#maxBytes) this.#tell(number, 'not run', 'too-large');
    else {
      this.#events.set(number, { text });
      return number;
    }
    return undefined;
  }

  /** Sends one of them, or all. */
  send(only?: number): void {
    for (const [number, event] of this.#events) {
      if (only && number !== only) continue;
      event.sent = true;
      this.#send(event.text);
    }
  }

  /** An event was answered. */
  answered(...answer: NonNullable<ServerMessage['event']>): void {
    // Asked again after a cut, the server may answer twice.
    if (this.#events.delete(answer[0])) this.#tell(...answer);
  }

  /** Nobody will answer any more: what was sent may have run, the rest did not. */
  giveUp(): void {
    for (const [number, { sent }] of this.#events) this.#tell(number, sent ? 'unknown' : 'not run');
    this.#events.clear();
  }

  #tell(number: number, outcome: EventOutcome, reason?: string): void {
    if (outcome !== 'done' || reason)
      console.warn(`[nopal] event ${number}: ${outcome}${reason ? ` (${reason})` : ''}`);
    this.#root.dispatchEvent(new CustomEvent('nopal:event', { bubbles: true, detail: { number, outcome, reason } }));
  }
}
