import { NopalError } from '../protocol/error.ts';
import { isUnsafeUrl } from './url.ts';

/** Says that the visitor is to be elsewhere; made by {@link redirect}. */
export class Redirect extends Error {
  /** Where to: a path, or a whole URL. */
  readonly url: string;
  /** Whether the page that was asked for is left out of the browser's history. */
  readonly replace: boolean;

  constructor(url: string, replace: boolean) {
    super(`redirect to ${url}`);
    this.name = 'Redirect';
    this.url = url;
    this.replace = replace;
  }
}

/** Says that there is no such page; made by {@link notFound}. */
export class NotFound extends Error {
  constructor() {
    super('there is no such page');
    this.name = 'NotFound';
  }
}

/** How the visitor's history is to remember a change of the page. */
export interface NavigateOptions {
  /** Whether the new page takes the place of the current one in the browser's history. Default false. */
  readonly replace?: boolean;
}

/**
 * Sends the visitor to another page: returned or thrown by an event handler, a guard or a `props` function.
 *
 * @param url a path such as `/jobs/7?tab=log`, or a whole http(s) URL
 * @param options `replace`: the page takes the current one's place in the browser's history
 * @throws NopalError `url-scheme` for a URL that would run code
 * @example
 * ```tsx
 * <form onSubmit={async ({ data }) => redirect(`/jobs/${await start(data)}`)}>…</form>
 * ```
 */
export function redirect(url: string, options: NavigateOptions = {}): Redirect {
  checkTarget(url);
  return new Redirect(url, options.replace === true);
}

/**
 * Says that there is no such page: returned or thrown by a guard or a `props` function, or thrown by a page's component
 * while it is mounted. The visitor sees the app's not-found page, with the status 404.
 *
 * @example
 * ```tsx
 * app.page('/jobs/:id', Job, { props: ({ params }) => jobs.get(params.id) ?? notFound() });
 * ```
 */
export function notFound(): NotFound {
  return new NotFound();
}

/** Whether a value says where the visitor is to be instead. */
export function isOutcome(value: unknown): value is Redirect | NotFound {
  return value instanceof Redirect || value instanceof NotFound;
}

/**
 * Checks where a visitor is to be sent.
 *
 * @throws NopalError `url-scheme`
 */
export function checkTarget(url: string): void {
  if (!isUnsafeUrl(url)) return;
  throw new NopalError('url-scheme', `A visitor was to be sent to ${url}.`, 'Use a path or an http(s) URL.');
}
