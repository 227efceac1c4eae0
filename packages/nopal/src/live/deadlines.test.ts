import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from './deadlines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function make() {
  const due: string[] = [];
  return { due, deadlines: new Deadlines<string>(100, (item) => due.push(item)) };
}

test('each item comes due its time after it was added; one timer serves all', () => {
  const { due, deadlines } = make();
  deadlines.add('a');
  vi.advanceTimersByTime(60);
  deadlines.add('b');
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(40);
  expect(due).toEqual(['a']);
  vi.advanceTimersByTime(60);
  expect(due).toEqual(['a', 'b']);
  expect([deadlines.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('an item that was removed never comes due; one that was added again starts anew', () => {
  const { due, deadlines } = make();
  deadlines.add('a');
  deadlines.add('b');
  vi.advanceTimersByTime(60);
  deadlines.remove('a');
  deadlines.add('b');
  vi.advanceTimersByTime(60);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(due).toEqual(['b']);
});

test('clearing forgets the items and the timer', () => {
  const { due, deadlines } = make();
  deadlines.add('a');
  deadlines.clear();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([]);
});
