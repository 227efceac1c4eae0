/** Going from page to page in place; a file of its own, loaded by pages with links, or when the server leads elsewhere. */
import type { HeadChange } from '../protocol/frames.ts';
import { announce, setMeta } from './navigation/head.ts';
import { Entries, here } from './navigation/history.ts';
import { destinationOf, linkAt, watchLinks, type Destination } from './navigation/links.ts';
import { showProgress } from './navigation/progress.ts';
import { ScrollPositions, scrollToTarget } from './navigation/scroll.ts';
import type { Host } from './parts.ts';

/** A page that the server was asked for. */
interface Going extends Destination {
  readonly number: number;
  /** Whether the browser's history is there already. */
  readonly isTraversal: boolean;
}

/** Starts to follow links in place. */
export function start({ root, hooks, link, options }: Host): void {
  const entries = new Entries();
  const positions = new ScrollPositions();
  /** Pages that were asked for and not answered yet; only the newest is wanted. */
  let going: Going[] = [];
  /** Where the page was last scrolled to by the user. */
  let position: [number, number] = [scrollX, scrollY];
  /** Path and query of the page that is shown. */
  let shown = here();
  /** Whether the user does not wait for that page any more, so that the next takes its place in the history. */
  let isPassing = false;

  function go(destination: Destination, isTraversal: boolean): boolean {
    hooks.flush?.();
    const number = link.ask('go', destination.url);
    if (number === undefined) return false;
    going.push({ ...destination, number, isTraversal });
    showProgress(true);
    return true;
  }

  /** The page changed: brings the address, the history and the scroll position after it. Gives whether it is another. */
  function arrive(address: string, replace: boolean): boolean {
    const [url = '', ownHash] = address.split(/(?=#)/);
    const newest = going.at(-1);
    const wasPassing = isPassing;
    const isHere = url === here();
    const isOther = url !== shown;
    shown = url;
    isPassing = going.length > 1 && newest?.url !== url;
    // On the way to another entry of the history the address is ahead of the pages that still come.
    if (isPassing && newest?.isTraversal) return isOther;
    if (!newest?.isTraversal) positions.note(entries.key, position);
    const hash = ownHash ?? (newest?.url === url ? newest.hash : '');
    if (newest?.isTraversal && isHere) {
      if (!positions.restore(entries.key)) scrollToTarget(location.hash);
    } else if (!isHere || newest) {
      const inPlace = replace || wasPassing || isHere || newest?.isTraversal === true || newest?.replace === true;
      if (!isHere || hash !== location.hash) entries.put(url + hash, inPlace);
      scrollToTarget(hash);
    }
    position = [scrollX, scrollY];
    // What the document was served with leads to the page that it was then. Without it, the page is fetched where it is.
    options.claim = { token: '', checksum: 0 };
    return isOther || newest !== undefined;
  }

  function load(address: string, replace: boolean): void {
    const { origin, pathname, search } = new URL(address, location.href);
    if (origin === location.origin && pathname + search === here()) {
      history.replaceState(history.state, '', address);
      location.reload();
    } else if (replace) location.replace(address);
    else location.assign(address);
  }

  hooks.arrived = ({ url, load: elsewhere, meta, replace, title }: HeadChange) => {
    if (elsewhere !== undefined) return load(elsewhere, replace === 1);
    const isOther = url !== undefined && arrive(url, replace === 1);
    if (meta !== undefined) setMeta(meta);
    if (isOther) announce(title ?? document.title);
  };

  root.addEventListener('nopal:event', ({ detail }: CustomEventInit<{ number: number; outcome: string }>) => {
    const newest = going.at(-1);
    if (newest === undefined || newest.number !== detail?.number) return;
    // The others were given up with it.
    going = [];
    isPassing = false;
    showProgress(false);
    const { url, hash, replace, isTraversal } = newest;
    if (detail.outcome !== 'done') load(url + hash, replace || isTraversal);
    else if (shown !== here()) entries.put(shown, true);
  });

  // Last of all, so that the page's own listeners may prevent it.
  document.addEventListener('click', (event) => {
    const element = linkAt(event);
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!element || !isPlain || event.defaultPrevented || !root.contains(element) || !link.isReady) return;
    const destination = destinationOf(element);
    if (!destination) return;
    const { url, hash } = destination;
    // To another place in the same page, the browser goes by itself.
    if (url === here() && element.href.includes('#') && going.length === 0) return;
    const newest = going.at(-1);
    const isUnderWay = newest?.url === url && newest.hash === hash && !newest.isTraversal;
    if (isUnderWay || go(destination, false)) event.preventDefault();
  });
  watchLinks(root, (url) => {
    if (link.isReady) link.say('prefetch', url);
    return link.isReady;
  });

  addEventListener('popstate', () => {
    if (!going.some(({ isTraversal }) => isTraversal)) positions.note(entries.key, position);
    const isOther = entries.moved();
    const url = here();
    if (!isOther && going.length === 0) positions.restore(entries.key);
    else if (!go({ url, hash: location.hash, replace: true }, true)) location.reload();
  });
  addEventListener(
    'scroll',
    () => {
      // While the page of another entry is awaited, what is scrolled is still the one before.
      if (!going.some(({ isTraversal }) => isTraversal)) position = [scrollX, scrollY];
    },
    { passive: true },
  );

  const isOurs = history.scrollRestoration === 'manual';
  history.scrollRestoration = 'manual';
  if (isOurs) positions.restore(entries.key);
  addEventListener('pagehide', () => {
    positions.note(entries.key, position);
    positions.keep();
    // The browser knows best how to come back to a document.
    history.scrollRestoration = 'auto';
  });
  addEventListener('pageshow', () => (history.scrollRestoration = 'manual'));
}
