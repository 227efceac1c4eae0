import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventDetail } from './event-detail.ts';

test('keeps what is documented', () => {
  const detail = {
    target: { tag: 'input', id: 'a', name: 'b', value: 'c', values: ['c', 'd'], checked: true },
    shiftKey: true,
    button: 1,
    key: 'Enter',
    value: 'c',
    data: { one: 'x', many: ['y', 'z'] },
    submitter: null,
    detail: { point: [1, 'x', null, { deep: false }] },
  };
  expect(readEventDetail(detail)).toEqual(detail);
});

test('a custom event without detail has none', () => {
  expect(readEventDetail({ detail: null })).toHaveProperty('detail', null);
  expect(readEventDetail({})).not.toHaveProperty('detail');
});

/** `depth` lists in one another. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

test('what is nested deeper than 32 levels is dropped as a whole', () => {
  expect(readEventDetail({ detail: nested(32) })).toHaveProperty('detail', nested(32));
  expect(readEventDetail({ detail: nested(33) })).not.toHaveProperty('detail');
  expect(readEventDetail({ detail: { shallow: 1, deep: nested(32) } })).not.toHaveProperty('detail');
  expect(readEventDetail({ detail: nested(2000) })).not.toHaveProperty('detail');
});

test('a custom detail has no part that a state could not hold', () => {
  const { detail } = readEventDetail(JSON.parse('{"detail":{"a":1e999,"__proto__":{"polluted":true},"b":[-1e999]}}'));
  expect(detail).toEqual({ a: null, b: [null] });
  expect((detail as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.isFrozen((detail as { b: unknown }).b)).toBe(true);
});

test("the field that names a form is nobody else's business", () => {
  const { data } = readEventDetail({ data: { 'nopal-form': 'x1', title: 'a' } });
  expect(Object.entries(data as object)).toEqual([['title', 'a']]);
});

test('a list is no form', () => {
  expect(readEventDetail({ data: ['a'] })).not.toHaveProperty('data');
});

test('drops what has another type or is unknown', () => {
  const detail = readEventDetail({
    target: { tag: 1, id: null, name: {}, value: 2, values: 'c', checked: 'yes', extra: 'x' },
    shiftKey: 1,
    button: '1',
    key: ['Enter'],
    value: {},
    data: { one: 1, many: ['y', 2, null], none: null },
    submitter: 'button',
    isTrusted: true,
  });
  expect(detail).toEqual({
    target: { tag: '', id: '', name: '' },
    data: { many: ['y'] },
    submitter: { tag: '', id: '', name: '' },
  });
});

test('a field may be named like anything that objects have', () => {
  const { data } = readEventDetail(JSON.parse('{"data":{"__proto__":"a","constructor":"b","toString":["c"]}}'));
  expect(Object.entries(data as object)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', ['c']],
  ]);
  expect((data as { polluted?: unknown }).polluted).toBeUndefined();
});

test('whatever a browser sent, the outcome is frozen throughout and has the documented shape', () => {
  const names = fc.constantFrom(
    'target',
    'altKey',
    'button',
    'key',
    'repeat',
    'value',
    'values',
    'data',
    'submitter',
    'detail',
    '__proto__',
    'constructor',
    'x',
  );
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.dictionary(fc.oneof(names, fc.string()), tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value;
  const prototypes = JSON.stringify([
    Object.getOwnPropertyNames(Object.prototype),
    Object.getOwnPropertyNames(Array.prototype),
  ]);
  fc.assert(
    fc.property(fc.dictionary(names, json), (sent) => {
      // As it comes over the wire, where `__proto__` is a name like any other.
      const detail = readEventDetail(JSON.parse(JSON.stringify(sent)) as Record<string, unknown>);
      expect(isFrozen(detail)).toBe(true);
      expectTarget(detail['target']);
      if (detail['submitter'] !== undefined && detail['submitter'] !== null) expectTarget(detail['submitter']);
      expect(['undefined', 'boolean']).toContain(typeof detail['altKey']);
      expect(['undefined', 'number']).toContain(typeof detail['button']);
      expect(detail['value']).toBe((detail['target'] as { value?: string }).value);
      for (const field of Object.values((detail['data'] as object | undefined) ?? {}) as unknown[])
        expect([field].flat().every((item) => typeof item === 'string')).toBe(true);
      if (detail['detail'] !== undefined) expect(isData(detail['detail'])).toBe(true);
      for (const name of Object.keys(detail)) expect(KNOWN).toContain(name);
    }),
    { numRuns: 300 },
  );
  expect(
    JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]),
  ).toBe(prototypes);
});

test('values that no JSON has do no harm either', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('target', 'data', 'detail', 'submitter'), fc.anything()), (sent) => {
      expect(isFrozen(readEventDetail(sent))).toBe(true);
    }),
  );
});

const KNOWN = [
  'target',
  'value',
  'altKey',
  'ctrlKey',
  'metaKey',
  'shiftKey',
  'button',
  'key',
  'code',
  'repeat',
  'data',
  'submitter',
  'detail',
];

function expectTarget(target: unknown): void {
  const { tag, id, name, value, values, checked, ...rest } = target as Record<string, unknown>;
  expect([tag, id, name].every((text) => typeof text === 'string')).toBe(true);
  expect(['undefined', 'string']).toContain(typeof value);
  expect(['undefined', 'boolean']).toContain(typeof checked);
  expect(values === undefined || (Array.isArray(values) && values.every((item) => typeof item === 'string'))).toBe(
    true,
  );
  expect(rest).toEqual({});
}

/** Whether neither a value nor anything in it can be changed. */
function isFrozen(value: unknown): boolean {
  return (
    typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
  );
}

/** Whether a value is JSON of plain objects and lists, with nothing that would replace a prototype. */
function isData(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isData);
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    !Object.hasOwn(value, '__proto__') &&
    Object.values(value).every(isData)
  );
}
