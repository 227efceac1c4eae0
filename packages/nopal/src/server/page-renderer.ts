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
  readonly #shared = new WeakMap<readonly TreeNode[], Map<string, Buffer>>();

  constructor(live: Live, scriptUrl: string, socketPath: string) {
    this.#live = live;
    this.#scriptUrl = scriptUrl;
    this.#socketPath = socketPath;
  }

  /** Mounts a page and answers with its HTML. */
  render(request: PageRequest, options: DocumentOptions, status: number): Response {
    const viewer = this.#live.open(request);
    const { head, tail } = writeDocument(options, this.#scriptUrl, this.#socketPath);
    const body = Buffer.concat([this.#encode(viewer.root.nodes, head), Buffer.from(tail(this.#live.tokenOf(viewer)))]);
    return new Response(body, { status, headers: HEADERS });
  }

  #encode(nodes: readonly TreeNode[], head: string): Buffer {
    let byHead = this.#shared.get(nodes);
    if (byHead === undefined) this.#shared.set(nodes, (byHead = new Map()));
    let encoded = byHead.get(head);
    if (encoded === undefined) byHead.set(head, (encoded = Buffer.from(head + toHtml(nodes))));
    return encoded;
  }
}
