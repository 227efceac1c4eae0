import { NopalError } from '../protocol/error.ts';
import type { TransportName } from '../protocol/transports.ts';
import { escapeAttribute, escapeText } from '../ui/html.ts';
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
   * With `transports: ['poll']` the browser asks that often, and holds no connection meanwhile. Default 0.
   */
  readonly paceMs?: number;
}

/** What all documents of an app have in common. */
export interface DocumentHost {
  readonly scriptUrl: string;
  readonly socketPath: string;
  /** The largest message that a browser may send. */
  readonly maxMessageBytes: number;
  /** What browsers connect by; all transports when left out. */
  readonly transports: readonly TransportName[] | undefined;
}

/** A document in two parts: the head and shared page, and the tail with what is a viewer's own. */
export interface DocumentParts {
  readonly head: string;
  readonly tail: (token: string) => string;
}

/** The id of the element whose inside is the page. */
export const ROOT_ID = 'nopal';

/**
 * Writes everything around a page: no inline script or style, so that a strict Content-Security-Policy holds.
 *
 * @throws NopalError `document-option` for a style sheet URL that runs code
 */
export function writeDocument(options: DocumentOptions, host: DocumentHost): DocumentParts {
  const { title = '', lang = 'en', stylesheets = [], description, paceMs, transports = host.transports } = options;
  const { scriptUrl, socketPath, maxMessageBytes } = host;
  const links = stylesheets.map((url) => {
    if (isUnsafeUrl(url))
      throw new NopalError(
        'document-option',
        `The style sheet ${url} is not a file.`,
        'Give http(s) or relative URLs.',
      );
    return `<link rel="stylesheet" href="${escapeAttribute(url)}">`;
  });
  const head =
    `<!doctype html><html lang="${escapeAttribute(lang)}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeText(title)}</title>` +
    (description === undefined ? '' : `<meta name="description" content="${escapeAttribute(description)}">`) +
    links.join('') +
    `<script type="module" src="${escapeAttribute(scriptUrl)}"></script></head><body><div id="${ROOT_ID}">`;
  const connect =
    ` data-max="${maxMessageBytes}"` +
    (transports === undefined ? '' : ` data-transports="${escapeAttribute(transports.join(' '))}"`) +
    (paceMs === undefined ? '' : ` data-pace="${paceMs}"`);
  const tail = (token: string): string =>
    `</div><template id="${ROOT_ID}-claim" data-token="${escapeAttribute(token)}" data-socket="${escapeAttribute(socketPath)}"${connect}></template></body></html>`;
  return { head, tail };
}
