import { now } from './clock.ts';
import type { Meter } from './visitor.ts';

/** What came to a load process in a measured window. */
export interface Counted {
  readonly updates: number;
  /** Of the payloads; the headers of the frames are not in it. */
  readonly bytes: number;
  /** What the visitors sent meanwhile: acknowledgements. */
  readonly said: number;
  /** Connections that ended by themselves since the start, with an example of why. */
  readonly lost: number;
  readonly lostBecause?: string;
}

/** How long updates took from the push to a visitor, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  /** How many updates this is about: those of visitors that got every single one. */
  readonly updates: number;
}

/** Some of the visitors of a load process: the first of them, and the one behind the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Counts what visitors get, and when. */
export class Tally implements Meter {
  /** Times of arrival by visitor; as many in a row as updates are expected. */
  #times = new Float64Array(0);
  #expected = 0;
  #got = new Uint32Array(0);
  #updates = 0;
  #bytes = 0;
  #said = 0;
  #lost = 0;
  #lostBecause: string | undefined;
  /** When something last happened. */
  #last = 0;
  readonly #heard = new Set<(visitor: number) => void>();
  /** Called with every update, for what is not counting. */
  watch: ((visitor: number, bytes: Buffer, start: number, end: number) => void) | undefined;

  /** Updates in this window, until now. */
  get updates(): number {
    return this.#updates;
  }

  /** Starts a window in which so many visitors expect so many updates each. */
  begin(visitors: number, updates: number): void {
    this.#expected = updates;
    this.#times = new Float64Array(visitors * updates);
    this.#got = new Uint32Array(visitors);
    this.#updates = 0;
    this.#bytes = 0;
    this.#said = 0;
    this.#last = now();
  }

  update(visitor: number, bytes: Buffer, start: number, end: number): void {
    this.#last = now();
    this.#updates++;
    this.#bytes += end - start;
    const n = this.#got[visitor] ?? 0;
    if (n < this.#expected) this.#times[visitor * this.#expected + n] = this.#last;
    this.#got[visitor] = n + 1;
    this.watch?.(visitor, bytes, start, end);
    for (const heard of this.#heard) heard(visitor);
  }

  presence(visitor: number, bytes: number): void {
    this.#last = now();
    this.#bytes += bytes;
    for (const heard of this.#heard) heard(visitor);
  }

  said(): void {
    this.#said++;
    this.#last = now();
  }

  lost(_visitor: number, why: string): void {
    this.#lost++;
    this.#lostBecause = why;
  }

  /** Tells of every visitor that gets anything, an update or who is there. Returns what stops that. */
  onHeard(heard: (visitor: number) => void): () => void {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  /** Resolves when nothing has happened for so many milliseconds. */
  async quiet(ms: number): Promise<Counted> {
    for (let left = ms; left > 0; left = this.#last + ms - now()) {
      await new Promise((resolve) => {
        setTimeout(resolve, left);
      });
    }
    const lost = this.#lostBecause === undefined ? {} : { lostBecause: this.#lostBecause };
    return { updates: this.#updates, bytes: this.#bytes, said: this.#said, lost: this.#lost, ...lost };
  }

  /** How long the updates that were pushed at these times took to these visitors. */
  latency(pushed: readonly number[], visitors: Range): Latency {
    const samples: number[] = [];
    for (let visitor = visitors.from; visitor < visitors.to; visitor++) {
      if (this.#got[visitor] !== pushed.length) continue;
      pushed.forEach((at, n) => samples.push((this.#times[visitor * this.#expected + n] ?? NaN) - at));
    }
    const sorted = Float64Array.from(samples).toSorted();
    const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
    return { p50: at(0.5), p99: at(0.99), updates: sorted.length };
  }
}
