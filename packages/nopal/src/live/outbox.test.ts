import { expect, test } from 'vitest';
import type { Instance } from './instance.ts';
import { Outbox } from './outbox.ts';

const limits = { windowBytes: 100, windowMs: 1000 };
// Only told apart here, never looked into.
const root = (name: string): Instance => ({ name }) as unknown as Instance;
const [zero, one, two, three] = [root('0'), root('1'), root('2'), root('3')];

test('the window closes by bytes and by age; one frame may always be under way', () => {
  const outbox = new Outbox(zero, limits);
  expect(outbox.isOpen(0)).toBe(true);
  outbox.sent(one, 5000, 0);
  expect(outbox.isOpen(1)).toBe(false);
  outbox.acknowledge(1);
  expect([outbox.isOpen(1), outbox.unacknowledgedBytes]).toEqual([true, 0]);
  outbox.sent(two, 1, 1);
  expect(outbox.isOpen(999)).toBe(true);
  expect(outbox.isOpen(1001)).toBe(false);
});

test('a count names the page that it was sent with, until a later one is acknowledged', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent(one, 1, 0);
  outbox.sent(two, 1, 0);
  expect([0, 1, 2, 3].map((frames) => outbox.pageAt(frames))).toEqual([zero, one, two, undefined]);
  outbox.acknowledge(1);
  expect([0, 1, 2].map((frames) => outbox.pageAt(frames))).toEqual([undefined, one, two]);
  expect(outbox.shown).toBe(two);
});

test('a count that was never sent acknowledges nothing', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent(one, 1, 0);
  outbox.acknowledge(7);
  expect(outbox.unacknowledgedBytes).toBe(1);
  expect(outbox.pageAt(0)).toBe(zero);
});

test('what was sent beyond the frames of a resume never arrived', () => {
  const outbox = new Outbox(zero, limits);
  outbox.sent(one, 60, 0);
  outbox.sent(two, 60, 0);
  expect(outbox.resumeAt(1)).toBe(true);
  expect([outbox.shown, outbox.frames, outbox.isOpen(0)]).toEqual([one, 1, true]);
  outbox.sent(three, 1, 0);
  expect([outbox.frames, outbox.pageAt(2)]).toEqual([2, three]);
  outbox.acknowledge(2);
  expect(outbox.resumeAt(0)).toBe(false);
});

test('after a restart the base is unknown until the whole tree was acknowledged', () => {
  const outbox = new Outbox(zero, limits);
  outbox.restart(9, 'asked');
  expect(outbox.pageAt(9)).toBeUndefined();
  expect(outbox.resumeAt(9)).toBe(false);
  outbox.sent(two, 1, 0);
  expect(outbox.pageAt(10)).toBe(two);
  expect(outbox.resumeAt(10)).toBe(true);
});
