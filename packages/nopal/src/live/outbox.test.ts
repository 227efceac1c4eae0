import { expect, test } from 'vitest';
import type { Instance } from './instance.ts';
import { Outbox } from './outbox.ts';

const limits = { windowBytes: 100, windowFrames: 100, windowFreeBytes: 0, windowMs: 1000 };
// Only told apart here, never looked into.
const root = (name: string): Instance => ({ name }) as unknown as Instance;
const [zero, one, two, three] = [root('0'), root('1'), root('2'), root('3')];

test('the window closes by bytes and by age; one frame may always be under way', () => {
  const outbox = new Outbox(zero, limits);
  expect(outbox.isOpen(0)).toBe(true);
  outbox.sent({ root: one, bytes: 5000, at: 0 });
  expect(outbox.isOpen(1)).toBe(false);
  outbox.acknowledge(1);
  expect([outbox.isOpen(1), outbox.unacknowledgedBytes]).toEqual([true, 0]);
  outbox.sent({ root: two, bytes: 1, at: 1 });
  expect(outbox.isOpen(999)).toBe(true);
  expect(outbox.isOpen(1001)).toBe(false);
});

test('a count names the page that it was sent with, until a later one is acknowledged', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 1, at: 0 });
  outbox.sent({ root: two, bytes: 1, at: 0 });
  expect([0, 1, 2, 3].map((frames) => outbox.pageAt(frames))).toEqual([zero, one, two, undefined]);
  outbox.acknowledge(1);
  expect([0, 1, 2].map((frames) => outbox.pageAt(frames))).toEqual([undefined, one, two]);
  expect(outbox.shown).toBe(two);
});

test('a count that was never sent acknowledges nothing', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 1, at: 0 });
  outbox.acknowledge(7);
  expect(outbox.unacknowledgedBytes).toBe(1);
  expect(outbox.pageAt(0)).toBe(zero);
});

test('what was sent beyond the frames of a resume never arrived', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 60, at: 0 });
  outbox.sent({ root: two, bytes: 60, at: 0 });
  expect(outbox.resumeAt(1)).toBe(true);
  expect([outbox.shown, outbox.frames, outbox.isOpen(0)]).toEqual([one, 1, true]);
  outbox.sent({ root: three, bytes: 1, at: 0 });
  expect([outbox.frames, outbox.pageAt(2)]).toEqual([2, three]);
  outbox.acknowledge(2);
  expect(outbox.resumeAt(0)).toBe(false);
});

test('after a restart the base is unknown until the whole tree was acknowledged', () => {
  const outbox = new Outbox(zero, limits);
  outbox.restart(9, 'asked');
  expect(outbox.pageAt(9)).toBeUndefined();
  expect(outbox.resumeAt(9)).toBe(false);
  outbox.sent({ root: two, bytes: 1, at: 0 });
  expect(outbox.pageAt(10)).toBe(two);
  expect(outbox.resumeAt(10)).toBe(true);
});

test('every frame counts, also one that leads to no other page', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 10, at: 0 });
  // An answer to an event, or a beat.
  outbox.sent({ root: outbox.shown, bytes: 2, at: 5 });
  expect([outbox.frames, outbox.unacknowledgedBytes, outbox.shown]).toEqual([2, 12, one]);
  outbox.acknowledge(1);
  expect([outbox.waitingSince, outbox.unacknowledgedBytes]).toEqual([5, 2]);
  expect([outbox.pageAt(1), outbox.pageAt(2)]).toEqual([one, one]);
  outbox.acknowledge(2);
  expect(outbox.waitingSince).toBeUndefined();
});

test('a message before the whole tree leads to nothing known, and the reason is kept until the tree is sent', () => {
  const outbox = new Outbox(zero, limits);
  outbox.restart(3, 'checksum');
  outbox.sent({ root: outbox.shown, bytes: 1, at: 0 });
  expect([outbox.frames, outbox.shown, outbox.lostBy]).toEqual([4, null, 'checksum']);
  outbox.sent({ root: one, bytes: 1, at: 0 });
  expect([outbox.frames, outbox.shown, outbox.lostBy]).toEqual([5, one, undefined]);
  expect([outbox.pageAt(4), outbox.pageAt(5)]).toEqual([undefined, one]);
});

test('what was let go is known no more, and only if it was the newest does the next frame have to be a tree', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 1, at: 0 });
  outbox.sent({ root: two, bytes: 1, at: 0 });
  outbox.letGo(new Set([zero, one]));
  expect([0, 1, 2].map((frames) => outbox.pageAt(frames))).toEqual([undefined, undefined, two]);
  expect([outbox.shown, outbox.lostBy, outbox.frames]).toEqual([two, undefined, 2]);
  outbox.letGo(new Set([two]));
  expect([outbox.shown, outbox.lostBy, outbox.frames]).toEqual([null, 'let-go', 2]);
  expect(outbox.unacknowledgedBytes).toBe(2);
});

test('the pages that are kept are visited from the newest to the one that the browser has for certain', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent({ root: one, bytes: 1, at: 0 });
  outbox.sent({ root: two, bytes: 1, at: 0 });
  outbox.acknowledge(1);
  const kept: Instance[] = [];
  outbox.eachKept((each) => kept.push(each));
  expect(kept).toEqual([two, one]);
});

test('viewers share the notes of what they were sent, and what happens to one is not told of the other', () => {
  const [first, second] = [new Outbox(zero, limits), new Outbox(zero, limits)];
  const sent = { root: one, bytes: 1, at: 0 };
  first.sent(sent);
  second.sent(sent);
  first.same(two);
  expect([first.shown, second.shown]).toEqual([two, one]);
  second.letGo(new Set([one]));
  expect([first.shown, second.shown]).toEqual([two, null]);
});

test('the window closes by the number of frames, since a tree is kept for each', () => {
  const outbox = new Outbox(zero, { windowBytes: 1000, windowFrames: 2, windowFreeBytes: 1000, windowMs: 1000 });
  outbox.sent({ root: one, bytes: 1, at: 0 });
  expect(outbox.isOpen(1)).toBe(true);
  outbox.sent({ root: two, bytes: 1, at: 0 });
  expect(outbox.isOpen(1)).toBe(false);
  outbox.acknowledge(1);
  expect(outbox.isOpen(1)).toBe(true);
});
