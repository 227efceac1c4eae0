import { makeElement } from './element.ts';
import type { Child, JSX } from './jsx-types.ts';
import { usePath } from './route.ts';

/** Props of a link: those of an `<a>`, and how it is followed. */
export type LinkProps = Omit<JSX.IntrinsicElements['a'], 'href' | 'key'> & {
  /** Where to: a path, with a query and a hash if you like. */
  readonly href: string;
  /** Whether the page takes the current one's place in the browser's history. Default false. */
  readonly replace?: boolean;
  /** Whether the page is prepared when the pointer rests on the link. Default true. */
  readonly prefetch?: boolean;
  /** Whether only the very page counts as current, not those below it. Default false; `/` is only ever itself. */
  readonly end?: boolean;
};

/**
 * A link to another page of the app: only what differs is sent and changed, and a shared shell stays as it is. Without
 * the script, and for whatever cannot be shown in place, it is a link like any other.
 *
 * On the page that it leads to it has `aria-current="page"`, on a page below that `aria-current="true"`.
 *
 * @example
 * ```tsx
 * <Link href="/users">Users</Link>
 * ```
 */
export function Link({ href, replace, prefetch, end, ...rest }: LinkProps): Child {
  const path = usePath();
  const target = targetOf(href, path);
  const current = target === undefined ? undefined : currency(path, target, end === true);
  const words = [replace === true ? 'replace' : '', prefetch === false ? 'no-prefetch' : ''];
  const props = {
    href,
    'data-link': words.filter((word) => word !== '').join(' '),
    ...(current !== undefined && { 'aria-current': current }),
    ...rest,
  };
  return makeElement('a', props, null, false);
}

/** Stands for the host of the app, which a link does not know. */
const HERE = 'http://n';

/** The path that a link names, encoded as that of a page is; none when it names only a query, or another host. */
function targetOf(href: string, path: string): string | undefined {
  const base = `${HERE}${path}`;
  // All tabs of a page (`?tab=log`) would be current.
  if (/^(?:[?#]|$)/.test(href) || !URL.canParse(href, base)) return undefined;
  const { origin, pathname } = new URL(href, base);
  return origin === HERE ? pathname : undefined;
}

function currency(path: string, target: string, end: boolean): 'page' | 'true' | undefined {
  if (target === path) return 'page';
  const folder = target.endsWith('/') ? target : `${target}/`;
  return !end && folder.length > 1 && path.startsWith(folder) ? 'true' : undefined;
}
