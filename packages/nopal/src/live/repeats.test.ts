import { expect, test } from 'vitest';
import { Repeats } from './repeats.ts';

test('a message is logged at once, kept back for ten seconds, then logged with its count', () => {
  let now = 0;
  const repeats = new Repeats(() => now);
  expect(repeats.admit('a')).toBe(0);
  expect(repeats.admit('a')).toBeUndefined();
  expect(repeats.admit('b')).toBe(0);
  now = 9_999;
  expect(repeats.admit('a')).toBeUndefined();
  now = 10_000;
  expect(repeats.admit('a')).toBe(2);
  expect(repeats.admit('a')).toBeUndefined();
});

test('however many different messages come, a bounded number is remembered', () => {
  const repeats = new Repeats(() => 0);
  expect(repeats.admit('first')).toBe(0);
  for (let i = 0; i < 1000; i++) repeats.admit(`message ${i}`);
  expect(repeats.admit('first')).toBe(0);
});
