import type { Live, PageRequest } from '../live/live.ts';
import type { PageSource } from '../live/page.ts';
import { PageDocument, type DocumentOptions, type DocumentHost } from './document.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  // The page holds a token for one browser: it must come from here each time, the back button included.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** How many documents are kept that differ in their options, such as the title. */
const MAX_DOCUMENTS = 100;

/** Turns pages into responses. */
export class PageRenderer {
  readonly #live: Live;
  readonly #host: DocumentHost;
  /** By their options, oldest first. */
  readonly #documents = new Map<string, PageDocument>();

  constructor(live: Live, host: DocumentHost) {
    this.#live = live;
    this.#host = host;
  }

  /** Mounts a page and answers with its HTML. */
  render(request: PageRequest, options: DocumentOptions, status: number): Response {
    return this.#respond(this.#document(options), this.#live.sourceOf(request), status);
  }

  /** Makes what renders one page again and again: what is the same each time is made once, when first asked for. */
  renders(request: PageRequest, options: DocumentOptions, status: number): () => Response {
    const document = new PageDocument(options, this.#host);
    let source: PageSource | undefined;
    return () => this.#respond(document, (source ??= this.#live.sourceOf(request)), status);
  }

  #respond(document: PageDocument, source: PageSource, status: number): Response {
    const viewer = this.#live.open(source);
    const { shared, own } = this.#live.tokenOf(viewer);
    return new Response(document.write(viewer.root.nodes, shared, own), { status, headers: HEADERS });
  }

  #document(options: DocumentOptions): PageDocument {
    const { title, lang, stylesheets, description, transports, paceMs } = options;
    const name = JSON.stringify([title, lang, stylesheets, description, transports, paceMs]);
    let document = this.#documents.get(name);
    if (document !== undefined) return document;
    document = new PageDocument(options, this.#host);
    this.#documents.set(name, document);
    if (this.#documents.size > MAX_DOCUMENTS) {
      const [oldest] = this.#documents.keys();
      this.#documents.delete(oldest as string);
    }
    return document;
  }
}
