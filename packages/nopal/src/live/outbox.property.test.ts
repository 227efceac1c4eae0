import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instance } from './instance.ts';
import { Outbox, type MorphReason } from './outbox.ts';

const limits = { windowBytes: 100, windowFrames: 1000, windowFreeBytes: 20, windowMs: 50 };
// Only told apart here, never looked into.
const roots = Array.from({ length: 6 }, (_, i) => ({ name: i }) as unknown as Instance);

interface Entry {
  root: Instance | null;
  readonly bytes: number;
  readonly at: number;
}

/** The same, said slowly: every frame since the start, and how many of them the browser has for certain. */
class Model {
  sent: Entry[];
  acknowledged = 0;
  /** The count of frames that the first entry stands for. */
  start = 0;
  reason: MorphReason | undefined;

  constructor(root: Instance) {
    this.sent = [{ root, bytes: 0, at: 0 }];
  }

  get frames(): number {
    return this.start + this.sent.length - 1;
  }

  get underway(): Entry[] {
    return this.sent.slice(this.acknowledged + 1 - this.start);
  }

  get kept(): Entry[] {
    return this.sent.slice(this.acknowledged - this.start);
  }

  get shown(): Instance | null {
    return (this.sent.at(-1) as Entry).root;
  }

  pageAt(frames: number): Instance | undefined {
    if (frames < this.acknowledged) return undefined;
    return this.sent[frames - this.start]?.root ?? undefined;
  }

  lossAt(frames: number): MorphReason {
    if (frames > this.frames) return 'asked';
    return frames < this.acknowledged ? 'unknown-count' : (this.reason ?? 'let-go');
  }

  startAt(root: Instance | null, frames: number): void {
    this.sent = [{ root, bytes: 0, at: 0 }];
    this.start = this.acknowledged = frames;
    this.reason = undefined;
  }

  isOpen(now: number): boolean {
    const bytes = this.underway.reduce((sum, entry) => sum + entry.bytes, 0);
    const [oldest] = this.underway;
    if (oldest === undefined) return true;
    return bytes < limits.windowBytes && (bytes < limits.windowFreeBytes || now - oldest.at < limits.windowMs);
  }
}

type Step = readonly [kind: string, root: number, value: number];
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('sent', 'sent', 'sent', 'beat', 'acknowledge', 'same', 'resume', 'restart', 'let go', 'pass'),
  fc.nat(roots.length - 1),
  fc.nat(40),
);

function take(outbox: Outbox, model: Model, [kind, which, value]: Step, now: number): void {
  const root = roots[which] as Instance;
  const frames = Math.max(0, model.frames - (value % 5) + 1);
  if (kind === 'sent' || kind === 'beat') {
    const entry = { root: kind === 'sent' ? root : model.shown, bytes: value, at: now };
    outbox.sent({ ...entry });
    model.sent.push(entry);
  } else if (kind === 'acknowledge') {
    outbox.acknowledge(frames);
    if (frames > model.frames || frames <= model.acknowledged) return;
    model.acknowledged = frames;
    // The reason is asked for until both what the browser has and what it is sent are known.
    if (model.kept[0]?.root !== null && model.shown !== null) model.reason = undefined;
  } else if (kind === 'same') {
    if (model.shown === null) return;
    outbox.same(root);
    (model.sent.at(-1) as Entry).root = root;
  } else if (kind === 'resume') {
    const page = model.pageAt(frames);
    expect(outbox.resumeAt(frames)).toBe(page !== undefined);
    if (page !== undefined) model.startAt(page, frames);
  } else if (kind === 'restart') {
    outbox.restart(frames, 'checksum');
    model.startAt(null, frames);
    model.reason = 'checksum';
  } else if (kind === 'let go') {
    const those = new Set([root, roots[value % roots.length] as Instance]);
    outbox.letGo(those);
    const { shown } = model;
    for (const entry of model.kept) if (entry.root !== null && those.has(entry.root)) entry.root = null;
    if (model.shown !== shown) model.reason = 'let-go';
  }
}

test('an outbox is what a list of everything sent would be', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let now = 0;
      const outbox = new Outbox(roots[0] as Instance, limits);
      const model = new Model(roots[0] as Instance);
      for (const each of steps) {
        if (each[0] === 'pass') now += each[2];
        take(outbox, model, each, now);
        expect([outbox.frames, outbox.shown, outbox.isOpen(now)]).toEqual([
          model.frames,
          model.shown,
          model.isOpen(now),
        ]);
        expect(outbox.unacknowledgedBytes).toBe(model.underway.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(outbox.waitingSince).toBe(model.underway[0]?.at);
        expect(outbox.lostBy).toBe(model.shown === null ? model.reason : undefined);
        for (let count = 0; count <= model.frames + 1; count++) {
          expect(outbox.pageAt(count)).toBe(model.pageAt(count));
          if (model.pageAt(count) === undefined) expect(outbox.lossAt(count)).toBe(model.lossAt(count));
        }
        const kept: Instance[] = [];
        outbox.eachKept((root) => kept.push(root));
        expect(kept).toEqual(model.kept.flatMap(({ root }) => root ?? []).toReversed());
      }
    }),
    { numRuns: 500 },
  );
});
