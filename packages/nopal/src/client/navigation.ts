/** Going from page to page in place; a file of its own, loaded by pages with links, or when the server leads elsewhere. */
import type { EventOutcome } from '../protocol/frames.ts';
import { announce, setMeta } from './navigation/head.ts';
import { here, served } from './navigation/history.ts';
import { Journeys, load } from './navigation/journeys.ts';
import { destinationOf, linkAt, watchLinks } from './navigation/links.ts';
import { Place } from './navigation/place.ts';
import type { Host } from './parts.ts';

/** Starts to follow links in place. */
export function start(host: Host): void {
  const { root, hooks, link } = host;
  const place = new Place();
  const journeys = new Journeys(host, place);

  hooks.arrived = ({ url, load: elsewhere, meta, replace, title }) => {
    if (elsewhere !== undefined) return load(elsewhere, replace === 1);
    const isOther = url !== undefined && journeys.arrived(url, replace === 1);
    if (meta !== undefined) setMeta(meta);
    if (isOther) announce(title ?? document.title);
  };
  root.addEventListener('nopal:event', ({ detail }: CustomEventInit<{ number: number; outcome: EventOutcome }>) => {
    if (detail !== undefined) journeys.answered(detail.number, detail.outcome);
  });

  // Last of all, so that the page's own listeners may prevent it.
  document.addEventListener('click', (event) => {
    const element = linkAt(event);
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!element || !isPlain || event.defaultPrevented || !root.contains(element) || !link.isReady) return;
    const destination = destinationOf(element);
    if (!destination) return;
    const { newest } = journeys;
    // To another place in the same page, the browser goes by itself.
    if (destination.url === here() && element.href.includes('#') && newest === undefined) return;
    const { url, hash } = destination;
    const isUnderway = newest?.url === url && newest.hash === hash && !newest.isTraversal;
    if (isUnderway || journeys.start(destination, false)) event.preventDefault();
  });
  watchLinks(root, (url) => {
    if (link.isReady) link.say('prefetch', url);
    return link.isReady;
  });

  addEventListener('popstate', () => {
    if (!journeys.isTraversing) place.leave();
    const isOther = place.moved();
    if (!isOther && journeys.newest === undefined) place.restore();
    else if (!journeys.start({ url: here(), hash: location.hash, replace: true }, true)) location.reload();
  });
  // While the page of another entry is awaited, what is scrolled is still the one before.
  addEventListener('scroll', () => journeys.isTraversing || place.scrolled(), { passive: true });
  place.begin();
  addEventListener('pagehide', () => place.end());
  // Out of the back/forward cache.
  addEventListener('pageshow', () => (history.scrollRestoration = 'manual'));
  // The user went back or forth before this script was there: the address is another page's by now.
  if (served() !== here()) journeys.start({ url: here(), hash: location.hash, replace: true }, true);
}
