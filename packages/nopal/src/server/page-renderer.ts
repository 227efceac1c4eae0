import type { Live, PageRequest } from '../live/live.ts';
import { toHtml } from '../ui/html.ts';
import type { TreeNode } from '../ui/tree.ts';
import { writeDocument, type DocumentOptions } from './document.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  // The page holds a token for one browser: it must come from here each time, the back button included.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** Turns pages into responses. What viewers share is encoded once, for as long as anybody is in that state. */
export class PageRenderer {
  readonly #live: Live;
  readonly #scriptUrl: string;
  readonly #socketPath: string;
  readonly #shared = new WeakMap<readonly TreeNode[], Buffer>();

  constructor(live: Live, scriptUrl: string, socketPath: string) {
    this.#live = live;
    this.#scriptUrl = scriptUrl;
    this.#socketPath = socketPath;
  }

  /** Mounts a page and answers with its HTML. */
  render(request: PageRequest, options: DocumentOptions, status: number): Response {
    const { head, tail } = writeDocument(options, this.#scriptUrl, this.#socketPath);
    const viewer = this.#live.open(this.#live.sourceOf(request));
    const { shared, own } = this.#live.tokenOf(viewer);
    const body = Buffer.concat([Buffer.from(head), this.#encode(viewer.root.nodes), Buffer.from(tail(shared + own))]);
    return new Response(body, { status, headers: HEADERS });
  }

  #encode(nodes: readonly TreeNode[]): Buffer {
    let encoded = this.#shared.get(nodes);
    if (encoded === undefined) this.#shared.set(nodes, (encoded = Buffer.from(toHtml(nodes))));
    return encoded;
  }
}
