import type { Query, Route } from '../ui/route.ts';
import { parseQuery } from '../ui/route.ts';

/** The names of a path's parameters: of `/users/:id/files/:name?` they are `id` and `name`. */
export type ParamNames<Path extends string> = string extends Path
  ? string
  : Path extends `${string}:${infer Rest}`
    ? Rest extends `${infer Segment}/${infer After}`
      ? ParamName<Segment> | ParamNames<`/${After}`>
      : ParamName<Rest>
    : never;

type ParamName<Segment extends string> = Segment extends `${infer Name}{${string}`
  ? Name
  : Segment extends `${infer Name}?`
    ? Name
    : Segment;

/** What a page's component gets as props when the app gives it none. */
export interface RouteProps<Path extends string = string> {
  readonly params: Readonly<Record<ParamNames<Path>, string>>;
  readonly query: Query;
}

/** Somebody wants to see a page. */
export interface Visit<Path extends string = string> extends RouteProps<Path> {
  /** The whole address. */
  readonly url: URL;
  /** Its path. */
  readonly path: string;
  /**
   * The request, with its cookies and other headers. Where a page changes in place there is none of its own: then its
   * headers are those by which the browser connected, with `Sec-Purpose: prefetch` if the page is only prepared.
   */
  readonly request: Request;
  /** Whether the page is only prepared, since the visitor may want it soon: nobody has seen it yet. */
  readonly isPrefetch: boolean;
}

/** The header by which browsers mark requests that were not asked for yet; nopal uses the same. */
export const PURPOSE_HEADER = 'sec-purpose';

/** Reads a visit from the request that makes it. */
export function visitOf(request: Request, params: Readonly<Record<string, string>>): Visit {
  const url = new URL(request.url);
  return {
    url,
    path: url.pathname,
    params,
    query: parseQuery(url.search),
    request,
    isPrefetch: request.headers.get(PURPOSE_HEADER)?.startsWith('prefetch') === true,
  };
}

/** Where the page of a visit is. */
export function routeOf({ url, path, params, query }: Visit): Route {
  // Two slashes at the beginning would name another host, wherever the address is used.
  return { path: path.replace(/^\/{2,}/, '/'), search: url.search, params, query };
}
