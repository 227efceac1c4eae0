import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from './deadlines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function make() {
  const due: string[] = [];
  const deadlines = new Deadlines<string, string>(100, (item) => due.push(item));
  const add = (...items: string[]): void => items.forEach((item) => deadlines.add(item, item));
  return { due, deadlines, add };
}

test('each item comes due its time after it was added; one timer serves all', () => {
  const { due, deadlines, add } = make();
  add('a');
  vi.advanceTimersByTime(60);
  add('b');
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(40);
  expect(due).toEqual(['a']);
  vi.advanceTimersByTime(60);
  expect(due).toEqual(['a', 'b']);
  expect([deadlines.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('an item that was taken never comes due; one that was added again starts anew', () => {
  const { due, deadlines, add } = make();
  add('a', 'b');
  vi.advanceTimersByTime(60);
  expect([deadlines.take('a'), deadlines.take('a')]).toEqual(['a', undefined]);
  add('b');
  vi.advanceTimersByTime(60);
  expect(due).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(due).toEqual(['b']);
});

test('the first is the one that comes due first, whichever were taken', () => {
  const { due, deadlines, add } = make();
  add('a', 'b', 'c', 'd', 'e');
  const firsts = ['c', 'a', 'e', 'b', 'd'].map((key) => {
    deadlines.take(key);
    return deadlines.first();
  });
  expect(firsts).toEqual(['a', 'b', 'b', 'd', undefined]);
  add('f', 'g', 'f');
  expect([deadlines.first(), deadlines.size]).toEqual(['g', 2]);
  vi.advanceTimersByTime(100);
  expect(due).toEqual(['g', 'f']);
});

test('an item that is added while others come due waits its full time', () => {
  const due: string[] = [];
  const deadlines = new Deadlines<string, string>(100, (item) => {
    due.push(item);
    if (item === 'a') deadlines.add('b', 'b');
  });
  deadlines.add('a', 'a');
  vi.advanceTimersByTime(199);
  expect(due).toEqual(['a']);
  vi.advanceTimersByTime(1);
  expect(due).toEqual(['a', 'b']);
});

test('clearing forgets the items and the timer', () => {
  const { due, deadlines, add } = make();
  add('a');
  deadlines.clear();
  expect([deadlines.size, deadlines.first(), vi.getTimerCount()]).toEqual([0, undefined, 0]);
  vi.advanceTimersByTime(1000);
  expect(due).toEqual([]);
});
