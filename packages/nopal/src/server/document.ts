import { NopalError } from '../protocol/error.ts';
import { TRANSPORTS, type TransportName } from '../protocol/transports.ts';
import { escapeAttribute, escapeText, toHtml } from '../ui/html.ts';
import type { TreeNode } from '../ui/tree.ts';
import { isUnsafeUrl } from '../ui/url.ts';

/** What the document around a page says. */
export interface DocumentOptions {
  /** The title; escaped. */
  readonly title?: string;
  /** The language of the page, such as `en`; the default is `en`. */
  readonly lang?: string;
  /** URLs of style sheets, in order. */
  readonly stylesheets?: readonly string[];
  /** A short description, for search engines and previews. */
  readonly description?: string;
  /** What browsers of this page connect by, in the order in which they try. Default: the app's `transports`. */
  readonly transports?: readonly TransportName[];
  /**
   * Least milliseconds between two changes of the page, up to `limits.maxPaceMs`: for viewers who are fine with less.
   * With `transports: ['poll']` the browser asks that often, and holds no connection meanwhile. A whole number.
   * Default 0.
   */
  readonly paceMs?: number;
}

/** What all documents of an app have in common. */
export interface DocumentHost {
  readonly scriptUrl: string;
  readonly socketPath: string;
  /** The largest message that a browser may send. */
  readonly maxMessageBytes: number;
  /** The longest pace that a page may have. */
  readonly maxPaceMs: number;
  /** What browsers connect by; all transports when left out. */
  readonly transports: readonly TransportName[] | undefined;
}

/** The id of the element whose inside is the page. */
export const ROOT_ID = 'nopal';

/** What comes after a viewer's own part of the token. */
const END = '"></template></body></html>';

/** What a tree was served as. */
interface Served {
  /** The part of the token that was served with it. */
  readonly token: string;
  /** `undefined` until it is asked for again: most trees that are one viewer's own never are. */
  bytes: Buffer | undefined;
}

/**
 * Everything around a page: no inline script or style, so that a strict Content-Security-Policy holds.
 *
 * All but the end is the same for every viewer in the same state. It is encoded once, for as long as anybody is in that
 * state; a viewer's own part of the claim token comes last.
 */
export class PageDocument {
  readonly #head: string;
  readonly #claim: string;
  readonly #served = new WeakMap<readonly TreeNode[], Served>();

  /** @throws NopalError `document-option` for a style sheet URL that runs code, a pace or transports that cannot be */
  constructor(options: DocumentOptions, host: DocumentHost) {
    const { title = '', lang = 'en', description } = options;
    this.#head =
      `<!doctype html><html lang="${escapeAttribute(lang)}"><head><meta charset="utf-8">` +
      `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeText(title)}</title>` +
      (description === undefined ? '' : `<meta name="description" content="${escapeAttribute(description)}">`) +
      stylesheetLinks(options.stylesheets ?? []) +
      `<script type="module" src="${escapeAttribute(host.scriptUrl)}"></script></head><body><div id="${ROOT_ID}">`;
    this.#claim = `</div><template id="${ROOT_ID}-claim"${connectAttributes(options, host)} data-token="`;
  }

  /**
   * Writes the document of one viewer.
   *
   * @param nodes the page
   * @param shared the part of the claim token that the page's viewers share
   * @param own the viewer's own part of it; base64url
   */
  write(nodes: readonly TreeNode[], shared: string, own: string): Buffer {
    const start = this.start(nodes, shared);
    const document = Buffer.allocUnsafe(start.length + own.length + END.length);
    start.copy(document);
    document.write(own + END, start.length, 'latin1');
    return document;
  }

  /** The document up to a viewer's own part of the token: from its second use on one buffer for all. */
  start(nodes: readonly TreeNode[], token: string): Buffer {
    const served = this.#served.get(nodes);
    if (served?.token === token && served.bytes !== undefined) return served.bytes;
    const bytes = Buffer.from(this.#head + toHtml(nodes) + this.#claim + token);
    if (served?.token === token) served.bytes = bytes;
    else this.#served.set(nodes, { token, bytes: undefined });
    return bytes;
  }
}

/** How the page is to connect. */
function connectAttributes({ paceMs, transports }: DocumentOptions, host: DocumentHost): string {
  if (paceMs !== undefined && !(Number.isSafeInteger(paceMs) && paceMs >= 0 && paceMs <= host.maxPaceMs)) {
    throw new NopalError(
      'document-option',
      `The page's paceMs is ${paceMs}.`,
      `Give a whole number of milliseconds up to ${host.maxPaceMs} (limits.maxPaceMs).`,
    );
  }
  const possible = host.transports ?? TRANSPORTS;
  if (transports !== undefined && (transports.length === 0 || !transports.every((each) => possible.includes(each)))) {
    throw new NopalError(
      'document-option',
      `The page's transports are [${transports.join(', ')}], which no browser can connect by.`,
      `Give some of those that the app has: ${possible.join(', ')}.`,
    );
  }
  const offered = transports ?? host.transports;
  return (
    ` data-socket="${escapeAttribute(host.socketPath)}" data-max="${host.maxMessageBytes}"` +
    (offered === undefined ? '' : ` data-transports="${escapeAttribute(offered.join(' '))}"`) +
    (paceMs === undefined ? '' : ` data-pace="${paceMs}"`)
  );
}

function stylesheetLinks(urls: readonly string[]): string {
  const links = urls.map((url) => {
    if (isUnsafeUrl(url))
      throw new NopalError(
        'document-option',
        `The style sheet ${url} is not a file.`,
        'Give http(s) or relative URLs.',
      );
    return `<link rel="stylesheet" href="${escapeAttribute(url)}">`;
  });
  return links.join('');
}
