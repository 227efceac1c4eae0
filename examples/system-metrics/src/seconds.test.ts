import { expect, test } from 'vitest';
import { everySecond, unixSeconds, untilNextSecond } from './seconds.ts';

test('a sample is due at full seconds, at least half a second after the one before', () => {
  expect([5000, 5001, 5400, 5600, 5999].map((now) => now + untilNextSecond(now))).toEqual([
    6000, 6000, 6000, 7000, 7000,
  ]);
});

test('times are whole Unix seconds', () => {
  expect(unixSeconds(1_700_000_000_999)).toBe(1_700_000_000);
});

test('waiting for the next second ends when the app does', async () => {
  const ending = new AbortController();
  const next = everySecond(ending.signal).next();
  ending.abort();
  await expect(next).rejects.toThrow('abort');
});
