import { expect, test } from 'vitest';
import { count, formatBytes, formatDuration, formatPercent } from './format.ts';

test.each([
  [0, '0 s'],
  [950, '1 s'],
  [59_600, '1 min'],
  [83_000, '1 min 23 s'],
  [3_600_000, '1 h'],
  [3_720_000, '1 h 2 min'],
])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [15_300_000, '15.3 MB'],
])('%d bytes are %s', (size, text) => expect(formatBytes(size)).toBe(text));

test('one is not many', () => {
  expect([0, 1, 2000].map((n) => count(n, 'visitor'))).toEqual(['0 visitors', '1 visitor', '2,000 visitors']);
  expect(count(2, 'person', 'people')).toBe('2 people');
});

test('a share is a percentage', () => expect(formatPercent(0.125)).toBe('12.5%'));
