import { AsyncLocalStorage } from 'node:async_hooks';
import { isObserved, publish } from '../protocol/diagnostics.ts';
import type { Limits } from '../protocol/limits.ts';
import { Gates, type FlushGates } from './gates.ts';
import { sweepIfFull } from './interning.ts';
import type { PageType } from './page.ts';
import { Round, type RoundHost } from './round.ts';
import type { Settler, ViewerScope } from './settle.ts';
import type { Viewer } from './viewer.ts';

/** What a flusher needs from outside. */
export interface FlusherHost extends Omit<RoundHost, 'later'> {
  readonly limits: Limits;
  /** @param gates holds back components with a frame rate; nothing is held back without */
  settler(scope: ViewerScope, gates?: FlushGates): Settler;
}

/** How many viewers are served between two looks at the clock. */
const STRETCH = 16;

interface Queue {
  readonly type: PageType;
  /** Viewers that are marked, in the order in which they were. */
  dirty: Viewer[];
  /** Those of the flush that is under way. */
  flushing: readonly Viewer[];
  /** A component that is on several pages has its turns on each. */
  readonly gates: Gates;
  scheduled: boolean;
  /** When the next flush may start, in milliseconds of `performance.now()`. */
  notBefore: number;
  /** Viewers whose pages have components that wait for their frame rate, and what marks them when it is time. */
  held: Set<Viewer>;
  heldTimer: NodeJS.Timeout | undefined;
  heldUntil: number;
}

/**
 * Renders and sends what changed. Changes of one turn of the event loop are one flush; a page type is flushed at most
 * so many times a second, and a flush that took long is followed by a pause of the same length.
 */
export class Flusher {
  readonly #host: FlusherHost;
  readonly #rounds: RoundHost;
  readonly #queues = new Map<PageType, Queue>();
  /** Viewers that are to be marked at a later time. */
  readonly #later = new Map<Viewer, NodeJS.Timeout>();
  #held = 0;
  // Renders must not see the user, locale or trace of whichever request happened to cause them.
  readonly #outside = AsyncLocalStorage.snapshot();

  constructor(host: FlusherHost) {
    this.#host = host;
    this.#rounds = {
      counters: host.counters,
      settler: (scope) => host.settler(scope),
      effects: (viewer) => host.effects(viewer),
      later: (viewer, at) => this.#markAt(viewer, at),
      leftBehind: () => host.leftBehind(),
      failed: (error) => host.failed(error),
    };
  }

  /** Marks a viewer whose page changed, or who can take more now. */
  mark(viewer: Viewer): void {
    const { type } = viewer.source;
    let queue = this.#queues.get(type);
    if (queue === undefined) this.#queues.set(type, (queue = newQueue(type)));
    if (viewer.isMarked || viewer.ended) return;
    viewer.isMarked = true;
    queue.dirty.push(viewer);
    this.#schedule(queue);
  }

  /** Forgets a viewer that ended, or that is on another page now. */
  forget(viewer: Viewer, type: PageType = viewer.source.type): void {
    this.#queues.get(type)?.held.delete(viewer);
    clearTimeout(this.#later.get(viewer));
    this.#later.delete(viewer);
  }

  /** Starts no flush while `run` runs. */
  hold<T>(run: () => T): T {
    this.#held++;
    try {
      return run();
    } finally {
      if (--this.#held === 0) for (const queue of this.#queues.values()) this.#schedule(queue);
    }
  }

  /** Brings one viewer's page up to date now, without waiting for its turn; for what needs a current page. */
  settleNow(viewer: Viewer): void {
    const effectsDue = this.outside(() => viewer.settle(this.#host.settler(viewer)));
    if (effectsDue) this.#host.effects(viewer);
  }

  /** Renders and sends now whatever waits, without slices or pauses: the last frames before an app ends. */
  flushNow(): void {
    for (const queue of this.#queues.values()) {
      // A flush may be under way, with viewers that wait for its next slice.
      const viewers = [...queue.flushing.filter(({ isMarked }) => isMarked), ...takeMarked(queue)];
      const [first] = viewers;
      if (first === undefined) continue;
      const round = new Round(this.#rounds, this.#host.settler(first), queue.type.name);
      this.outside(() => {
        for (const viewer of viewers) flushMarked(round, viewer, performance.now());
      });
    }
  }

  /** Runs something as the flusher does: outside of the async context of whoever caused it. */
  outside<T>(run: () => T): T {
    return this.#outside(run);
  }

  #schedule(queue: Queue): void {
    if (queue.scheduled || this.#held > 0 || queue.dirty.length === 0) return;
    queue.scheduled = true;
    const wait = queue.notBefore - performance.now();
    // What is connected keeps the process alive; a pause between frames must not.
    if (wait > 0) setTimeout(() => this.#outside(() => this.#run(queue)), wait).unref();
    else setImmediate(() => this.#outside(() => this.#run(queue)));
  }

  #run(queue: Queue): void {
    const viewers = takeMarked(queue);
    queue.flushing = viewers;
    const first = viewers[0];
    if (first === undefined) {
      queue.scheduled = false;
      return;
    }
    const started = performance.now();
    const gates = queue.gates.flush(started);
    const round = new Round(this.#rounds, this.#host.settler(first, gates), queue.type.name);
    let next = 0;
    const slice = (): void => {
      let now = performance.now();
      const until = now + this.#host.limits.sliceMs;
      while (next < viewers.length) {
        // Who is written to at once shares the time, too.
        for (const end = Math.min(next + STRETCH, viewers.length); next < end; next++) {
          flushMarked(round, viewers[next] as Viewer, now);
        }
        now = performance.now();
        if (next < viewers.length && now >= until) {
          setImmediate(() => this.#outside(slice));
          return;
        }
      }
      if (round.held.length > 0) this.#hold(queue, round.held, gates.next);
      this.#pause(queue, started, now);
      if (isObserved('nopal:flush')) {
        publish('nopal:flush', now - started, { page: queue.type.name, viewers: viewers.length });
      }
    };
    slice();
  }

  /** Ends a flush: the next one has to wait for the frame rate, and as long as this one took. */
  #pause(queue: Queue, started: number, ended: number): void {
    const framesPerSecond = queue.type.framesPerSecond ?? this.#host.limits.framesPerSecond;
    queue.notBefore = Math.max(started + 1000 / framesPerSecond, ended + (ended - started));
    queue.scheduled = false;
    queue.flushing = [];
    sweepIfFull();
    this.#schedule(queue);
  }

  /** Has pages flushed again when a component in them may be rendered that could not be now. */
  #hold(queue: Queue, viewers: readonly Viewer[], until: number): void {
    for (const viewer of viewers) queue.held.add(viewer);
    if (queue.heldUntil <= until) return;
    clearTimeout(queue.heldTimer);
    queue.heldUntil = until;
    const mark = (): void => {
      const { held } = queue;
      queue.held = new Set();
      queue.heldUntil = Infinity;
      for (const viewer of held) this.mark(viewer);
    };
    queue.heldTimer = setTimeout(mark, Math.max(0, until - performance.now())).unref();
  }

  #markAt(viewer: Viewer, at: number): void {
    if (this.#later.has(viewer)) return;
    const mark = (): void => {
      this.#later.delete(viewer);
      this.mark(viewer);
    };
    this.#later.set(viewer, setTimeout(mark, Math.max(0, at - performance.now())).unref());
  }
}

/** Brings a viewer to the newest state that there is by now; only from here on it may be marked for another flush. */
function flushMarked(round: Round, viewer: Viewer, now: number): void {
  viewer.isMarked = false;
  round.flush(viewer, now);
}

/** Takes the viewers that are marked. */
function takeMarked(queue: Queue): readonly Viewer[] {
  const viewers = queue.dirty;
  queue.dirty = [];
  return viewers;
}

function newQueue(type: PageType): Queue {
  return {
    type,
    dirty: [],
    flushing: [],
    gates: new Gates(),
    scheduled: false,
    notBefore: 0,
    held: new Set(),
    heldTimer: undefined,
    heldUntil: Infinity,
  };
}
