import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

function numbers(...seed: number[]): number[] {
  const random = createRandom(...seed);
  return Array.from({ length: 1000 }, random);
}

test('the same seed gives the same numbers, any other gives others', () => {
  expect(numbers(1, 0, 1)).toEqual(numbers(1, 0, 1));
  const firsts = [[1], [2], [1, 0], [1, 1], [0, 1], [1, 0, 0], [1, 0, 1]].map((seed) => numbers(...seed)[0]);
  expect(new Set(firsts).size).toBe(firsts.length);
});

test.each([[1], [2], [3, 0, 1]])('numbers are spread evenly from 0 to 1 (seed %j)', (...seed) => {
  const all = numbers(...seed);
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = all.filter((each) => each >= tenth / 10 && each < (tenth + 1) / 10).length;
    expect(inside).toBeGreaterThan(60);
    expect(inside).toBeLessThan(140);
  }
});
