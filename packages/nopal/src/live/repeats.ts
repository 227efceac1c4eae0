/** How long a message that was logged keeps its repetitions out of the log, in milliseconds. */
const QUIET_MS = 10_000;
const MAX_MESSAGES = 1000;

interface Seen {
  quietUntil: number;
  repeated: number;
}

/**
 * Keeps a fault that happens sixty times a second from filling the log: a message is logged at once, then at most
 * every ten seconds with the number of times it was kept back.
 */
export class Repeats {
  readonly #seen = new Map<string, Seen>();
  readonly #now: () => number;

  /** @param now the time in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Whether to log a message now.
   *
   * @returns how often it was kept back since it was last logged; `undefined` when it is to be kept back again
   */
  admit(message: string): number | undefined {
    const now = this.#now();
    const seen = this.#seen.get(message);
    if (seen !== undefined && now < seen.quietUntil) {
      seen.repeated++;
      return undefined;
    }
    this.#seen.delete(message);
    this.#seen.set(message, { quietUntil: now + QUIET_MS, repeated: 0 });
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= MAX_MESSAGES) break;
      this.#seen.delete(oldest);
    }
    return seen?.repeated ?? 0;
  }
}
