import { NopalError } from '../protocol/error.ts';
import type { Visitor } from '../protocol/connection.ts';
import type { Destination, Destinations, FindOptions } from '../live/destination.ts';
import type { PageSource } from '../live/page.ts';
import { answering } from './requests.ts';
import { PURPOSE_HEADER } from './visit.ts';

/** Answers a request as if it had come over the network. */
export type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** Marks the answer that stands for a page. */
export const PAGE_HEADER = 'x-nopal-page';

/** How many redirects are followed, as browsers do. */
const MAX_REDIRECTS = 20;
/** What belongs to the connection that the headers came with, not to the page that is asked for now. */
const NOT_COPIED =
  /^(?:connection|upgrade|transfer-encoding|content-.*|accept|accept-encoding|cache-control|pragma|if-.*|range|origin|referer|sec-websocket-.*|sec-fetch-.*|sec-purpose)$/;

/**
 * Finds pages by asking the app itself, with the headers of the visitor's connection: routes, middleware, guards and
 * redirects are the same as for a page that the browser loads.
 */
export class InnerRequests implements Destinations {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** @inheritdoc */
  async find(url: string, visitor: Visitor, { isPrefetch, signal }: FindOptions): Promise<Destination> {
    const host = [visitor.headers['host']].flat()[0] ?? 'localhost';
    const { origin } = new URL(`${visitor.socket.encrypted === true ? 'https' : 'http'}://${host}`);
    let target = new URL(url, origin);
    const load: Destination = { kind: 'load' };
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      if (target.origin !== origin) return load;
      const pages: PageSource[] = [];
      const request = new Request(new URL(target.pathname + target.search, origin), {
        headers: headersOf(visitor, isPrefetch),
        ...(signal && { signal }),
      });
      const response = await answering({ request, takePage: (source) => void pages.push(source) }, () =>
        this.#fetch(request, { incoming: visitor }),
      );
      await response.body?.cancel();
      // A cookie reaches the browser only by an answer of its own.
      if (response.headers.has('set-cookie')) return load;
      const page = pages.at(-1);
      if (page !== undefined && response.headers.has(PAGE_HEADER))
        return { kind: 'page', source: page, hash: target.hash };
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return load;
      const next = new URL(location, target);
      if (next.hash === '') next.hash = target.hash;
      target = next;
    }
    throw new NopalError(
      'redirect-loop',
      `${url} redirects more than ${MAX_REDIRECTS} times, last to ${target.pathname}.`,
      'Look for guards that send visitors to each other; one has to let them in.',
    );
  }
}

function headersOf({ headers }: Visitor, isPrefetch: boolean): Headers {
  const kept = Object.entries(headers).filter(([name]) => !NOT_COPIED.test(name));
  const copied = new Headers({ accept: 'text/html', ...(isPrefetch && { [PURPOSE_HEADER]: 'prefetch' }) });
  appendHeaders(copied, Object.fromEntries(kept));
  return copied;
}

/** Appends headers as Node has them: one value, several, or none. */
export function appendHeaders(to: Headers, headers: Visitor['headers']): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    for (const each of [value].flat()) to.append(name, each);
  }
}
