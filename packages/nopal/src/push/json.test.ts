import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromJson, toJson } from './json.ts';

test('what JSON can carry comes back equal, and cannot be changed', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/-0|__proto__/.test(JSON.stringify(value)));
  fc.assert(
    fc.property(json, (value) => {
      const back = fromJson(toJson(value, 'm'));
      expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      if (typeof back === 'object' && back !== null) expect(Object.isFrozen(back)).toBe(true);
    }),
  );
  const nested = fromJson('{"a":[{"b":1}]}') as { a: { b: number }[] };
  expect(Object.isFrozen(nested.a)).toBe(true);
  expect(Object.isFrozen(nested.a[0])).toBe(true);
});

test('properties that are undefined count as absent', () => {
  expect(toJson({ a: 1, b: undefined }, 'm')).toBe('{"a":1}');
});

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

test.each([
  [undefined, 'm is undefined'],
  [{ list: [1, undefined] }, 'm.list[1] is undefined'],
  [Array(1), 'm[0] is undefined'],
  [{ n: NaN }, 'm.n is NaN'],
  [{ n: -Infinity }, 'm.n is -Infinity'],
  [{ at: new Date(0) }, 'm.at is an instance of Date'],
  [{ run: () => 1 }, 'm.run is a function'],
  [{ big: 1n }, 'm.big is a bigint'],
  [{ name: Symbol('x') }, 'm.name is a symbol'],
  [new Map(), 'm is an instance of Map'],
  [JSON.parse('{"a":{"__proto__":1}}'), 'm.a.__proto__ would replace a prototype'],
  [cycle, 'refers to itself'],
])('%o is refused, naming the part', (value, said) => {
  expect(() => toJson(value, 'm')).toThrow(said);
  expect(() => toJson(value, 'm')).toThrow('[message-not-json]');
});
