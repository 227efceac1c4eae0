import type { Limits } from '../protocol/limits.ts';
import type { Instance } from './instance.ts';

interface Sent {
  /** How many frames had been sent with this one. */
  readonly frames: number;
  readonly root: Instance;
  readonly bytes: number;
  /** When, in milliseconds. */
  readonly at: number;
}

/**
 * What one viewer was sent and has not acknowledged. Both ends count frames, so that a count names a tree; and while
 * too much is under way, nothing new is sent: the viewer gets one patch to the newest tree when it has caught up.
 */
export class Outbox {
  readonly #limits: Pick<Limits, 'windowBytes' | 'windowMs'>;
  /** Oldest first. */
  readonly #underway: Sent[] = [];
  /** What the browser has for certain; `known` is false when it holds something else there. */
  #acknowledged: { frames: number; root: Instance; known: boolean };
  #bytes = 0;

  /** @param root the page as the browser has it now, which is frame 0 */
  constructor(root: Instance, limits: Pick<Limits, 'windowBytes' | 'windowMs'>) {
    this.#acknowledged = { frames: 0, root, known: true };
    this.#limits = limits;
  }

  /** The page as of the last frame that was sent. */
  get shown(): Instance {
    return this.#underway.at(-1)?.root ?? this.#acknowledged.root;
  }

  /** How many frames were sent. */
  get frames(): number {
    return this.#underway.at(-1)?.frames ?? this.#acknowledged.frames;
  }

  /** Bytes sent and not acknowledged. */
  get unacknowledgedBytes(): number {
    return this.#bytes;
  }

  /** Whether a frame may be sent now. One may always be under way. */
  isOpen(now: number): boolean {
    const oldest = this.#underway[0];
    return oldest === undefined || (this.#bytes < this.#limits.windowBytes && now - oldest.at < this.#limits.windowMs);
  }

  /** Notes that a frame was sent which brings the browser to `root`. */
  sent(root: Instance, bytes: number, now: number): void {
    this.#underway.push({ frames: this.frames + 1, root, bytes, at: now });
    this.#bytes += bytes;
  }

  /** Notes that the shown page is now this one, though nothing had to be sent for it. */
  same(root: Instance): void {
    const last = this.#underway.pop();
    if (last === undefined) this.#acknowledged = { ...this.#acknowledged, root };
    else this.#underway.push({ ...last, root });
  }

  /** Notes that the browser applied the first `frames` frames. A count that was never sent is ignored. */
  acknowledge(frames: number): void {
    if (frames > this.frames) return;
    while (this.#underway[0] !== undefined && this.#underway[0].frames <= frames) {
      const { frames: count, root, bytes } = this.#underway.shift() as Sent;
      this.#acknowledged = { frames: count, root, known: true };
      this.#bytes -= bytes;
    }
  }

  /** The page that the browser had after this many frames, if it is still known. */
  pageAt(frames: number): Instance | undefined {
    const { frames: count, root, known } = this.#acknowledged;
    if (frames === count) return known ? root : undefined;
    return this.#underway.find((sent) => sent.frames === frames)?.root;
  }

  /** After a cut: what was sent beyond these frames never arrived. False when the browser's page is not known. */
  resumeAt(frames: number): boolean {
    const root = this.pageAt(frames);
    if (root === undefined) return false;
    this.#underway.length = 0;
    this.#bytes = 0;
    this.#acknowledged = { frames, root, known: true };
    return true;
  }

  /**
   * The browser holds something unknown; the next frame is a whole tree. Frames count on from here, and what happens
   * on the page before that frame cannot be told from it.
   */
  restart(root: Instance, frames: number): void {
    this.#underway.length = 0;
    this.#bytes = 0;
    this.#acknowledged = { frames, root, known: false };
  }
}
