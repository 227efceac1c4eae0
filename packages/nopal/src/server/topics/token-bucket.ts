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
   * Takes so many times, or not at all.
   *
   * @returns 0, or in how many milliseconds it would be possible; never, if it is more than the burst
   */
  take(now: number, times = 1): number {
    this.#left = Math.min(this.#burst, this.#left + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#left < times) return times > this.#burst ? Infinity : (times - this.#left) / this.#perMs;
    this.#left -= times;
    return 0;
  }
}
