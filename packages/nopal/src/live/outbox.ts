import type { Limits } from '../protocol/limits.ts';
import type { Instance } from './instance.ts';

/**
 * Why a browser's tree is not known, so that it gets the whole one: another viewer's page (a token used before), nodes
 * that differ from those served, a count that is not known any more, a browser that asked for it, a tree that was let
 * go.
 */
export type MorphReason = 'used-token' | 'checksum' | 'unknown-count' | 'asked' | 'let-go';

interface Sent {
  /** How many frames had been sent with this one. */
  readonly frames: number;
  /** The page that it brings the browser to; null when nobody keeps it any more. */
  readonly root: Instance | null;
  readonly bytes: number;
  /** When, in milliseconds of `performance.now()`. */
  readonly at: number;
}

/**
 * What one viewer was sent and has not acknowledged. Both ends count frames, so that a count names a tree; and while
 * too much is under way, nothing new is sent: the viewer gets one patch to the newest tree when it has caught up.
 */
export class Outbox {
  readonly #limits: Pick<Limits, 'windowBytes' | 'windowMs'>;
  /** Oldest first. */
  #underway: Sent[] = [];
  /** What the browser has for certain; null when that is not known. */
  #base: Instance | null;
  /** How many frames the browser applied for certain. */
  #acknowledged = 0;
  #bytes = 0;
  #lostBy: MorphReason | undefined;

  /** @param root the page as the browser has it now, which is frame 0 */
  constructor(root: Instance, limits: Pick<Limits, 'windowBytes' | 'windowMs'>) {
    this.#base = root;
    this.#limits = limits;
  }

  /** The page as of the last frame that was sent; null when it is not known, so that the whole tree is due. */
  get shown(): Instance | null {
    const { length } = this.#underway;
    return length === 0 ? this.#base : (this.#underway[length - 1] as Sent).root;
  }

  /** Why `shown` is not known. */
  get lostBy(): MorphReason | undefined {
    return this.shown === null ? this.#lostBy : undefined;
  }

  /** How many frames were sent. */
  get frames(): number {
    const { length } = this.#underway;
    return length === 0 ? this.#acknowledged : (this.#underway[length - 1] as Sent).frames;
  }

  /** Bytes sent and not acknowledged. */
  get unacknowledgedBytes(): number {
    return this.#bytes;
  }

  /** When the oldest unacknowledged frame was sent; `undefined` when there is none. */
  get waitingSince(): number | undefined {
    return this.#underway[0]?.at;
  }

  /** Whether a frame may be sent now. One may always be under way. */
  isOpen(now: number): boolean {
    const oldest = this.#underway[0];
    return oldest === undefined || (this.#bytes < this.#limits.windowBytes && now - oldest.at < this.#limits.windowMs);
  }

  /** Notes that a frame was sent after which the browser shows `root`. */
  sent(root: Instance | null, bytes: number, now: number): void {
    this.#underway.push({ frames: this.frames + 1, root, bytes, at: now });
    this.#bytes += bytes;
    if (root !== null) this.#lostBy = undefined;
  }

  /** Notes that the shown page is now this one, though nothing had to be sent for it. */
  same(root: Instance): void {
    const last = this.#underway.pop();
    if (last === undefined) this.#base = root;
    else this.#underway.push({ ...last, root });
  }

  /** Notes that the browser applied the first `frames` frames. A count that was never sent is ignored. */
  acknowledge(frames: number): void {
    if (frames > this.frames) return;
    while (this.#underway[0] !== undefined && this.#underway[0].frames <= frames) {
      const { frames: count, root, bytes } = this.#underway.shift() as Sent;
      this.#acknowledged = count;
      this.#base = root;
      this.#bytes -= bytes;
    }
  }

  /** The page that the browser had after this many frames, if it is still known. */
  pageAt(frames: number): Instance | undefined {
    if (frames === this.#acknowledged) return this.#base ?? undefined;
    return this.#underway.find((sent) => sent.frames === frames)?.root ?? undefined;
  }

  /** After a cut: what was sent beyond these frames never arrived. False when the browser's page is not known. */
  resumeAt(frames: number): boolean {
    const root = this.pageAt(frames);
    if (root === undefined) return false;
    this.#startAt(root, frames);
    return true;
  }

  /**
   * The browser holds something unknown; the next frame is a whole tree. Frames count on from here, and what happens
   * on the page before that frame cannot be told from it.
   */
  restart(frames: number, reason: MorphReason): void {
    this.#startAt(null, frames);
    this.#lostBy = reason;
  }

  /** Calls `visit` with each page that is kept for this viewer, the newest first. */
  eachKept(visit: (root: Instance) => void): void {
    for (let i = this.#underway.length - 1; i >= 0; i--) {
      const { root } = this.#underway[i] as Sent;
      if (root !== null) visit(root);
    }
    if (this.#base !== null) visit(this.#base);
  }

  /** Lets go of pages: a browser that has one of them gets the whole tree, and its events there are stale. */
  letGo(those: ReadonlySet<Instance>): void {
    const keep = (root: Instance | null): Instance | null => (root !== null && those.has(root) ? null : root);
    this.#base = keep(this.#base);
    this.#underway = this.#underway.map((sent) => ({ ...sent, root: keep(sent.root) }));
    if (this.shown === null) this.#lostBy ??= 'let-go';
  }

  #startAt(base: Instance | null, frames: number): void {
    this.#underway = [];
    this.#bytes = 0;
    this.#base = base;
    this.#acknowledged = frames;
    this.#lostBy = undefined;
  }
}
