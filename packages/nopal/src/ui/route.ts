import { collectByName } from '../protocol/named-values.ts';
import { createContext, type Context } from './context.ts';
import { sharedInProcess } from './global.ts';
import { useContext } from './hooks.ts';

/** The query of an address: a name that stands there several times has a list. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** Where a page is. Data. */
export interface Route {
  /** The path, such as `/users/7`. */
  readonly path: string;
  /** The query as it stands in the address, with its question mark; `''` when there is none. */
  readonly search: string;
  /** What the path's parameters are: `{ id: '7' }`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
}

/** Where the page is. */
export interface Location {
  /** The path, such as `/users/7`. */
  readonly path: string;
  /** The query with its question mark, such as `?tab=log`; `''` when there is none. */
  readonly search: string;
}

/** The route of a page that was rendered outside of any request. */
export const NOWHERE: Route = Object.freeze({
  path: '',
  search: '',
  params: Object.freeze({}),
  query: Object.freeze({}),
});

// A context for each part: a component is rendered again only when what it read is another.
const contexts = sharedInProcess('route-contexts', () => ({
  path: createContext(''),
  search: createContext(''),
  params: createContext<Route['params']>(NOWHERE.params),
  query: createContext<Query>(NOWHERE.query),
}));

/** What each of the route's contexts holds on a page. */
export function routeValues(route: Route): readonly { readonly context: Context<never>; readonly value: unknown }[] {
  const { path, search, params, query } = contexts;
  const all = [
    [path, route.path],
    [search, route.search],
    [params, route.params],
    [query, route.query],
  ] as const;
  return all.map(([context, value]) => ({ context: context as unknown as Context<never>, value }));
}

/** The path of the page; for what only that matters to. */
export function usePath(): string {
  return useContext(contexts.path);
}

/**
 * The parameters of the page's path: of `/users/:id` the `id`.
 *
 * @example
 * ```tsx
 * const { id } = useParams<'id'>();
 * ```
 */
export function useParams<Name extends string = string>(): Readonly<Record<Name, string>> {
  return useContext(contexts.params);
}

/**
 * The query of the page's address. A name that stands there several times has a list.
 *
 * @example
 * ```tsx
 * const { tab = 'log' } = useQuery();
 * ```
 */
export function useQuery(): Query {
  return useContext(contexts.query);
}

/** Where the page is: its path, and its query as it stands in the address. Also in a shell, around every page. */
export function useLocation(): Location {
  return { path: usePath(), search: useContext(contexts.search) };
}

/** Reads a query as it stands in an address. */
export function parseQuery(search: string): Query {
  const query = collectByName(new URLSearchParams(search));
  // Data cannot carry this name.
  delete query['__proto__'];
  return query;
}
