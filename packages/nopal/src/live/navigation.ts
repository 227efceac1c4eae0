import type { HeadChange } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Redirect } from '../ui/outcome.ts';
import type { Destination, Destinations } from './destination.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import { addressOf } from './page.ts';
import type { Viewer } from './viewer.ts';

/** What a navigation needs from outside. */
export interface NavigationHost {
  readonly live: Pick<Live, 'enter'>;
  readonly destinations: Destinations;
  readonly limits: Pick<Limits, 'prefetchMs'>;
  readonly log: Log;
}

/** A page that was prepared for a viewer. */
interface Prepared {
  readonly url: string;
  readonly destination: Promise<Destination>;
  readonly at: number;
  isUnderway: boolean;
}

/** Brings viewers to other pages. Of several that one viewer asks for, only the newest is entered. */
export class Navigation {
  readonly #host: NavigationHost;
  readonly #prepared = new WeakMap<Viewer, Prepared>();
  readonly #newest = new WeakMap<Viewer, Trip>();

  constructor(host: NavigationHost) {
    this.#host = host;
  }

  /** Prepares a page that a viewer may want soon: one at a time for each viewer, kept for a while. */
  prefetch(viewer: Viewer, url: string): void {
    if (this.#prepared.get(viewer)?.isUnderway === true || this.#isPrepared(viewer, url)) return;
    const prepared: Prepared = {
      url,
      destination: this.#find(viewer, url, true),
      at: performance.now(),
      isUnderway: true,
    };
    this.#prepared.set(viewer, prepared);
    void prepared.destination.then(() => (prepared.isUnderway = false));
  }

  /** Starts on the way to a page; what is on its way already is given up. */
  start(viewer: Viewer, url: string): Trip {
    const prepared = this.#isPrepared(viewer, url);
    this.#prepared.delete(viewer);
    const trip = new Trip(url, prepared ?? this.#find(viewer, url, false));
    this.#newest.set(viewer, trip);
    return trip;
  }

  /**
   * Enters the page at the end of a trip.
   *
   * @returns `'done'`; `'load'` when the browser has to load it; `'stale'` when the viewer went elsewhere meanwhile
   */
  async arrive(viewer: Viewer, trip: Trip, replace: boolean): Promise<'done' | 'load' | 'stale'> {
    const destination = await trip.destination;
    if (viewer.ended || this.#newest.get(viewer) !== trip) return 'stale';
    this.#newest.delete(viewer);
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

  /** Sends a viewer where a handler wants it to be. Resolves when it is there, or its browser was told to load it. */
  async redirect(viewer: Viewer, { url, replace }: Redirect): Promise<void> {
    const trip = this.start(viewer, url);
    const outcome = await this.arrive(viewer, trip, replace);
    if (outcome === 'load') viewer.load(url, replace);
  }

  #isPrepared(viewer: Viewer, url: string): Promise<Destination> | undefined {
    const prepared = this.#prepared.get(viewer);
    const isFresh = prepared?.url === url && performance.now() - prepared.at < this.#host.limits.prefetchMs;
    return isFresh ? prepared.destination : undefined;
  }

  async #find(viewer: Viewer, url: string, isPrefetch: boolean): Promise<Destination> {
    try {
      // Relative ones, such as `?page=2`, go by the page that the viewer is on.
      const base = new URL(addressOf(viewer.source.route), 'http://nopal.invalid');
      const target = new URL(url, base);
      const isHere = target.origin === base.origin;
      const address = isHere ? target.pathname + target.search + target.hash : target.href;
      return await this.#host.destinations.find(address, viewer.visitor ?? { headers: {}, socket: {} }, isPrefetch);
    } catch (error) {
      this.#host.log.error({ code: 'render-failed', err: error, url }, 'a page could not be asked for');
      return { kind: 'load', url };
    }
  }
}

/** One way to another page. */
export class Trip {
  readonly url: string;
  readonly destination: Promise<Destination>;

  constructor(url: string, destination: Promise<Destination>) {
    this.url = url;
    this.destination = destination;
  }
}
