/** Something that is looked after from time to time. */
export interface Patient {
  /** @param now in milliseconds of `performance.now()` */
  check(now: number): void;
}

const ROUND_MS = 5000;
/** In how many parts a round goes. */
const TICKS = 20;
/** A tick that comes so much later than it should says that the process stood still. */
const LATE_MS = 2000;

/**
 * Looks after many connections in turn, a few at a time: ten thousand at once would hold up everything else. One timer
 * for all, and none while there is nobody.
 */
export class Heartbeat {
  readonly #patients = new Set<Patient>();
  readonly #roundMs: number;
  #walk: Iterator<Patient> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When this ran last, and until when nobody is looked after; by the clock of `performance.now()`. */
  #lastTick = 0;
  #pausedUntil = 0;

  /** @param roundMs each is looked after once in so many milliseconds */
  constructor(roundMs = ROUND_MS) {
    this.#roundMs = roundMs;
  }

  add(patient: Patient): void {
    this.#patients.add(patient);
    if (this.#timer !== undefined) return;
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#roundMs / TICKS).unref();
  }

  delete(patient: Patient): void {
    this.#patients.delete(patient);
    if (this.#patients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#walk = undefined;
  }

  #tick(): void {
    const now = performance.now();
    // The process stood still, so everybody seems silent: what they said meanwhile is still to be read.
    if (now - this.#lastTick > this.#roundMs / TICKS + LATE_MS) this.#pausedUntil = now + LATE_MS;
    this.#lastTick = now;
    if (now < this.#pausedUntil) return;
    for (let left = Math.ceil(this.#patients.size / TICKS); left > 0; left--) {
      this.#walk ??= this.#patients.values();
      const { value, done } = this.#walk.next();
      // The next one starts again from the first.
      if (done === true) this.#walk = undefined;
      else value.check(now);
    }
  }
}
