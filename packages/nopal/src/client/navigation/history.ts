/** The entries of the browser's history, each with a key of its own. */
export class Entries {
  #key: string;
  /** Path and query of the entry that the page is at. */
  #url = here();

  constructor() {
    this.#key = keyIn(history.state) ?? this.#mark();
  }

  /** The key of the entry that the page is at. */
  get key(): string {
    return this.#key;
  }

  /** The browser went to another entry; gives whether it is another page, not only another place in it. */
  moved(): boolean {
    this.#key = keyIn(history.state) ?? this.#mark();
    const isOther = here() !== this.#url;
    this.#url = here();
    return isOther;
  }

  /** The page is at another address now: as a new entry, or in place of the one it was at. */
  put(address: string, replace: boolean): void {
    if (replace) history.replaceState({ ...(history.state as object | null), nopal: this.#key }, '', address);
    else {
      this.#key = newKey();
      history.pushState({ nopal: this.#key }, '', address);
    }
    this.#url = here();
  }

  /** Gives the entry that the page is at a key. */
  #mark(): string {
    const key = newKey();
    history.replaceState({ ...(history.state as object | null), nopal: key }, '');
    return key;
  }
}

/** Path and query of the document. */
export function here(): string {
  return location.pathname + location.search;
}

/** Path and query of the page that the document was loaded with. */
export function served(): string {
  const [loaded] = performance.getEntriesByType('navigation');
  if (loaded === undefined) return here();
  const { pathname, search } = new URL(loaded.name);
  return pathname + search;
}

function keyIn(state: unknown): string | undefined {
  return (state as { nopal?: string } | null)?.nopal;
}

function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join('-');
}
