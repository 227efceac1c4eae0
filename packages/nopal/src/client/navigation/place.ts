import { Entries } from './history.ts';
import { ScrollPositions } from './scroll.ts';

/** Where the user is: at which entry of the browser's history, and where its page is scrolled to. */
export class Place {
  readonly #entries = new Entries();
  readonly #positions = new ScrollPositions();
  #position: readonly [x: number, y: number] = [scrollX, scrollY];

  /** Takes over from the browser, which would scroll before the page is there. */
  begin(): void {
    // An entry that was left in this way, in another document: the browser leaves it to us.
    const isOurs = history.scrollRestoration === 'manual';
    history.scrollRestoration = 'manual';
    if (isOurs) this.#positions.restore(this.#entries.key);
  }

  /** The document is left: the browser knows best how to come back to it. */
  end(): void {
    this.leave();
    this.#positions.keep();
    history.scrollRestoration = 'auto';
  }

  /** The user scrolled. */
  scrolled(): void {
    this.#position = [scrollX, scrollY];
  }

  /** Notes where the page of this entry is scrolled to. */
  leave(): void {
    this.#positions.note(this.#entries.key, this.#position);
  }

  /** The browser went to another entry; gives whether that is of another page. */
  moved(): boolean {
    return this.#entries.moved();
  }

  /** The page is at another address now, as a new entry or in place of this one. */
  put(address: string, replace: boolean): void {
    this.#entries.put(address, replace);
  }

  /** Goes to where the page of this entry was scrolled to; gives whether that is known. */
  restore(): boolean {
    return this.#positions.restore(this.#entries.key);
  }
}
