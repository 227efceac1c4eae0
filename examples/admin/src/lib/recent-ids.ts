/** Remembers the last ids that came by, to tell what comes twice. Bounded: the oldest are forgotten first. */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #max: number;

  /** @param max how many are remembered, at least 1. */
  constructor(max: number) {
    this.#max = max;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= this.#max) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
