import { publishTime } from '../protocol/diagnostics.ts';
import { Frame, treeFrame, withHead } from '../protocol/frames.ts';
import { diff, DiffMemo } from '../ui/diff.ts';
import { toWireList } from '../ui/wire.ts';
import type { Counters } from './counters.ts';
import type { Instance } from './instance.ts';
import type { Sent } from './outbox.ts';
import type { Settler, ViewerScope } from './settle.ts';
import type { Viewer } from './viewer.ts';

/** What a round needs from outside. */
export interface RoundHost {
  readonly counters: Counters;
  /** A settler that holds nothing back. */
  settler(scope: ViewerScope): Settler;
  /** Runs a viewer's effects after its page was rendered and sent. */
  effects(viewer: Viewer): void;
  /** A viewer wants no frame before this time, in milliseconds of `performance.now()`. */
  later(viewer: Viewer, at: number): void;
  /** A viewer could not be brought up to date, so its old tree is kept. */
  leftBehind(): void;
  /** Something threw that nothing should let through; the round goes on with the next viewer. */
  failed(error: unknown): void;
}

/** One flush of one page type: what it rendered, diffed and encoded once serves every viewer of it. */
export class Round {
  /** Viewers whose page has components that were held back by their frame rate. */
  readonly held: Viewer[] = [];
  readonly #host: RoundHost;
  readonly #settler: Settler;
  readonly #page: string;
  readonly #diffs = new DiffMemo();
  readonly #patches = new Map<Instance, Map<Instance, Frame | null>>();
  readonly #frames = new Map<string, Frame>();
  readonly #trees = new Map<Instance, Frame>();
  #lastFrame: Frame | undefined;
  #lastSent: Sent = { root: null, bytes: 0, at: 0 };

  constructor(host: RoundHost, settler: Settler, page: string) {
    this.#host = host;
    this.#settler = settler;
    this.#page = page;
  }

  /** Renders a viewer's page and sends what can be sent. */
  flush(viewer: Viewer, now: number): void {
    if (viewer.ended) return;
    try {
      // What a click made is shown with its answer, whatever the frame rate of what it changed.
      const effectsDue = viewer.settle(viewer.hasMessages ? this.#host.settler(viewer) : this.#settler);
      if (viewer.root.stale) this.held.push(viewer);
      this.#send(viewer, now);
      if (effectsDue) this.#host.effects(viewer);
    } catch (error) {
      this.#host.failed(error);
    }
  }

  #send(viewer: Viewer, now: number): void {
    const { connection, root } = viewer;
    // Before anything is asked of its outbox: a page that nobody opens needs none.
    if (connection === null) return;
    const { outbox } = viewer;
    const { shown } = outbox;
    if (shown !== root || viewer.head.isDue(viewer)) {
      // An answer waits for nothing but the window: somebody sits there and looks.
      const notBefore = viewer.hasMessages ? 0 : viewer.notBefore;
      if (viewer.unsent !== null && viewer.unsent !== root) this.#host.counters.conflated++;
      if (!connection.ready || !outbox.isOpen(now) || now < notBefore) {
        viewer.unsent = root;
        this.#host.leftBehind();
        if (now < notBefore) this.#host.later(viewer, notBefore);
        return;
      }
      viewer.unsent = null;
      const page = shown === root ? null : shown === null ? this.#tree(root) : this.#patch(shown, root);
      const head = viewer.head.take(viewer, outbox.frames + 1);
      const frame = head === null ? page : this.#frame(withHead(head, page?.text ?? ''));
      if (frame !== null) this.#sendPage(viewer, frame, now);
      else if (shown !== root) outbox.same(root);
    } else viewer.unsent = null;
    if (viewer.hasMessages) this.#sendMessages(viewer, now);
  }

  #sendPage(viewer: Viewer, frame: Frame, now: number): void {
    const { counters } = this.#host;
    const { lostBy } = viewer.outbox;
    if (lostBy === undefined) counters.patches++;
    else {
      counters.trees++;
      counters.morphs[lostBy]++;
    }
    this.#sendFrame(viewer, frame, viewer.root, now);
    if (viewer.pace > 0) viewer.notBefore = now + viewer.pace;
  }

  #sendMessages(viewer: Viewer, now: number): void {
    while (viewer.hasMessages && viewer.connection?.ready === true && viewer.outbox.isOpen(now)) {
      this.#host.counters.messages++;
      this.#sendFrame(viewer, viewer.takeMessage(), viewer.outbox.shown, now);
    }
  }

  #sendFrame(viewer: Viewer, frame: Frame, leadsTo: Instance | null, now: number): void {
    // Most viewers are sent the same as the one before, and share the note of it.
    if (this.#lastFrame !== frame || this.#lastSent.at !== now || this.#lastSent.root !== leadsTo) {
      this.#lastFrame = frame;
      this.#lastSent = { root: leadsTo, bytes: frame.bytes, at: now };
    }
    this.#host.counters.bytes += this.#lastSent.bytes;
    viewer.outbox.sent(this.#lastSent);
    viewer.connection?.send(frame);
  }

  #patch(before: Instance, now: Instance): Frame | null {
    let row = this.#patches.get(before);
    if (row === undefined) this.#patches.set(before, (row = new Map()));
    let frame = row.get(now);
    if (frame === undefined) {
      const text = publishTime('nopal:diff', { page: this.#page }, () => diff(before.nodes, now.nodes, this.#diffs));
      row.set(now, (frame = text === '' ? null : this.#frame(text)));
    }
    return frame;
  }

  /** Pages that differ elsewhere may change alike: what is the same text is one frame. */
  #frame(text: string): Frame {
    let frame = this.#frames.get(text);
    if (frame === undefined) this.#frames.set(text, (frame = new Frame(text)));
    return frame;
  }

  #tree(root: Instance): Frame {
    let frame = this.#trees.get(root);
    if (frame === undefined) {
      const text = publishTime('nopal:encode', {}, () => toWireList(root.nodes));
      this.#trees.set(root, (frame = treeFrame(text)));
    }
    return frame;
  }
}
