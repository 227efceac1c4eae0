import type { Duplex } from 'node:stream';
import type { Limits } from '../protocol/limits.ts';

/** What bounds requests that are being decided about. */
export type AdmissionLimits = Pick<Limits, 'admitMs' | 'maxAdmitting'>;

/** Why a request was not decided about. */
export type Undecided = 'late' | 'closing';

/** Requests that are being decided about: only so many at a time, and each only for so long. */
export class Admissions {
  readonly #limits: AdmissionLimits;
  /** Each by its socket, with what ends the waiting. */
  readonly #waiting = new Map<Duplex, (why: Undecided) => void>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Whether no more may wait. */
  get isFull(): boolean {
    return this.#waiting.size >= this.#limits.maxAdmitting;
  }

  /** The sockets of all who wait. */
  get sockets(): readonly Duplex[] {
    return [...this.#waiting.keys()];
  }

  /**
   * Waits for a decision. Who goes away meanwhile counts until then: what decides is still at work.
   *
   * @returns the decision, or why there is none; rejects with what the deciding rejects with
   */
  wait<T>(socket: Duplex, deciding: Promise<T>): Promise<T | Undecided> {
    const undecided = new Promise<Undecided>((resolve) => this.#waiting.set(socket, resolve));
    const timer = setTimeout(() => this.#waiting.get(socket)?.('late'), this.#limits.admitMs).unref();
    return Promise.race([deciding, undecided]).finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(socket);
    });
  }

  /** Ends all waiting. */
  close(): void {
    for (const end of this.#waiting.values()) end('closing');
  }
}
