import { timingSafeEqual } from 'node:crypto';
import type { HeadChange } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import type { Resume } from '../protocol/messages.ts';
import { partsOfId } from './component-id.ts';
import { Deadlines } from './deadlines.ts';
import { findPagePlace } from './page-place.ts';
import type { PageSource } from './page.ts';
import type { Place } from './place.ts';
import type { Viewer } from './viewer.ts';

/** Where an instance is: its viewer, and its place on that viewer's page. */
export interface Address {
  readonly viewer: Viewer;
  readonly place: Place;
}

/**
 * All viewers of this process: pages that were served and wait for their browser, and browsers that connected. Who
 * does not come, or stays away longer than the grace period, is released.
 */
export class Viewers {
  readonly #all = new Set<Viewer>();
  /** The viewers whose id somebody asked for. */
  readonly #byId = new Map<string, Viewer>();
  readonly #byChosenId = new Map<string, Set<Viewer>>();
  /** By claim key. */
  readonly #unclaimed: Deadlines<string, Viewer>;
  readonly #away: Deadlines<Viewer, Viewer>;
  readonly #limits: Limits;
  readonly #released: (viewer: Viewer) => void;

  /** @param released called with each viewer that is over */
  constructor(limits: Limits, released: (viewer: Viewer) => void) {
    this.#limits = limits;
    this.#released = released;
    this.#unclaimed = new Deadlines(limits.claimMs, (viewer) => this.release(viewer));
    this.#away = new Deadlines(limits.graceMs, (viewer) => this.release(viewer));
  }

  /** Every viewer, pages not claimed yet included. */
  [Symbol.iterator](): IterableIterator<Viewer> {
    return this.#all.values();
  }

  get size(): number {
    return this.#all.size;
  }

  /** Pages that were served and not claimed yet. */
  get unclaimed(): number {
    return this.#unclaimed.size;
  }

  /**
   * Adds a viewer: one that was claimed already, or a page that was just served. Where too many pages wait to be
   * claimed, the oldest goes.
   */
  add(viewer: Viewer): void {
    this.#all.add(viewer);
    if (viewer.isNamed) this.#byId.set(viewer.id, viewer);
    this.#addChosenId(viewer);
    if (viewer.claimed) return;
    this.#unclaimed.add(viewer.claimKey, viewer);
    if (this.#unclaimed.size > this.#limits.maxUnclaimed) this.#releaseFirst(this.#unclaimed);
  }

  /** Notes that a viewer has got its id. */
  named(viewer: Viewer): void {
    // One that is being made gets in with its id, or never does.
    if (this.#all.has(viewer)) this.#byId.set(viewer.id, viewer);
  }

  /** Takes the page with this claim key, if nobody did yet; `undefined` when it was claimed before or is gone. */
  claim(key: string): Viewer | undefined {
    const viewer = this.#unclaimed.take(key);
    if (viewer !== undefined) viewer.claimed = true;
    return viewer;
  }

  /** The viewer that comes back, if it is still known and the secret is right. */
  resume({ id, secret, connection }: Omit<Resume, 'frames'>): Viewer | 'outdated' | undefined {
    const viewer = this.#byId.get(id);
    if (viewer === undefined || !viewer.claimed || !sameSecret(viewer.secret, secret)) return undefined;
    if (connection !== undefined) {
      if (connection <= viewer.newestConnection) return 'outdated';
      viewer.newestConnection = connection;
    }
    this.#away.take(viewer);
    return viewer;
  }

  /** Starts the grace period of a viewer whose connection ended. */
  away(viewer: Viewer): void {
    if (viewer.ended) return;
    this.#away.add(viewer, viewer);
    if (this.#away.size > this.#limits.maxAway) this.#releaseFirst(this.#away);
  }

  /**
   * Has a viewer enter another page.
   *
   * @throws whatever the page throws; the viewer stays where it was
   */
  enter(viewer: Viewer, source: PageSource, head: HeadChange): void {
    this.#dropChosenId(viewer);
    try {
      viewer.enter(source, head);
    } finally {
      this.#addChosenId(viewer);
    }
  }

  /** Lets a viewer go: its id, its state and what it held. */
  release(viewer: Viewer): void {
    if (!this.#all.delete(viewer)) return;
    if (viewer.isNamed) this.#byId.delete(viewer.id);
    if (viewer.claimed) this.#away.take(viewer);
    else this.#unclaimed.take(viewer.claimKey);
    this.#dropChosenId(viewer);
    this.#released(viewer);
  }

  /** The instances that a component id names: one, or one per viewer when the app chose the id. */
  find(id: string): readonly Address[] {
    const chosen = this.#byChosenId.get(id);
    if (chosen !== undefined) {
      return [...chosen].flatMap((viewer) => {
        const place = findPagePlace(viewer.root, viewer.source);
        return place === undefined ? [] : { viewer, place };
      });
    }
    const parts = partsOfId(id);
    const viewer = parts === undefined ? undefined : this.#byId.get(parts.viewerId);
    if (viewer === undefined) return [];
    if (viewer.componentId([], viewer.root.rendering.info) === id) return [{ viewer, place: [] }];
    const place = parts?.mark === undefined ? undefined : viewer.placeOf(parts.mark, id);
    return place === undefined ? [] : [{ viewer, place }];
  }

  /** Lets everybody go. */
  clear(): void {
    for (const viewer of this.#all.values()) this.release(viewer);
    this.#unclaimed.clear();
    this.#away.clear();
  }

  #addChosenId(viewer: Viewer): void {
    const { componentId } = viewer.source;
    if (componentId === undefined) return;
    const sharers = this.#byChosenId.get(componentId);
    if (sharers === undefined) this.#byChosenId.set(componentId, new Set([viewer]));
    else sharers.add(viewer);
  }

  #dropChosenId(viewer: Viewer): void {
    const { componentId } = viewer.source;
    const sharers = componentId === undefined ? undefined : this.#byChosenId.get(componentId);
    if (componentId !== undefined && sharers?.delete(viewer) === true && sharers.size === 0) {
      this.#byChosenId.delete(componentId);
    }
  }

  #releaseFirst(waiting: Deadlines<unknown, Viewer>): void {
    const first = waiting.first();
    if (first !== undefined) this.release(first);
  }
}

function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
