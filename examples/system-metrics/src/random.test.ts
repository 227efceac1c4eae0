import { expect, test } from 'vitest';
import { randomWalk, seededRandom } from './random.ts';

test('a seed stands for a sequence of numbers, another one for others', () => {
  const sequence = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(sequence(7)).toEqual(sequence(7));
  expect(sequence(7)).not.toEqual(sequence(8));
});

test('a walk moves, and stays as near to its home as it promises', () => {
  const next = randomWalk(seededRandom(1), { home: 50, step: 2, pull: 0.1 });
  const values = Array.from({ length: 5000 }, next);
  expect(Math.max(...values)).toBeLessThanOrEqual(70);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(30);
  expect(new Set(values).size).toBeGreaterThan(4000);
});
