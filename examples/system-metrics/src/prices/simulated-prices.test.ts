import { expect, test } from 'vitest';
import { simulatedPrices } from './simulated-prices.ts';

test('prices are the same for the same seed, move by little at a time, and stay above 0', () => {
  const quotes = (seed: number) => {
    const quote = simulatedPrices(seed);
    return Array.from({ length: 600 }, (_, index) => quote(1_700_000_000 + index));
  };
  const day = quotes(7);
  expect(quotes(7)).toEqual(day);
  expect(quotes(8)).not.toEqual(day);
  expect(day[599]?.timestamp).toBe(1_700_000_599);
  for (const symbol of Object.keys(day[0]?.prices ?? {})) {
    const course = day.map(({ prices }) => prices[symbol] ?? 0);
    expect(Math.min(...course)).toBeGreaterThan(0);
    expect(new Set(course).size).toBeGreaterThan(20);
    for (const [index, price] of course.slice(1).entries()) {
      expect(Math.abs(price - (course[index] ?? 0))).toBeLessThanOrEqual(price * 0.02);
    }
  }
});
