/** A call that may not be over yet. */
interface Flying {
  /** How many calls it is, those in its arguments and in `map()` included. */
  calls: number;
  /** Numbers of the calls whose results it uses. */
  readonly uses: readonly number[];
}

/** The client's calls that were neither answered nor given up. */
export class Flight {
  readonly #flying = new Map<number, Flying>();
  #count = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** One begins. */
  begin(id: number, calls: number, uses: readonly number[]): void {
    this.#flying.set(id, { calls, uses });
    this.#count += calls;
  }

  /** One turns out to make more calls. */
  grow(id: number, calls: number): void {
    const flying = this.#flying.get(id);
    if (flying === undefined) return;
    flying.calls += calls;
    this.#count += calls;
  }

  /** The client gives one up, or will not ask for its outcome any more. */
  giveUp(id: number): void {
    this.#remove(id);
  }

  /**
   * One is answered. Then those are over, too, whose results it used: of `api.child().work()` the client asks for the
   * outcome of `work` alone, and never lets go of the child.
   */
  answered(id: number): void {
    const over = [id];
    for (let next = over.pop(); next !== undefined; next = over.pop()) over.push(...(this.#remove(next)?.uses ?? []));
  }

  #remove(id: number): Flying | undefined {
    const flying = this.#flying.get(id);
    if (flying === undefined) return undefined;
    this.#flying.delete(id);
    this.#count -= flying.calls;
    return flying;
  }
}
