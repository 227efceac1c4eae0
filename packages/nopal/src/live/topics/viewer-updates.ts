import { DeepChange, withState } from '../change.ts';
import { cellsOf, staleInstance, type Instance } from '../instance.ts';
import type { Viewer } from '../viewer.ts';

/** What viewer updates are made with. */
export interface ViewerUpdatesOptions<S> {
  /** The key of the states. */
  readonly key: string;
  /** What a state becomes; equal states are asked about once for all who have them. */
  readonly next: (state: S) => S;
  /** Shortest time between two updates, in milliseconds. */
  readonly minMs: number;
  /** How many times as long as an update took is waited for the next one. */
  readonly rest: number;
  /** Told of states that could not be changed; they stay as they are. */
  readonly report: (error: unknown) => void;
}

/**
 * Keeps states of one key, on the pages of some viewers, up to date with what they come from. However often that
 * changes, they are changed no more often than anybody can see; in a crowd, less often.
 */
export class ViewerUpdates<S> {
  readonly #options: ViewerUpdatesOptions<S>;
  /** Each with how often it is there: by several components. */
  readonly #viewers = new Map<Viewer, number>();
  /** Those that have come since the last update, while nothing changed for the others. */
  readonly #joined = new Set<Viewer>();
  #hasNews = false;
  #isScheduled = false;
  #notBefore = 0;
  #ended = false;

  constructor(options: ViewerUpdatesOptions<S>) {
    this.#options = options;
  }

  get size(): number {
    return this.#viewers.size;
  }

  /** Keeps a viewer up to date from now on. Returns what stops that. */
  add(viewer: Viewer): () => void {
    this.#viewers.set(viewer, (this.#viewers.get(viewer) ?? 0) + 1);
    this.#joined.add(viewer);
    this.#schedule();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#viewers.get(viewer) ?? 1) - 1;
      if (left > 0) this.#viewers.set(viewer, left);
      else {
        this.#viewers.delete(viewer);
        this.#joined.delete(viewer);
      }
    };
  }

  /** What the states come from has changed. */
  changed(): void {
    this.#hasNews = true;
    this.#schedule();
  }

  /** Nothing is updated any more. */
  end(): void {
    this.#ended = true;
    this.#viewers.clear();
    this.#joined.clear();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#viewers.size === 0) return;
    this.#isScheduled = true;
    const wait = this.#notBefore - performance.now();
    // What is connected keeps the process alive; a pause between updates must not.
    if (wait > 0) setTimeout(() => this.#update(), wait).unref();
    else setImmediate(() => this.#update());
  }

  #update(): void {
    this.#isScheduled = false;
    if (this.#ended) return;
    const started = performance.now();
    const viewers = this.#hasNews ? this.#viewers.keys() : this.#joined;
    this.#hasNews = false;
    const change = new DeepChange((instance) => this.#own(instance));
    for (const viewer of viewers) viewer.change(change.apply(viewer.root).instance);
    this.#joined.clear();
    const took = performance.now() - started;
    this.#notBefore = started + Math.max(this.#options.minMs, took * this.#options.rest);
  }

  #own(instance: Instance): Instance | undefined {
    const { key, next, report } = this.#options;
    try {
      // Whoever uses a key made the states of it.
      return changeStates(instance, (candidate) => (candidate === key ? (state) => next(state as S) : undefined));
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

/**
 * Changes states of an instance by their keys; `undefined` when none of them changes.
 *
 * @param changeOf what becomes of the states of a key, if they are meant; a component may have several of one
 */
export function changeStates(
  instance: Instance,
  changeOf: (key: string) => ((state: unknown) => unknown) | undefined,
): Instance | undefined {
  const before = cellsOf(instance);
  let cells = before;
  for (let index = 0; index < before.length; index++) {
    const cell = before[index];
    const change = cell?.kind === 'state' && cell.key !== undefined ? changeOf(cell.key) : undefined;
    if (change !== undefined) cells = withState(cells, index, change, instance.rendering.info);
  }
  return cells === before ? undefined : staleInstance(instance, cells, instance.children);
}
