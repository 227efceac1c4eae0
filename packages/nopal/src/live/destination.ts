import type { Visitor } from '../protocol/connection.ts';
import type { PageSource } from './page.ts';

/** What is at an address. */
export type Destination =
  /** A page of this app. `hash` is what a redirect said about the place in it. */
  | { readonly kind: 'page'; readonly source: PageSource; readonly hash: string }
  /** Anything else: the browser has to load it. */
  | { readonly kind: 'load' };

/** How an address is asked. */
export interface FindOptions {
  /** Whether the visitor may want it soon, and did not ask for it yet. */
  readonly isPrefetch: boolean;
  /** Says that nobody wants it any more. */
  readonly signal?: AbortSignal;
}

/** Finds out what is at an address, as if the visitor's browser had asked for it. */
export interface Destinations {
  /**
   * @param url path and query, or a whole URL
   * @param visitor who asks
   */
  find(url: string, visitor: Visitor, options: FindOptions): Promise<Destination>;
}
