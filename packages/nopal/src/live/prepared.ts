import type { Destination } from './destination.ts';

/** A page that was prepared for a viewer who may want it soon. It is forgotten after a while. */
export class Prepared {
  readonly #url: string;
  readonly #destination: Promise<Destination>;
  readonly #timer: NodeJS.Timeout;
  readonly #dropped: () => void;
  #isUnderway = true;

  /**
   * @param destination must not reject
   * @param ms how long it is kept
   * @param dropped called when it is not kept any more
   */
  constructor(url: string, destination: Promise<Destination>, ms: number, dropped: () => void) {
    this.#url = url;
    this.#destination = destination;
    this.#dropped = dropped;
    this.#timer = setTimeout(dropped, ms).unref();
    void destination.then(() => (this.#isUnderway = false));
  }

  /** Whether nothing else is to be prepared now: one at a time, and each once. */
  isInTheWayOf(url: string): boolean {
    return this.#isUnderway || this.#url === url;
  }

  /** Takes the page, if it is this one; it is not kept any more either way. */
  take(url: string): Promise<Destination> | undefined {
    this.drop();
    return url === this.#url ? this.#destination : undefined;
  }

  /** Forgets it. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#dropped();
  }
}
