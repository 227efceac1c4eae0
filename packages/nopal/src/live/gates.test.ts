import { expect, test } from 'vitest';
import type { ComponentInfo } from '../ui/component.ts';
import { Gates } from './gates.ts';

// Only told apart here, never looked into.
const [chart, clock] = [{}, {}] as [ComponentInfo, ComponentInfo];

test('a component may be rendered at once, then after its period, for everybody in the same flush', () => {
  const gates = new Gates();
  expect(gates.flush(1000).isOpen(chart, 10)).toBe(true);
  expect(gates.flush(1099).isOpen(chart, 10)).toBe(false);
  const flush = gates.flush(1100);
  // The second viewer of the same flush is let through like the first.
  expect([flush.isOpen(chart, 10), flush.isOpen(chart, 10)]).toEqual([true, true]);
  expect(gates.flush(1199).isOpen(chart, 10)).toBe(false);
});

test('components do not hold each other', () => {
  const gates = new Gates();
  const flush = gates.flush(0);
  expect([flush.isOpen(chart, 1), flush.isOpen(clock, 1)]).toEqual([true, true]);
  const next = gates.flush(500);
  expect([next.isOpen(chart, 1), next.isOpen(clock, 2)]).toEqual([false, true]);
});

test('a flush knows when the first of those that it held may be rendered', () => {
  const gates = new Gates();
  const flush = gates.flush(0);
  for (const [info, rate] of [
    [chart, 1],
    [clock, 4],
  ] as const) {
    flush.isOpen(info, rate);
  }
  expect(flush.next).toBe(Infinity);
  const next = gates.flush(100);
  next.isOpen(chart, 1);
  expect(next.next).toBe(1000);
  next.isOpen(clock, 4);
  expect(next.next).toBe(250);
});
