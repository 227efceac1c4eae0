import { expect, test } from 'vitest';
import { InternTable } from './intern-table.ts';

const named = (name: string) => ({ name });

test('equals are found by hash and comparison', () => {
  const table = new InternTable<{ name: string }>();
  const a = table.add(1, named('a'));
  table.add(1, named('b'));
  expect(table.find(1, ({ name }) => name === 'a')).toBe(a);
  expect(table.find(1, ({ name }) => name === 'c')).toBeUndefined();
  expect(table.find(2, () => true)).toBeUndefined();
});

test('a sweep keeps what is in use and forgets the rest', () => {
  const table = new InternTable<{ name: string }>();
  const values = Array.from({ length: 100 }, (_, i) => table.add(i % 10, named(String(i))));
  table.sweep(new Set(values.slice(0, 3)));
  expect(table.size).toBe(3);
  expect(table.find(2, ({ name }) => name === '2')).toBe(values[2]);
  expect(table.find(3, () => true)).toBeUndefined();
});

test('it is full once as much was added as the last sweep left, and a bad hash keeps it bounded', () => {
  const table = new InternTable<{ name: string }>();
  expect(table.isFull).toBe(false);
  for (let i = 0; i < 1024; i++) table.add(7, named(String(i)));
  expect(table.isFull).toBe(true);
  expect(table.size).toBe(64);
  expect(table.find(7, ({ name }) => name === '1023')).toBeDefined();
  table.sweep(new Set());
  expect([table.isFull, table.size]).toEqual([false, 0]);
});
