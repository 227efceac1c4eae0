import type { Limits } from '../protocol/limits.ts';
import type { Instance } from './instance.ts';

/**
 * Why a browser's tree is not known, so that it gets the whole one: another viewer's page (a token used before), nodes
 * that differ from those served, a count that is not known any more, a browser that asked for it, a tree that was let
 * go.
 */
export type MorphReason = 'used-token' | 'checksum' | 'unknown-count' | 'asked' | 'let-go';

/** One frame that was sent. Viewers who were sent the same in the same moment share the object. */
export interface Sent {
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
  readonly #limits: WindowLimits;
  /** Oldest first; the first is the one after those that were acknowledged. */
  #underway: Sent[] = [];
  /** What the browser has for certain; null when that is not known. */
  #base: Instance | null;
  /** That of the last frame that was sent. Ten thousand viewers are asked for it at once, so it is not looked up. */
  #shown: Instance | null;
  /** How many frames the browser applied for certain. */
  #acknowledged = 0;
  #bytes = 0;
  #lastSentAt = 0;
  #lostBy: MorphReason | undefined;

  /** @param root the page as the browser has it now, which is frame 0 */
  constructor(root: Instance, limits: WindowLimits) {
    this.#base = root;
    this.#shown = root;
    this.#limits = limits;
  }

  /** The page as of the last frame that was sent; null when it is not known, so that the whole tree is due. */
  get shown(): Instance | null {
    return this.#shown;
  }

  /** Why `shown` is not known. */
  get lostBy(): MorphReason | undefined {
    return this.shown === null ? this.#lostBy : undefined;
  }

  /** How many frames were sent. */
  get frames(): number {
    return this.#acknowledged + this.#underway.length;
  }

  /** Bytes sent and not acknowledged. */
  get unacknowledgedBytes(): number {
    return this.#bytes;
  }

  /** When the oldest unacknowledged frame was sent; `undefined` when there is none. */
  get waitingSince(): number | undefined {
    return this.#underway[0]?.at;
  }

  /** When a frame was sent last, by the same clock; 0 when none was. */
  get lastSentAt(): number {
    return this.#lastSentAt;
  }

  /** Whether a frame may be sent now. One may always be under way. */
  isOpen(now: number): boolean {
    const { windowBytes, windowFrames, windowFreeBytes, windowMs } = this.#limits;
    const oldest = this.#underway[0];
    if (oldest === undefined) return true;
    if (this.#bytes >= windowBytes || this.#underway.length >= windowFrames) return false;
    return this.#bytes < windowFreeBytes || now - oldest.at < windowMs;
  }

  /** Notes that a frame was sent. */
  sent(frame: Sent): void {
    this.#underway.push(frame);
    this.#bytes += frame.bytes;
    this.#shown = frame.root;
    this.#lastSentAt = frame.at;
  }

  /** Notes that the shown page is now this one, though nothing had to be sent for it. */
  same(root: Instance): void {
    this.#shown = root;
    const last = this.#underway.pop();
    if (last === undefined) this.#base = root;
    else this.#underway.push({ ...last, root });
  }

  /** Notes that the browser applied the first `frames` frames. A count that was never sent is ignored. */
  acknowledge(frames: number): void {
    const count = frames - this.#acknowledged;
    if (count <= 0 || count > this.#underway.length) return;
    const done = this.#underway.splice(0, count);
    for (const { bytes } of done) this.#bytes -= bytes;
    this.#base = (done[count - 1] as Sent).root;
    this.#acknowledged = frames;
    // The reason is asked for until both what the browser has and what it is sent are known.
    if (this.#base !== null && this.#shown !== null) this.#lostBy = undefined;
  }

  /** The page that the browser had after this many frames, if it is still known. */
  pageAt(frames: number): Instance | undefined {
    if (frames === this.#acknowledged) return this.#base ?? undefined;
    return this.#underway[frames - this.#acknowledged - 1]?.root ?? undefined;
  }

  /** After a cut: what was sent beyond these frames never arrived. False when the browser's page is not known. */
  resumeAt(frames: number): boolean {
    const root = this.pageAt(frames);
    if (root === undefined) return false;
    this.#startAt(root, frames);
    return true;
  }

  /** Why the page that the browser had after this many frames is not known. */
  lossAt(frames: number): MorphReason {
    if (frames > this.frames) return 'asked';
    return frames < this.#acknowledged ? 'unknown-count' : (this.#lostBy ?? 'let-go');
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
    if (this.#base !== null && those.has(this.#base)) this.#base = null;
    this.#underway = this.#underway.map((sent) =>
      sent.root !== null && those.has(sent.root) ? { ...sent, root: null } : sent,
    );
    if (this.#shown === null || !those.has(this.#shown)) return;
    this.#shown = null;
    this.#lostBy = 'let-go';
  }

  #startAt(base: Instance | null, frames: number): void {
    this.#underway = [];
    this.#bytes = 0;
    this.#base = base;
    this.#shown = base;
    this.#acknowledged = frames;
    this.#lostBy = undefined;
  }
}

/** What bounds how much may be under way. */
export type WindowLimits = Pick<Limits, 'windowBytes' | 'windowFrames' | 'windowFreeBytes' | 'windowMs'>;
