/** How many candidates of one hash are compared before giving up on sharing: keeps a bad hash from costing time. */
const MAX_BUCKET = 64;
/** How much may be added between two sweeps, at least. */
const MIN_ROOM = 1024;

/**
 * Finds equal immutable values by hash, so that equals become one object.
 *
 * The table holds what it found or was given, until a sweep keeps only what is still in use. Weak references would need
 * no sweeps, but on a path that makes a dozen values per update they cost a third of its time, most of it in the
 * garbage collector.
 *
 * @example
 * ```ts
 * const known = table.find(hash, (candidate) => candidate.name === name) ?? table.add(hash, make());
 * ```
 */
export class InternTable<T extends object> {
  readonly #buckets = new Map<number, T[]>();
  #size = 0;
  #room = MIN_ROOM;

  /** How many values the table holds. */
  get size(): number {
    return this.#size;
  }

  /** Whether as much was added since the last sweep as that one left: then a sweep is worth its cost. */
  get isFull(): boolean {
    return this.#room <= 0;
  }

  /** The value under this hash that `matches`. */
  find(hash: number, matches: (candidate: T) => boolean): T | undefined {
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) return undefined;
    // The newest first: what many come to at once was made for the first of them.
    for (let i = bucket.length - 1; i >= 0; i--) if (matches(bucket[i] as T)) return bucket[i];
    return undefined;
  }

  /** Adds a value; returns it. A full bucket forgets its oldest. */
  add(hash: number, value: T): T {
    this.#room--;
    this.#size++;
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) this.#buckets.set(hash, [value]);
    else if (bucket.push(value) > MAX_BUCKET) {
      bucket.shift();
      this.#size--;
    }
    return value;
  }

  /** Forgets every value that is not in use. */
  sweep(inUse: ReadonlySet<T>): void {
    this.#size = 0;
    for (const [hash, bucket] of this.#buckets) {
      const kept = bucket.filter((value) => inUse.has(value));
      this.#size += kept.length;
      if (kept.length === 0) this.#buckets.delete(hash);
      else if (kept.length < bucket.length) this.#buckets.set(hash, kept);
    }
    this.#room = Math.max(MIN_ROOM, this.#size);
  }
}
