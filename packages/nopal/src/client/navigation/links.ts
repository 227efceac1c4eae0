/** The longest path and query that a server takes over its connection. */
const MAX_LENGTH = 4096;
/** How long a pointer rests on a link before its page is prepared, in milliseconds. */
const REST_MS = 65;
/** For how long a page that was prepared is not asked for again, in milliseconds. */
const PREPARED_MS = 10_000;

/** Where a link leads. */
export interface Destination {
  /** Path and query. */
  readonly url: string;
  readonly hash: string;
  readonly replace: boolean;
}

/** Where a link leads, when it can be followed in place; else the browser follows it. */
export function destinationOf(link: HTMLAnchorElement): Destination | undefined {
  const { origin, pathname, search, hash } = link;
  const url = pathname + search;
  const isElsewhere = origin !== location.origin || !/^(?:_self)?$/.test(link.target) || link.hasAttribute('download');
  // Two slashes would name another host.
  if (isElsewhere || url.length > MAX_LENGTH || !/^\/(?!\/)/.test(url)) return undefined;
  return { url, hash, replace: wordsOf(link).includes('replace') };
}

/** The link that an event happened on, if it is one of the page's. */
export function linkAt({ target }: Event): HTMLAnchorElement | undefined {
  const link = target instanceof Element ? target.closest('a[data-link]') : null;
  return link instanceof HTMLAnchorElement ? link : undefined;
}

/**
 * Says which pages the user may want soon: those of links that a pointer rests on, a finger touches, or the focus is on.
 *
 * @param prepare asks the server to prepare a page; gives whether it was asked
 */
export function watchLinks(root: Element, prepare: (url: string) => boolean): void {
  const prepared = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function consider(link: HTMLAnchorElement | undefined): void {
    const url = link && !wordsOf(link).includes('no-prefetch') && destinationOf(link)?.url;
    if (!url || url === location.pathname + location.search || savesData()) return;
    const now = Date.now();
    for (const [each, at] of prepared) if (now - at >= PREPARED_MS) prepared.delete(each);
    if (!prepared.has(url) && prepare(url)) prepared.set(url, now);
  }

  root.addEventListener('pointerover', (event) => {
    const link = linkAt(event);
    clearTimeout(timer);
    if (link) timer = setTimeout(consider, REST_MS, link);
  });
  root.addEventListener('pointerleave', () => clearTimeout(timer));
  for (const type of ['focusin', 'touchstart'])
    root.addEventListener(type, (event) => consider(linkAt(event)), { passive: true });
}

function wordsOf(link: Element): string[] {
  return (link.getAttribute('data-link') ?? '').split(' ');
}

function savesData(): boolean {
  return (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;
}
