import { AsyncLocalStorage } from 'node:async_hooks';
import { Frame, treeFrame } from '../protocol/frames.ts';
import type { Limits } from '../protocol/limits.ts';
import { diff, DiffMemo } from '../ui/diff.ts';
import { toWireList } from '../ui/wire.ts';
import type { Instance } from './instance.ts';
import { sweepIfFull } from './interning.ts';
import type { PageType } from './page.ts';
import type { Settler, ViewerScope } from './settle.ts';
import type { Viewer } from './viewer.ts';

/** What a flusher needs from outside. */
export interface FlusherHost {
  readonly limits: Limits;
  settler(scope: ViewerScope): Settler;
  /** Runs a viewer's effects after its page was rendered and sent. */
  effects(viewer: Viewer): void;
  /** Something threw that nothing should let through; the flush goes on with the next viewer. */
  failed(error: unknown): void;
}

interface Queue {
  readonly dirty: Set<Viewer>;
  scheduled: boolean;
  /** When the next flush may start, in milliseconds of `performance.now()`. */
  notBefore: number;
}

/**
 * Renders and sends what changed. Changes of one turn of the event loop are one flush; a page type is flushed at most
 * so many times a second, and a flush that took long is followed by a pause of the same length.
 */
export class Flusher {
  readonly #host: FlusherHost;
  readonly #queues = new Map<PageType, Queue>();
  #held = 0;
  // Renders must not see the user, locale or trace of whichever request happened to cause them.
  readonly #outside = AsyncLocalStorage.snapshot();

  constructor(host: FlusherHost) {
    this.#host = host;
  }

  /** Marks a viewer whose page changed, or who can take more now. */
  mark(viewer: Viewer): void {
    const { type } = viewer.source;
    let queue = this.#queues.get(type);
    if (queue === undefined) this.#queues.set(type, (queue = { dirty: new Set(), scheduled: false, notBefore: 0 }));
    queue.dirty.add(viewer);
    this.#schedule(queue);
  }

  /** Forgets a viewer that ended. */
  forget(viewer: Viewer): void {
    this.#queues.get(viewer.source.type)?.dirty.delete(viewer);
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
    for (const { dirty } of this.#queues.values()) {
      const viewers = [...dirty];
      dirty.clear();
      const [first] = viewers;
      if (first === undefined) continue;
      const round = new Round(this.#host, this.#host.settler(first));
      this.outside(() => {
        for (const viewer of viewers) round.flush(viewer);
      });
    }
  }

  /** Runs something as the flusher does: outside of the async context of whoever caused it. */
  outside<T>(run: () => T): T {
    return this.#outside(run);
  }

  #schedule(queue: Queue): void {
    if (queue.scheduled || this.#held > 0 || queue.dirty.size === 0) return;
    queue.scheduled = true;
    const wait = queue.notBefore - performance.now();
    // What is connected keeps the process alive; a pause between frames must not.
    if (wait > 0) setTimeout(() => this.#outside(() => this.#run(queue)), wait).unref();
    else setImmediate(() => this.#outside(() => this.#run(queue)));
  }

  #run(queue: Queue): void {
    const viewers = [...queue.dirty];
    queue.dirty.clear();
    const first = viewers[0];
    if (first === undefined) {
      queue.scheduled = false;
      return;
    }
    const round = new Round(this.#host, this.#host.settler(first));
    const started = performance.now();
    let next = 0;
    const slice = (): void => {
      const until = performance.now() + this.#host.limits.sliceMs;
      while (next < viewers.length) {
        round.flush(viewers[next++] as Viewer);
        if (next < viewers.length && performance.now() >= until) {
          setImmediate(() => this.#outside(slice));
          return;
        }
      }
      const ended = performance.now();
      queue.notBefore = Math.max(started + 1000 / this.#host.limits.framesPerSecond, ended + (ended - started));
      queue.scheduled = false;
      sweepIfFull();
      this.#schedule(queue);
    };
    slice();
  }
}

/** One flush of one page type: what it rendered, diffed and encoded once serves every viewer of it. */
class Round {
  readonly #host: FlusherHost;
  readonly #settler: Settler;
  readonly #diffs = new DiffMemo();
  readonly #patches = new Map<Instance, Map<Instance, Frame | null>>();
  readonly #trees = new Map<Instance, Frame>();

  constructor(host: FlusherHost, settler: Settler) {
    this.#host = host;
    this.#settler = settler;
  }

  flush(viewer: Viewer): void {
    if (viewer.ended) return;
    try {
      const effectsDue = viewer.settle(this.#settler);
      this.#send(viewer);
      if (effectsDue) this.#host.effects(viewer);
    } catch (error) {
      this.#host.failed(error);
    }
  }

  #send(viewer: Viewer): void {
    const { connection, outbox, root } = viewer;
    const now = performance.now();
    if (connection === null) return;
    const { shown } = outbox;
    if (viewer.needsTree || shown !== root) {
      if (!outbox.isOpen(now)) return;
      const frame = viewer.needsTree ? this.#tree(root) : this.#patch(shown, root);
      viewer.needsTree = false;
      if (frame === null) outbox.same(root);
      else this.#sendFrame(viewer, frame, now);
    }
    for (const message of viewer.takeMessages()) connection.send(message);
  }

  #sendFrame(viewer: Viewer, frame: Frame, now: number): void {
    viewer.outbox.sent(viewer.root, frame.bytes, now);
    viewer.connection?.send(frame);
  }

  #patch(before: Instance, now: Instance): Frame | null {
    let row = this.#patches.get(before);
    if (row === undefined) this.#patches.set(before, (row = new Map()));
    let frame = row.get(now);
    if (frame === undefined) {
      const text = diff(before.nodes, now.nodes, this.#diffs);
      row.set(now, (frame = text === '' ? null : new Frame(text)));
    }
    return frame;
  }

  #tree(root: Instance): Frame {
    let frame = this.#trees.get(root);
    if (frame === undefined) this.#trees.set(root, (frame = treeFrame(toWireList(root.nodes))));
    return frame;
  }
}
