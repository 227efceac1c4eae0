import { randomInt } from 'node:crypto';
import { namePattern } from '../rooms/message.ts';

/** Somebody who is called something. */
export interface Known {
  readonly name: string;
  /** The browser that has the name. */
  readonly visitor: string;
}

interface Entry extends Known {
  /** How many open pages go by the name. */
  pages: number;
}

const isName = new RegExp(`^${namePattern}$`, 'u');
const isPlainUser = /^user\d+$/i;
// What clients of the topics are called that nobody knows. Guests with a page have digits there.
const isTopicGuest = /^guest-[\w-]{12}$/i;

/** What is wrong with a name in itself; nothing when `undefined`. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Choose a name.';
  if (!isName.test(name)) return 'Names have 1 to 24 letters and digits; “-” and “_” may be in between.';
  if (isPlainUser.test(name) || isTopicGuest.test(name))
    return 'Names like User123 and guest-… are for those who are here without a page.';
  return undefined;
}

/**
 * Who is called what. A name belongs to one browser as long as a page of it goes by it; then anybody may take it, but
 * until somebody does, it is remembered whose it was.
 */
export class Names {
  /** By what counts as the same name; the one that was let go of longest ago is first. */
  readonly #entries = new Map<string, Entry>();
  readonly #maxRemembered: number;

  /** @param maxRemembered how many names are kept, at least those of open pages */
  constructor(maxRemembered = 10_000) {
    this.#maxRemembered = maxRemembered;
  }

  /** Whether a browser may go by a name that is right in itself. */
  isFree(name: string, visitor: string): boolean {
    const entry = this.#entries.get(nameKey(name));
    return entry === undefined || entry.pages === 0 || entry.visitor === visitor;
  }

  /**
   * A page goes by a name from now on.
   *
   * @returns lets go of it, once; `undefined` when somebody else has the name
   */
  take(name: string, visitor: string): (() => void) | undefined {
    if (!this.isFree(name, visitor)) return undefined;
    const key = nameKey(name);
    const pages = this.#entries.get(key)?.pages ?? 0;
    const entry: Entry = { name, visitor, pages: pages + 1 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#forget();
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const now = this.#entries.get(key);
      if (now?.visitor === visitor) now.pages -= 1;
    };
  }

  /** Who is called so, or was the last to be. */
  find(name: string): Known | undefined {
    return this.#entries.get(nameKey(name));
  }

  /** A name for a page whose visitor chose none. */
  guest(): string {
    for (;;) {
      const name = `Guest-${randomInt(1000, 100_000)}`;
      if (this.find(name) === undefined) return name;
    }
  }

  #forget(): void {
    for (const [key, { pages }] of this.#entries) {
      if (this.#entries.size <= this.#maxRemembered) return;
      if (pages === 0) this.#entries.delete(key);
    }
  }
}

/**
 * What names have in common that count as the same: `Ann` and `ANN` would be taken for each other, and so would an `é`
 * of one character and one of two.
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Who is called what in this chat. */
export const names = new Names();
