import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NopalError } from '../protocol/error.ts';
import { admit, isData, sameData } from './data.ts';
import { hashData, shortName } from './hash.ts';

/** Data of every kind that is admitted. */
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.date({ noInvalidDate: true }),
    ),
    fc.array(tie('data'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ maxLength: 4 }).filter((name) => name !== '__proto__'),
      tie('data'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

const clone = (value: unknown): unknown => structuredClone(value);

function refusal(value: unknown): string {
  try {
    admit(value, undefined, 'state');
  } catch (error) {
    if (error instanceof NopalError && error.code === 'not-data') return error.message;
    throw error;
  }
  return 'admitted';
}

test('what is admitted is an equal copy, frozen all the way down', () => {
  const value = { list: [{ a: 1 }], when: new Date(5), none: null, big: 7n };
  const taken = admit(value, undefined, 'state') as typeof value;
  expect(taken).toEqual(value);
  expect(taken).not.toBe(value);
  expect([taken, taken.list, taken.list[0], taken.when].every((part) => Object.isFrozen(part))).toBe(true);
  value.list[0] = { a: 2 };
  expect(taken.list[0]).toEqual({ a: 1 });
});

test('an equal value comes back as the previous one', () => {
  fc.assert(
    fc.property(data, (value) => {
      const first = admit(value, undefined, 'state');
      expect(Object.is(admit(clone(value), first, 'state'), first)).toBe(true);
      expect(Object.is(admit(first, undefined, 'state'), first)).toBe(true);
    }),
  );
});

test('equal parts of the previous value are kept, others are not', () => {
  const before = admit({ kept: { a: [1] }, gone: 1, rows: [{ id: 1 }, { id: 2 }] }, undefined, 'state') as {
    kept: object;
    rows: object[];
  };
  const now = admit({ kept: { a: [1] }, rows: [{ id: 1 }, { id: 3 }] }, before, 'state') as typeof before;
  expect(now).toEqual({ kept: { a: [1] }, rows: [{ id: 1 }, { id: 3 }] });
  expect(now.kept).toBe(before.kept);
  expect(now.rows[0]).toBe(before.rows[0]);
  expect(now.rows).not.toBe(before.rows);
});

test('a value whose previous one was something else is taken as it is', () => {
  fc.assert(
    fc.property(data, data, (value, previous) => {
      const taken = admit(value, admit(previous, undefined, 'state'), 'state');
      expect(sameData(taken, admit(value, undefined, 'state'))).toBe(true);
    }),
  );
});

test('0 and -0 are told apart, as Object.is does', () => {
  expect(Object.is(admit(-0, 0, 'state'), -0)).toBe(true);
  expect(sameData([0], [-0])).toBe(false);
});

test('properties that are undefined count as absent', () => {
  const before = admit({ a: 1 }, undefined, 'state');
  expect(admit({ a: 1, b: undefined }, before, 'state')).toBe(before);
  expect(admit(undefined, before, 'state')).toBeUndefined();
});

class Invoice {
  total = 1;
}
const circular: { self?: unknown } = {};
circular.self = circular;

test.each([
  ['a function', { a: { b: () => 1 } }, 'state.a.b is a function'],
  ['a symbol', [Symbol('x')], 'state[0] is a symbol'],
  ['NaN', { a: [1, Number.NaN] }, 'state.a[1] is NaN'],
  ['an infinity', Number.NEGATIVE_INFINITY, 'state is -Infinity'],
  ['undefined in a list', [undefined], 'state[0] is undefined'],
  // eslint-disable-next-line no-sparse-arrays
  ['a hole in a list', [1, , 2], 'state[1] is undefined'],
  ['a class instance', { invoice: new Invoice() }, 'state.invoice is an instance of Invoice'],
  ['a Map', new Map(), 'state is an instance of Map'],
  ['a Set', [new Set()], 'state[0] is an instance of Set'],
  ['an invalid Date', new Date(Number.NaN), 'state is an invalid Date'],
  [
    'a property that would be a prototype',
    JSON.parse('{"a":{"__proto__":{"x":1}}}'),
    'state.a.__proto__ would replace',
  ],
  ['a cycle', circular, 'refers to itself'],
])('%s is refused, naming its path', (_, value, message) => {
  expect(refusal(value)).toContain(message);
  expect(isData(value)).toBe(false);
});

test('an object without a prototype is data, and its names are only names', () => {
  const value = Object.assign(Object.create(null) as object, { constructor: 'x', toString: 1 });
  const taken = admit(value, {}, 'state');
  expect(taken).toEqual({ constructor: 'x', toString: 1 });
  expect(admit({ constructor: 'x', toString: 1 }, taken, 'state')).toBe(taken);
});

test('equal data have equal hashes, in whatever order their properties came', () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(hashData(admit(clone(value), undefined, 'x'))).toBe(hashData(value));
    }),
  );
  expect(hashData({ a: 1, b: 'x' })).toBe(hashData({ b: 'x', a: 1 }));
});

test('values that differ a little have different hashes', () => {
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, name: `row ${id}` }));
  expect(new Set(rows.map(hashData)).size).toBe(1000);
  expect(hashData([1, 2])).not.toBe(hashData([2, 1]));
});

test('a short name counts every character of a long text', () => {
  const names = Array.from({ length: 5000 }, (_, i) => shortName(`${'a'.repeat(60)}${i}${'b'.repeat(60)}`));
  expect(new Set(names).size).toBe(5000);
});
