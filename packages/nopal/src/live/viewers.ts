import { timingSafeEqual } from 'node:crypto';
import type { Limits } from '../protocol/limits.ts';
import { partsOfId } from './component-id.ts';
import { Deadlines } from './deadlines.ts';
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
  readonly #all = new Map<string, Viewer>();
  readonly #byChosenId = new Map<string, Set<Viewer>>();
  readonly #unclaimed: Deadlines<Viewer>;
  readonly #away: Deadlines<Viewer>;
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

  get(id: string): Viewer | undefined {
    return this.#all.get(id);
  }

  /**
   * Adds a viewer: one that was claimed already, or a page that was just served. Where too many pages wait to be
   * claimed, the oldest goes.
   */
  add(viewer: Viewer): void {
    this.#all.set(viewer.id, viewer);
    const { componentId } = viewer.source;
    if (componentId !== undefined) {
      const sharers = this.#byChosenId.get(componentId);
      if (sharers === undefined) this.#byChosenId.set(componentId, new Set([viewer]));
      else sharers.add(viewer);
    }
    if (viewer.claimed) return;
    this.#unclaimed.add(viewer);
    if (this.#unclaimed.size > this.#limits.maxUnclaimed) this.#releaseFirst(this.#unclaimed);
  }

  /** Takes a page that nobody claimed yet; `undefined` when it was claimed before or is gone. */
  claim(id: string): Viewer | undefined {
    const viewer = this.#all.get(id);
    if (viewer === undefined || viewer.claimed) return undefined;
    viewer.claimed = true;
    this.#unclaimed.remove(viewer);
    return viewer;
  }

  /** The viewer that comes back, if it is still known and the secret is right. */
  resume(id: string, secret: string): Viewer | undefined {
    const viewer = this.#all.get(id);
    if (viewer === undefined || !viewer.claimed || !sameSecret(viewer.secret, secret)) return undefined;
    this.#away.remove(viewer);
    return viewer;
  }

  /** Starts the grace period of a viewer whose connection ended. */
  away(viewer: Viewer): void {
    if (viewer.ended) return;
    this.#away.add(viewer);
    if (this.#away.size > this.#limits.maxAway) this.#releaseFirst(this.#away);
  }

  /** Lets a viewer go: its id, its state and what it held. */
  release(viewer: Viewer): void {
    if (!this.#all.delete(viewer.id)) return;
    this.#unclaimed.remove(viewer);
    this.#away.remove(viewer);
    const { componentId } = viewer.source;
    const sharers = componentId === undefined ? undefined : this.#byChosenId.get(componentId);
    if (componentId !== undefined && sharers?.delete(viewer) === true && sharers.size === 0) {
      this.#byChosenId.delete(componentId);
    }
    this.#released(viewer);
  }

  /** The instances that a component id names: one, or one per viewer when the app chose the id. */
  find(id: string): readonly Address[] {
    const chosen = this.#byChosenId.get(id);
    if (chosen !== undefined) return [...chosen].map((viewer) => ({ viewer, place: [] }));
    const parts = partsOfId(id);
    const viewer = parts === undefined ? undefined : this.#all.get(parts.viewerId);
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

  #releaseFirst(waiting: Deadlines<Viewer>): void {
    const first = waiting.first();
    if (first !== undefined) this.release(first);
  }
}

function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
