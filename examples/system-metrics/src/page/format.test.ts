import { expect, test } from 'vitest';
import { formatPercent, formatRate } from './format.ts';

test('numbers have the unit that they are read best in', () => {
  expect([0, 37.25, 100].map(formatPercent)).toEqual(['0.0 %', '37.3 %', '100.0 %']);
  expect([0, 999, 999.6, 1_234_567, 999_600, 4e9, 5e13].map(formatRate)).toEqual([
    '0 B/s',
    '999 B/s',
    '1 kB/s',
    '1.23 MB/s',
    '1 MB/s',
    '4 GB/s',
    '50,000 GB/s',
  ]);
});
