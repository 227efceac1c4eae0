import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('so many at once, then so many a second, and it says how long to wait', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 1000);
  expect([1, 2, 3].map(() => bucket.take(1000))).toEqual([0, 0, 0]);
  expect(bucket.take(1000)).toBe(500);
  expect(bucket.take(1250)).toBe(250);
  expect(bucket.take(1500)).toBe(0);
  expect(bucket.take(1500)).toBe(500);
});

test('it never holds more than the burst', () => {
  const bucket = new TokenBucket({ perSecond: 1000, burst: 2 }, 0);
  expect([1, 2, 3].map(() => bucket.take(60_000))).toEqual([0, 0, 1]);
});
