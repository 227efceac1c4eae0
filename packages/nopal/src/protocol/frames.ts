import { publishTime } from './diagnostics.ts';
import type { TransportName } from './transports.ts';

/** How an event ended: its handlers ran, did not run, or nobody knows (the node that took it died). */
export type EventOutcome = 'done' | 'not run' | 'unknown';

/** Why an event was not run, or how its handler ended. `load`: the page asked for has to be loaded by the browser. */
export type EventReason = 'stale' | 'busy' | 'failed' | 'unhandled' | 'load';

/** What a document says around its page. */
export interface Head {
  readonly title: string;
  /** Texts of `<meta>` elements by their name. */
  readonly meta: Readonly<Record<string, string>>;
}

/** What changes around the page; what stays is left out. */
export interface HeadChange extends Partial<Head> {
  /** The page is now at this path and query. */
  readonly url?: string;
  /** The address takes the place of the one before in the browser's history. */
  readonly replace?: 1;
  /** The browser is to load this address: it leads to another document. */
  readonly load?: string;
}

/**
 * What the server says besides patches. A frame that is a JSON array is a patch of the page's root; one that is an
 * object holds one or more of these.
 */
export interface ServerMessage {
  /**
   * The connection is the viewer's: how to come back, and what the page is to it. 1: the page that it was; 2: the very
   * page that was served, claimed now; 0: another one, or one whose nodes differ, so that the whole tree follows.
   */
  viewer?: [id: string, secret: string, resumed: 0 | 1 | 2];
  /** The page cannot be rebuilt here: fetch its address again. */
  gone?: 1;
  /** The whole tree, to be morphed into. Counts as a frame, like a patch. */
  tree?: readonly unknown[];
  /** What changes around the page, together with the patch or tree in the same message. */
  head?: HeadChange;
  /** A patch that comes with a head. */
  patch?: readonly unknown[];
  /** The server shuts down: when the connection ends, come back at a random moment within so many milliseconds. */
  again?: number;
  /** How an event ended: its number, the outcome and the reason, if there is one. */
  event?: [number: number, outcome: EventOutcome, reason?: EventReason];
}

/** One encoded frame. Many viewers are sent the same one, so what a transport makes of it is kept with it. */
export class Frame {
  readonly text: string;
  readonly #forms: { [transport in TransportName]?: Buffer } = {};
  #bytes = -1;

  constructor(text: string) {
    this.text = text;
  }

  /** The frame as a transport writes it; made once, for everybody who is sent it. */
  form(transport: TransportName, make: (text: string) => Buffer): Buffer {
    return (this.#forms[transport] ??= publishTime('nopal:encode', { transport }, () => make(this.text)));
  }

  /** Length of the text in bytes. */
  get bytes(): number {
    if (this.#bytes < 0) this.#bytes = Buffer.byteLength(this.text);
    return this.#bytes;
  }
}

/** Encodes a message of the server. */
export function messageFrame(message: Omit<ServerMessage, 'tree' | 'head' | 'patch'>): Frame {
  return new Frame(JSON.stringify(message));
}

/**
 * Writes what changes around the page as the text of a frame.
 *
 * @param page the patch or tree that goes with it, as the text of its own frame; `''` for none
 */
export function withHead(head: HeadChange, page: string): string {
  const json = `"head":${JSON.stringify(head)}`;
  if (page === '') return `{${json}}`;
  return page.startsWith('[') ? `{${json},"patch":${page}}` : `{${json},${page.slice(1)}`;
}

/** Encodes a whole tree; `tree` is already a JSON array. */
export function treeFrame(tree: string): Frame {
  return new Frame(`{"tree":${tree}}`);
}
