import type { ComponentInfo } from '../ui/component.ts';

/**
 * Frame rates of components that set their own. A rate is one for all viewers of a component: everybody is rendered in
 * the same flush, so that pages stay shared.
 */
export class Gates {
  readonly #openedAt = new WeakMap<ComponentInfo, number>();

  /** Decides for one flush. */
  flush(now: number): FlushGates {
    return new FlushGates(this.#openedAt, now);
  }
}

/** Which components with a frame rate are rendered in one flush, and when the next one of those that are not is. */
export class FlushGates {
  readonly #openedAt: WeakMap<ComponentInfo, number>;
  readonly #now: number;
  readonly #decided = new Map<ComponentInfo, boolean>();
  #next = Infinity;

  constructor(openedAt: WeakMap<ComponentInfo, number>, now: number) {
    this.#openedAt = openedAt;
    this.#now = now;
  }

  /** When the first component that was held back may be rendered, in milliseconds; `Infinity` when none was. */
  get next(): number {
    return this.#next;
  }

  /**
   * Whether a component may be rendered in this flush.
   *
   * @param frameRate how often, per second, it wants to be at most
   */
  isOpen(info: ComponentInfo, frameRate: number): boolean {
    const opensAt = (this.#openedAt.get(info) ?? -Infinity) + 1000 / frameRate;
    let open = this.#decided.get(info);
    if (open === undefined) {
      open = opensAt <= this.#now;
      this.#decided.set(info, open);
      if (open) this.#openedAt.set(info, this.#now);
    }
    if (!open) this.#next = Math.min(this.#next, opensAt);
    return open;
  }
}
