import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

function take(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

test('the same seed gives the same numbers, another seed others', () => {
  expect(take(20, 3)).toEqual(take(20, 3));
  expect(take(20, 3)).not.toEqual(take(20, 4));
});

test('about one in five numbers is below 0.2', () => {
  const numbers = take(10_000, 1);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(numbers.filter((number) => number < 0.2).length / numbers.length).toBeCloseTo(0.2, 1);
});
