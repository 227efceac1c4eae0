import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('waits up to a bound that doubles with each attempt and ends at 20 seconds', () => {
  expect([0, 1, 2, 3, 10, 2000].map((attempt) => backoff(attempt))).toEqual([500, 1000, 2000, 4000, 20_000, 20_000]);
});
