import { expect, test } from 'vitest';
import { barOf, roundTop, viewOf } from './chart.ts';

test('while time goes on within a day, a bar stays where it is, and only the view moves', () => {
  const noon = 1_700_049_600;
  expect(barOf(noon, 40, noon)).toBe(barOf(noon, 40, noon + 100));
  expect(viewOf(noon, 100)).toBe('43080.5 -100 120 100');
  expect(viewOf(noon + 1, 100)).toBe('43081.5 -100 120 100');
});

test('after midnight, what was before is on its left', () => {
  const midnight = 1_700_006_400;
  expect(midnight % 86_400).toBe(0);
  expect([-1, 0, 1].map((second) => barOf(midnight + second, 7, midnight + 1))).toEqual([
    'M-1 0V-7',
    'M0 0V-7',
    'M1 0V-7',
  ]);
  expect(viewOf(midnight + 1, 100)).toBe('-118.5 -100 120 100');
});

test('a scale ends at the next round number', () => {
  expect([[], [0], [1000], [1001], [2500], [5000], [5001], [123_456], [1e9]].map(roundTop)).toEqual([
    1000, 1000, 1000, 2000, 5000, 5000, 10_000, 200_000, 1e9,
  ]);
});
