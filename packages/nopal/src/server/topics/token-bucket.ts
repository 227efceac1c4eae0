/** How often somebody may: so many times a second, and so many at once. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  /** @param now a clock, in milliseconds */
  constructor(rate: { readonly perSecond: number; readonly burst: number }, now: number) {
    this.#perMs = rate.perSecond / 1000;
    this.#burst = rate.burst;
    this.#left = rate.burst;
    this.#at = now;
  }

  /**
   * Takes once.
   *
   * @returns 0, or (nothing is taken then) in how many milliseconds it would be
   */
  take(now: number): number {
    this.#left = Math.min(this.#burst, this.#left + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#left < 1) return (1 - this.#left) / this.#perMs;
    this.#left -= 1;
    return 0;
  }
}
