import type { Host } from '../parts.ts';
import { here, served } from './history.ts';
import type { Destination } from './links.ts';
import type { Place } from './place.ts';
import { showProgress } from './progress.ts';
import { scrollToTarget } from './scroll.ts';

/** A page that the server was asked for. */
interface Journey extends Destination {
  readonly number: number;
  /** Whether the browser's history is there already. */
  readonly isTraversal: boolean;
}

/** The user's ways to other pages. Of those that are not answered yet only the newest is wanted. */
export class Journeys {
  readonly #host: Host;
  readonly #place: Place;
  #underway: Journey[] = [];
  /** Path and query of the page that is shown. */
  #shown = served();
  /** Whether the user does not wait for that page any more, so that the next takes its place in the history. */
  #isPassing = false;

  constructor(host: Host, place: Place) {
    this.#host = host;
    this.#place = place;
  }

  /** The newest that is not answered. */
  get newest(): Journey | undefined {
    return this.#underway.at(-1);
  }

  /** Whether the address is that of a page that does not show yet. */
  get isTraversing(): boolean {
    return this.#underway.some(({ isTraversal }) => isTraversal);
  }

  /**
   * Asks the server for a page; gives whether it was asked.
   *
   * @param isTraversal whether the browser's history is there already
   */
  start(destination: Destination, isTraversal: boolean): boolean {
    const { hooks, link } = this.#host;
    hooks.flush?.();
    const number = link.ask('go', destination.url);
    if (number === undefined) return false;
    this.#underway.push({ ...destination, number, isTraversal });
    showProgress(true);
    return true;
  }

  /**
   * The page changed: brings the address, the history and the scroll position after it. Gives whether it is another.
   *
   * @param address path and query, perhaps with a hash
   */
  arrived(address: string, replace: boolean): boolean {
    const [url = '', ownHash] = address.split(/(?=#)/);
    const { newest } = this;
    const wasPassing = this.#isPassing;
    const isHere = url === here();
    const isOther = url !== this.#shown;
    this.#shown = url;
    this.#isPassing = this.#underway.length > 1 && newest?.url !== url;
    // On the way to another entry of the history the address is ahead of the pages that still come.
    if (this.#isPassing && newest?.isTraversal) return isOther;
    if (!newest?.isTraversal) this.#place.leave();
    const hash = ownHash ?? (newest?.url === url ? newest.hash : '');
    if (newest?.isTraversal && isHere) {
      if (!this.#place.restore()) scrollToTarget(location.hash);
    } else if (!isHere || newest) {
      const inPlace = replace || wasPassing || isHere || newest?.isTraversal === true || newest?.replace === true;
      if (!isHere || hash !== location.hash) this.#place.put(url + hash, inPlace);
      scrollToTarget(hash);
    }
    this.#place.scrolled();
    // What the document was served with leads to the page that it was then. Without it, the page is fetched where it is.
    this.#host.options.claim = { token: '', checksum: 0 };
    return isOther || newest !== undefined;
  }

  /** The server answered something, or nobody will. */
  answered(number: number, outcome: string): void {
    const { newest } = this;
    if (newest?.number !== number) return;
    // The others were given up with it.
    this.#underway = [];
    this.#isPassing = false;
    showProgress(false);
    if (outcome !== 'done') load(newest.url + newest.hash, newest.replace || newest.isTraversal);
    // A page that came for another entry than the one that the user went to in the end.
    else if (this.#shown !== here()) this.#place.put(this.#shown, true);
  }
}

/** Has the browser load an address. */
export function load(address: string, replace: boolean): void {
  const { origin, pathname, search } = new URL(address, location.href);
  // Told to go to where it is, a browser would only scroll.
  if (origin === location.origin && pathname + search === here()) {
    history.replaceState(history.state, '', address);
    location.reload();
  } else if (replace) location.replace(address);
  else location.assign(address);
}
