import type { Head, HeadChange } from '../protocol/frames.ts';
import { sameData } from '../ui/data.ts';
import type { Instance } from './instance.ts';
import { addressOf, type PageSource } from './page.ts';

/** What is around a viewer's page now. */
export interface Surrounded {
  readonly root: Instance;
  readonly source: PageSource;
}

/** The title of a document: what a component set, else what the page says. */
export function titleOf({ root, source }: Surrounded): string {
  return root.title ?? source.head.title;
}

/**
 * What one viewer was told of what is around its page: title, address and `<meta>` elements. Like trees, these converge:
 * what is due is found when something is sent.
 */
export class HeadLane {
  /** What changed since the browser was last told, other than the title. */
  #due: HeadChange | null = null;
  /** The title that the browser was last sent; `undefined` when that is not known. */
  #title: string | undefined;
  /** Whether the browser was ever told of another page or title than it was served. */
  #hasMoved = false;

  /** @param title what the browser was served */
  constructor(title: string) {
    this.#title = title;
  }

  /** Whether there is something that the browser was not told. */
  isDue(now: Surrounded): boolean {
    return this.#due !== null || this.#title !== titleOf(now);
  }

  /** Notes something to be told with the next frame. */
  tell(change: HeadChange): void {
    this.#due = { ...this.#due, ...change };
  }

  /** Notes that another page was entered. */
  entered(before: Head, now: Head, change: HeadChange): void {
    this.tell(sameData(before.meta, now.meta) ? change : { ...change, meta: now.meta });
  }

  /** Takes what is to be told now; null when there is nothing. */
  take(now: Surrounded): HeadChange | null {
    if (!this.isDue(now)) return null;
    const title = titleOf(now);
    const change = this.#title === title ? this.#due : { ...this.#due, title };
    this.#due = null;
    this.#title = title;
    this.#hasMoved = true;
    return change;
  }

  /** After a cut: what the browser was told may not have arrived. */
  tellAgain({ source }: Surrounded): void {
    if (!this.#hasMoved) return;
    this.#title = undefined;
    this.#due = { url: addressOf(source.route), meta: source.head.meta, ...this.#due };
  }

  /** The browser shows another viewer's page, and so perhaps a title that a component set. */
  forgetTitle({ root }: Surrounded): void {
    if (root.title !== undefined) this.#title = undefined;
  }
}
