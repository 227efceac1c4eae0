/** How many candidates of one hash are compared before giving up on sharing: keeps a bad hash from costing time. */
const MAX_BUCKET = 64;

/**
 * Finds living equals by hash without keeping anything alive: what nobody holds any more goes.
 *
 * @example
 * ```ts
 * const known = buckets.find(hash, (candidate) => candidate.name === name) ?? buckets.add(hash, make());
 * ```
 */
export class WeakBuckets<T extends object> {
  readonly #buckets = new Map<number, WeakRef<T>[]>();
  #added = 0;
  #sweepAt = 1024;

  /** The first living value under this hash that `matches`. */
  find(hash: number, matches: (candidate: T) => boolean): T | undefined {
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) return undefined;
    for (let i = bucket.length - 1; i >= 0; i--) {
      const candidate = bucket[i]?.deref();
      if (candidate === undefined) bucket.splice(i, 1);
      else if (matches(candidate)) return candidate;
    }
    return undefined;
  }

  /** Adds a value; returns it. A full bucket forgets its oldest. */
  add(hash: number, value: T): T {
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) this.#buckets.set(hash, [new WeakRef(value)]);
    else if (bucket.push(new WeakRef(value)) > MAX_BUCKET) bucket.shift();
    if (++this.#added >= this.#sweepAt) this.#sweep();
    return value;
  }

  /** How many values are remembered, dead ones that were not swept yet included. */
  get size(): number {
    let size = 0;
    for (const bucket of this.#buckets.values()) size += bucket.length;
    return size;
  }

  #sweep(): void {
    let alive = 0;
    for (const [hash, bucket] of this.#buckets) {
      const living = bucket.filter((reference) => reference.deref() !== undefined);
      alive += living.length;
      if (living.length === 0) this.#buckets.delete(hash);
      else this.#buckets.set(hash, living);
    }
    this.#added = 0;
    this.#sweepAt = Math.max(1024, alive);
  }
}
