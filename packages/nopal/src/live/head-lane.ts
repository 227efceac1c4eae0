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
  /** What the browser is to load, and the frame that told it: until it certainly arrived. */
  #load: { readonly change: HeadChange; readonly frame: number } | undefined;
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

  /** Notes that another page was entered. */
  entered(before: Head, now: Head, { url, replace }: HeadChange): void {
    const due = this.#due;
    const meta = sameData(before.meta, now.meta) ? due?.meta : now.meta;
    // Of several entries that were not told, the last is told, as what all of them make of the browser's history.
    const replaces = replace === 1 && (due?.url === undefined || due.replace === 1);
    this.#due = { ...(meta && { meta }), ...(url !== undefined && { url }), ...(replaces && { replace: 1 }) };
    this.#load = undefined;
  }

  /** Notes that the browser is to load another address. */
  load(load: string, replace: boolean): void {
    const change: HeadChange = { load, ...(replace && { replace: 1 }) };
    this.#due = change;
    this.#load = { change, frame: Infinity };
  }

  /**
   * Takes what is to be told now; null when there is nothing.
   *
   * @param frame the number of the frame that it is told with
   */
  take(now: Surrounded, frame: number): HeadChange | null {
    if (!this.isDue(now)) return null;
    const title = titleOf(now);
    const change = this.#title === title ? this.#due : { ...this.#due, title };
    if (this.#load !== undefined && this.#due !== null) this.#load = { ...this.#load, frame };
    this.#due = null;
    this.#title = title;
    this.#hasMoved = true;
    return change;
  }

  /**
   * After a cut: what the browser was told may not have arrived.
   *
   * @param frames how many it applied
   */
  tellAgain({ source }: Surrounded, frames: number): void {
    if (!this.#hasMoved) return;
    this.#title = undefined;
    // Told twice, a file would be downloaded twice.
    if (this.#load !== undefined && frames >= this.#load.frame) this.#load = undefined;
    this.#due = this.#load?.change ?? { url: addressOf(source.route), meta: source.head.meta, ...this.#due };
  }

  /** The browser shows another viewer's page, and so perhaps a title that a component set. */
  forgetTitle({ root }: Surrounded): void {
    if (root.title !== undefined) this.#title = undefined;
  }
}
