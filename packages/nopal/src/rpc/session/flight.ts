/** A call. */
interface Flying {
  /** How many calls it is, those in its arguments and in `map()` included. */
  acts: number;
  /** How many results it holds copies of. */
  readonly copies: number;
  /** Numbers of the calls whose results it uses. */
  readonly uses: readonly number[];
  /** Whether the client waits for its outcome. */
  isAwaited: boolean;
}

/**
 * The client's calls that it waits for. Others it may have called through: of `api.child().work()` it asks for the outcome
 * of `work` alone, and never lets go of the child. That those are over shows by the answers that they were needed for.
 */
export class Flight {
  readonly #flying = new Map<number, Flying>();
  #count = 0;
  #copies = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether all were answered or given up, also those that nobody waits for. */
  get isOver(): boolean {
    return this.#flying.size === 0;
  }

  /** How many results all calls hold copies of that were neither answered nor given up. */
  get copies(): number {
    return this.#copies;
  }

  /** One begins. */
  begin(id: number, acts: number, copies: number, uses: readonly number[]): void {
    this.#flying.set(id, { acts, copies, uses, isAwaited: false });
    this.#copies += copies;
    // Those within it are waited for by it.
    this.#count += acts - 1;
  }

  /** The client waits for one. Saying so again changes nothing. */
  await(id: number): void {
    const flying = this.#flying.get(id);
    if (flying === undefined || flying.isAwaited) return;
    flying.isAwaited = true;
    this.#count++;
  }

  /** One turns out to make more calls. */
  grow(id: number, acts: number): void {
    const flying = this.#flying.get(id);
    if (flying === undefined) return;
    flying.acts += acts;
    this.#count += acts;
  }

  /** One is given up. */
  giveUp(id: number): void {
    this.#end(id);
  }

  /** One is answered. Then those are over as well whose results it used. */
  answered(id: number): void {
    const over = [id];
    for (let next = over.pop(); next !== undefined; next = over.pop()) {
      for (const used of this.#end(next)) over.push(used);
    }
  }

  #end(id: number): readonly number[] {
    const flying = this.#flying.get(id);
    if (flying === undefined) return [];
    this.#flying.delete(id);
    this.#copies -= flying.copies;
    this.#count -= flying.acts - (flying.isAwaited ? 0 : 1);
    return flying.uses;
  }
}
