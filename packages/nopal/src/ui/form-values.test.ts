import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit } from './data.ts';
import type { FormFields } from './event-types.ts';
import type { FieldKind } from './form-kinds.ts';
import { readFormValues, typedValues, valueAt } from './form-values.ts';

const kindsOf = (kinds: Record<string, FieldKind> = {}): Map<string, FieldKind> => new Map(Object.entries(kinds));

test('texts stay texts, repeated names lists', () => {
  expect(readFormValues({ name: ' Ann ', tag: ['a', 'b'] }, kindsOf())).toEqual({ name: ' Ann ', tag: ['a', 'b'] });
});

test('names with dots lead into objects, and into lists when none is missing', () => {
  const data = {
    'address.city': 'Oslo',
    'address.zip': '0150',
    'items.1.title': 'second',
    'items.0.title': 'first',
    'rows.7': 'a row',
    'years.01': 'no index',
  };
  expect(readFormValues(data, kindsOf())).toEqual({
    address: { city: 'Oslo', zip: '0150' },
    items: [{ title: 'first' }, { title: 'second' }],
    rows: { 7: 'a row' },
    years: { '01': 'no index' },
  });
});

test('a name that is a field and leads to others is known by its whole name, in whatever order', () => {
  const together = { a: 'one', 'a.b': 'two' };
  expect(readFormValues({ a: 'one', 'a.b': 'two' }, kindsOf())).toEqual(together);
  expect(readFormValues({ 'a.b': 'two', a: 'one' }, kindsOf())).toEqual(together);
  expect(readFormValues({ '.': 'x', 'a.': 'y', '': 'z' }, kindsOf())).toEqual({ '.': 'x', 'a.': 'y', '': 'z' });
});

test('kinds say what a text stands for', () => {
  const kinds = kindsOf({ agree: 'flag', news: 'flag', tags: 'list', none: 'list', age: 'number', size: 'number' });
  const data = { agree: 'on', tags: 'a', age: '42', size: '' };
  expect(readFormValues(data, kinds)).toEqual({ agree: true, news: false, tags: ['a'], none: [], age: 42 });
  expect(readFormValues({ age: ' 1e3 ', size: 'huge' }, kinds)).toMatchObject({ age: 1000, size: 'huge' });
  expect(typedValues(data, kinds)).toMatchObject({ age: '42', size: '' });
});

test('what is typed is kept but for passwords, by kind or by name', () => {
  const kinds = kindsOf({ pin: 'secret', passwordHint: 'text' });
  const data = { pin: '1234', newPassword: 'x', passwordHint: 'the dog', user: 'ann' };
  expect(typedValues(data, kinds)).toEqual({ passwordHint: 'the dog', user: 'ann' });
  expect(readFormValues(data, kinds)).toEqual(data);
});

test('a value is found by its name, whole or in parts, and nothing else is', () => {
  const values = { 'a.b': 'whole', a: { c: { d: 1 } }, list: [{ e: 2 }] };
  expect(['a.b', 'a.c.d', 'list.0.e'].map((name) => valueAt(values, name))).toEqual(['whole', 1, 2]);
  for (const name of ['', 'constructor', 'a.constructor', 'list.length.x', '__proto__', 'a.c.d.e'])
    expect(valueAt(values, name)).toBeUndefined();
});

test('whatever a browser sends, values are data, and no prototype is touched', () => {
  const part = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '0', '1', '-1', '4294967295', 'a', ''),
    fc.string(),
  );
  const name = fc.array(part, { minLength: 1, maxLength: 40 }).map((parts) => parts.join('.'));
  const field = fc.oneof(fc.string(), fc.array(fc.string()));
  const kind = fc.constantFrom<FieldKind>('text', 'number', 'flag', 'list', 'secret');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, field)), fc.array(fc.tuple(name, kind)), (fields, noted) => {
      const data = Object.assign(Object.create(null), Object.fromEntries(fields)) as FormFields;
      const kinds = new Map(noted);
      for (const values of [readFormValues(data, kinds), typedValues(data, kinds)]) {
        expect(() => admit(values, undefined, 'values')).not.toThrow();
        for (const [each] of fields) valueAt(values, each);
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toContain('toString');
      expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    }),
  );
});

test('a name that leads very deep leads nowhere', () => {
  const deep = Array.from({ length: 20_000 }, () => 'a').join('.');
  expect(readFormValues({ [deep]: 'x' }, kindsOf())).toEqual({ [deep]: 'x' });
});
