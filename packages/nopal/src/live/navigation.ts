import { NopalError } from '../protocol/error.ts';
import type { HeadChange } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Redirect } from '../ui/outcome.ts';
import type { Destination, Destinations } from './destination.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import { addressOf } from './page.ts';
import { Prepared } from './prepared.ts';
import { Trip } from './trip.ts';
import type { Viewer } from './viewer.ts';

/** What a navigation needs from outside. */
export interface NavigationHost {
  readonly live: Pick<Live, 'enter'>;
  readonly destinations: Destinations;
  readonly limits: Pick<Limits, 'prefetchMs' | 'maxTrips' | 'maxRedirects'>;
  readonly log: Log;
}

/** Time in which a viewer may be redirected so often, in milliseconds. */
const REDIRECTS_MS = 10_000;

/** One viewer's ways to other pages. */
interface Travels {
  /** The one that is gone to its end. */
  newest: Trip | undefined;
  /** The number of the newest message by which the visitor wanted another page. */
  wanted: number;
  /** How many pages are being asked for. */
  underway: number;
  /** How often the server sent the viewer elsewhere by itself, and since when. */
  redirects: number;
  redirectedSince: number;
  prepared: Prepared | undefined;
}

/** How a trip ended: the page was entered; the browser has to load it; the viewer went elsewhere meanwhile. */
export type Arrival = 'done' | 'load' | 'stale';

/** Brings viewers to other pages. Of several that one viewer asks for, only the newest is entered. */
export class Navigation {
  readonly #host: NavigationHost;
  readonly #travels = new WeakMap<Viewer, Travels>();

  constructor(host: NavigationHost) {
    this.#host = host;
  }

  /** Prepares a page that a viewer may want soon: one at a time for each viewer, kept for a while. */
  prefetch(viewer: Viewer, url: string): void {
    const travels = this.#of(viewer);
    if (travels.prepared?.isInTheWayOf(url) === true) return;
    const destination = this.#find(viewer, url, { isPrefetch: true });
    travels.prepared = new Prepared(
      url,
      destination,
      this.#host.limits.prefetchMs,
      () => (travels.prepared = undefined),
    );
  }

  /** Forgets the page that was prepared: what a handler does may make it another one. */
  forgetPrepared(viewer: Viewer): void {
    this.#travels.get(viewer)?.prepared?.drop();
  }

  /**
   * Starts on the way to a page that the visitor wants; what is on its way already is given up.
   *
   * @param number counts what the visitor does
   * @returns `undefined` when too many pages are being asked for already
   */
  start(viewer: Viewer, url: string, number: number): Trip | undefined {
    const travels = this.#of(viewer);
    if (travels.underway >= this.#host.limits.maxTrips) return undefined;
    travels.wanted = number;
    const prepared = travels.prepared?.take(url);
    return this.#begin(viewer, travels, url, prepared);
  }

  /** Enters the page at the end of a trip. */
  async arrive(viewer: Viewer, trip: Trip, replace: boolean): Promise<Arrival> {
    const destination = await trip.destination;
    const travels = this.#of(viewer);
    if (viewer.ended || destination === 'given up' || travels.newest !== trip) return 'stale';
    travels.newest = undefined;
    if (destination.kind === 'load') return 'load';
    const { source, hash } = destination;
    const head: HeadChange = { url: addressOf(source.route) + hash, ...(replace && { replace: 1 }) };
    try {
      return this.#host.live.enter(viewer, source, head) ? 'done' : 'load';
    } catch (error) {
      // It rendered when its address was asked; loaded by the browser, what is wrong now is shown as the app wants.
      this.#host.log.error({ code: 'render-failed', err: error, url: trip.url }, 'a page could not be entered');
      return 'load';
    }
  }

  /**
   * Sends a viewer where the server wants it to be. Resolves when it is there, or its browser was told to load it.
   *
   * @param number that of the event whose handler wants so: a page that the visitor wanted since wins over it. Left out
   * for what no event caused
   */
  async redirect(viewer: Viewer, { url, replace }: Redirect, number = Infinity): Promise<void> {
    // Two pages whose effects lead to each other must leave everybody else their turn.
    await new Promise((resolve) => setImmediate(resolve));
    const travels = this.#of(viewer);
    if (viewer.ended || number < travels.wanted || !this.#mayRedirect(viewer, travels, url)) return;
    const trip = this.#begin(viewer, travels, url);
    if ((await this.arrive(viewer, trip, replace)) === 'load') viewer.load(url, replace);
  }

  #mayRedirect(viewer: Viewer, travels: Travels, url: string): boolean {
    const { limits, log } = this.#host;
    const now = performance.now();
    if (now - travels.redirectedSince > REDIRECTS_MS) Object.assign(travels, { redirects: 0, redirectedSince: now });
    if (++travels.redirects <= limits.maxRedirects) return true;
    if (travels.redirects === limits.maxRedirects + 1) {
      const problem = new NopalError(
        'redirect-loop',
        `A visitor was sent from page to page ${limits.maxRedirects} times within ${REDIRECTS_MS / 1000} s, last to ${url}; it stays where it is.`,
        'Look for pages whose effects, handlers or guards send visitors to each other.',
      );
      log.error({ code: problem.code, viewer: viewer.id, err: problem }, problem.message);
    }
    return false;
  }

  #begin(viewer: Viewer, travels: Travels, url: string, prepared?: Promise<Destination>): Trip {
    travels.newest?.giveUp();
    travels.underway++;
    const trip = new Trip(url, (signal) => prepared ?? this.#find(viewer, url, { isPrefetch: false, signal }));
    void trip.found.finally(() => travels.underway--);
    travels.newest = trip;
    return trip;
  }

  #of(viewer: Viewer): Travels {
    let travels = this.#travels.get(viewer);
    if (travels === undefined) {
      travels = { newest: undefined, wanted: 0, underway: 0, redirects: 0, redirectedSince: 0, prepared: undefined };
      this.#travels.set(viewer, travels);
    }
    return travels;
  }

  async #find(viewer: Viewer, url: string, how: { isPrefetch: boolean; signal?: AbortSignal }): Promise<Destination> {
    try {
      // Relative ones, such as `?page=2`, go by the page that the viewer is on.
      const base = new URL(addressOf(viewer.source.route), 'http://nopal.invalid');
      const target = new URL(url, base);
      const isHere = target.origin === base.origin;
      const address = isHere ? target.pathname + target.search + target.hash : target.href;
      return await this.#host.destinations.find(address, viewer.visitor ?? { headers: {}, socket: {} }, how);
    } catch (error) {
      if (how.signal?.aborted !== true)
        this.#host.log.error({ code: 'render-failed', err: error, url }, 'a page could not be asked for');
      return { kind: 'load' };
    }
  }
}
