import { expect, test } from 'vitest';
import { scaleTop, size, xOf, yOf } from './chart.ts';

const points = (...values: number[]) => values.map((value) => ({ label: '', value }));

test.each([
  [[], 5],
  [[0], 5],
  [[5], 5],
  [[6], 10],
  [[11, 3], 20],
  [[201], 500],
  [[1000], 1000],
])('for %j the scale ends at %d', (values, top) => {
  expect(scaleTop(points(...values))).toBe(top);
});

test('0 is at the bottom, the largest at the top, first and last at the edges', () => {
  expect([yOf(0, 20), yOf(20, 20), yOf(10, 20)]).toEqual([size.height, 0, size.height / 2]);
  expect([xOf(0, 5), xOf(4, 5), xOf(2, 5)]).toEqual([0, size.width, size.width / 2]);
  expect(xOf(0, 1)).toBe(size.width);
});
