/** How many entries of the history are kept track of. */
const MAX_KEPT = 50;
const STORAGE_KEY = 'nopal:scroll';

type Position = readonly [x: number, y: number];

/** Where the pages of this tab's history were scrolled to, by a key of each entry. It outlives the document. */
export class ScrollPositions {
  readonly #positions: Map<string, Position>;

  constructor() {
    this.#positions = new Map(read());
  }

  /** Notes where an entry is scrolled to. */
  note(key: string, [x, y]: Position): void {
    this.#positions.delete(key);
    this.#positions.set(key, [x, y]);
    for (const oldest of this.#positions.keys()) {
      if (this.#positions.size <= MAX_KEPT) break;
      this.#positions.delete(oldest);
    }
  }

  /** Scrolls to where an entry was; gives whether that is known. */
  restore(key: string): boolean {
    const position = this.#positions.get(key);
    if (position !== undefined) scrollTo({ left: position[0], top: position[1], behavior: 'instant' });
    return position !== undefined;
  }

  /** Keeps them for the next document of this tab. */
  keep(): void {
    try {
      sessionStorage[STORAGE_KEY] = JSON.stringify([...this.#positions]);
    } catch {
      // No storage for this page: the next document begins at its top.
    }
  }
}

function read(): [string, Position][] {
  try {
    return JSON.parse((sessionStorage[STORAGE_KEY] as string | undefined) ?? '[]') as [string, Position][];
  } catch {
    // No storage for this page, or not of ours.
    return [];
  }
}

/** Scrolls to what the hash of an address names, as a browser does, or to the top. */
export function scrollToTarget(hash: string): void {
  const target = hash.length > 1 ? elementNamed(hash.slice(1)) : undefined;
  if (target) target.scrollIntoView({ behavior: 'instant' });
  else scrollTo({ left: 0, top: 0, behavior: 'instant' });
}

function elementNamed(fragment: string): Element | undefined {
  const name = decode(fragment);
  return document.getElementById(fragment) ?? document.getElementById(name) ?? document.getElementsByName(name)[0];
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    // A percent sign that is none of an encoding.
    return fragment;
  }
}
