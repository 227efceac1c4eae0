import { NopalError } from '../protocol/error.ts';
import { TRANSPORTS, type TransportName } from '../protocol/transports.ts';
import type { Head } from '../protocol/frames.ts';
import { shortName } from '../ui/hash.ts';
import { escapeAttribute, escapeText, toHtml } from '../ui/html.ts';
import type { TreeNode } from '../ui/tree.ts';
import { isUnsafeUrl } from '../ui/url.ts';

/** What the document around a page says of this page. */
export interface HeadOptions {
  /** The title. A component's `useTitle` wins. */
  readonly title?: string;
  /** A short description, for search engines and previews. */
  readonly description?: string;
  /** Texts of further `<meta>` elements by their name: `{ robots: 'noindex' }`. */
  readonly meta?: Readonly<Record<string, string>>;
}

/**
 * What the document around a page says once and for all. Pages take each other's place in it only when these are the
 * same; else the browser loads the other document.
 */
export interface FrameOptions {
  /** The language of the page, such as `en`; the default is `en`. */
  readonly lang?: string;
  /** URLs of style sheets, in order. */
  readonly stylesheets?: readonly string[];
  /** URL of the icon that browsers show of the page. Without one they ask for `/favicon.ico`. */
  readonly icon?: string;
  /** What browsers of this page connect by, in the order in which they try. Default: the app's `transports`. */
  readonly transports?: readonly TransportName[];
  /**
   * Least milliseconds between two changes of the page, up to `limits.maxPaceMs`: for viewers who are fine with less.
   * With `transports: ['poll']` the browser asks that often, and holds no connection meanwhile. A whole number.
   * Default 0.
   */
  readonly paceMs?: number;
}

/** What the document around a page says. */
export interface DocumentOptions extends HeadOptions, FrameOptions {}

/** What all documents of an app have in common. */
export interface DocumentHost {
  readonly scriptUrl: string;
  /** Parts of the script that a page may need at once, with what tells so in its HTML. */
  readonly parts: readonly ScriptPart[];
  readonly socketPath: string;
  /** The largest message that a browser may send. */
  readonly maxMessageBytes: number;
  /** The longest pace that a page may have. */
  readonly maxPaceMs: number;
  /** What browsers connect by; all transports when left out. */
  readonly transports: readonly TransportName[] | undefined;
}

/** A part of the script that is loaded by pages that need it. */
export interface ScriptPart {
  readonly url: string;
  /** What the HTML of pages that need it matches. */
  readonly neededBy: RegExp;
}

/** The id of the element whose inside is the page. */
export const ROOT_ID = 'nopal';

/** What comes after a viewer's own part of the token. */
const END = '"></template></body></html>';

/** What a tree was served as. */
interface Served {
  /** The part of the token that was served with it, and the title. */
  readonly token: string;
  readonly title: string;
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
  /** Names what it says: documents of the same name are the same but for the page's own head. */
  readonly name: string;
  readonly #start: string;
  readonly #links: string;
  readonly #parts: readonly ScriptPart[];
  readonly #claim: string;
  readonly #served = new WeakMap<readonly TreeNode[], Served>();

  /** @throws NopalError `document-option` for a URL that runs code, a pace or transports that cannot be */
  constructor(options: FrameOptions, host: DocumentHost) {
    const { lang = 'en', stylesheets = [], icon } = options;
    this.name = documentName(options);
    this.#start =
      `<!doctype html><html lang="${escapeAttribute(lang)}"><head><meta charset="utf-8">` +
      '<meta name="viewport" content="width=device-width, initial-scale=1"><title>';
    this.#links =
      iconLink(icon) +
      stylesheetLinks(stylesheets) +
      `<script type="module" src="${escapeAttribute(host.scriptUrl)}"></script>`;
    this.#parts = host.parts;
    this.#claim = `</div><template id="${ROOT_ID}-claim"${connectAttributes(options, host)} data-token="`;
  }

  /**
   * Writes the document of one viewer.
   *
   * @param nodes the page
   * @param head what it says of this page
   * @param shared the part of the claim token that the page's viewers share
   * @param own the viewer's own part of it; base64url
   */
  write(nodes: readonly TreeNode[], head: Head, shared: string, own: string): Buffer {
    const start = this.#startOf(nodes, head, shared);
    const document = Buffer.allocUnsafe(start.length + own.length + END.length);
    start.copy(document);
    document.write(own + END, start.length, 'latin1');
    return document;
  }

  /** The document up to a viewer's own part of the token: from its second use on one buffer for all. */
  #startOf(nodes: readonly TreeNode[], head: Head, token: string): Buffer {
    const served = this.#served.get(nodes);
    // The token seals what the page says of itself, all but the title that its components set.
    const isSame = served?.token === token && served.title === head.title;
    if (isSame && served.bytes !== undefined) return served.bytes;
    const html = toHtml(nodes);
    const bytes = Buffer.from(
      `${this.#start}${escapeText(head.title)}</title>${metaElements(head.meta)}${this.#links}${this.#preloads(html)}` +
        `</head><body><div id="${ROOT_ID}">${html}${this.#claim}${token}`,
    );
    if (isSame) served.bytes = bytes;
    else this.#served.set(nodes, { token, title: head.title, bytes: undefined });
    return bytes;
  }

  /** Without these the parts would be found, and loaded, only when the script runs. */
  #preloads(html: string): string {
    return this.#parts
      .filter(({ neededBy }) => neededBy.test(html))
      .map(({ url }) => `<link rel="modulepreload" href="${escapeAttribute(url)}">`)
      .join('');
  }
}

/** Names what a document says whatever its page: documents of the same name are the same. */
export function documentName({ lang = 'en', stylesheets = [], icon, transports, paceMs = 0 }: FrameOptions): string {
  return shortName(JSON.stringify([lang, stylesheets, icon, transports, paceMs]));
}

/** What a page's options say of its head. */
export function headOf({ title = '', description, meta }: HeadOptions): Head {
  return { title, meta: description === undefined ? (meta ?? {}) : { description, ...meta } };
}

/** Marked as the page's own, which go with it; what scripts and extensions add to a head stays. */
function metaElements(meta: Head['meta']): string {
  return Object.entries(meta)
    .map(([name, text]) => `<meta name="${escapeAttribute(name)}" content="${escapeAttribute(text)}" data-page>`)
    .join('');
}

/** How the page is to connect. */
function connectAttributes({ paceMs, transports }: FrameOptions, host: DocumentHost): string {
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

function iconLink(url: string | undefined): string {
  if (url === undefined) return '';
  checkUrl('icon', url);
  return `<link rel="icon" href="${escapeAttribute(url)}">`;
}

function stylesheetLinks(urls: readonly string[]): string {
  return urls
    .map((url) => {
      checkUrl('style sheet', url);
      return `<link rel="stylesheet" href="${escapeAttribute(url)}">`;
    })
    .join('');
}

function checkUrl(what: string, url: string): void {
  if (isUnsafeUrl(url)) {
    throw new NopalError('document-option', `The ${what} ${url} is not a file.`, 'Give http(s) or relative URLs.');
  }
}
