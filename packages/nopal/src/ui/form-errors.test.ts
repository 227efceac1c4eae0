import { type } from 'arktype';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { FormFields } from './event-types.ts';
import { errorsAmong, errorsOf, validate } from './form-errors.ts';
import { readFormValues } from './form-values.ts';

interface Account {
  readonly email: string;
  readonly age: number;
  readonly address: { readonly city: string };
}

/** The same form by three libraries. */
const schemas: Readonly<Record<string, StandardSchemaV1<unknown, Account>>> = {
  zod: z.object({
    email: z.email('not an address'),
    age: z.coerce.number('not a number').min(18, 'too young'),
    address: z.object({ city: z.string().min(1, 'where?') }),
  }),
  valibot: v.object({
    email: v.pipe(v.string(), v.email('not an address')),
    age: v.pipe(v.string(), v.transform(Number), v.minValue(18, 'too young')),
    address: v.object({ city: v.pipe(v.string(), v.minLength(1, 'where?')) }),
  }),
  arktype: type({
    email: type('string.email').configure({ message: 'not an address' }),
    age: type('string.numeric.parse').to(type('number >= 18').configure({ message: 'too young' })),
    address: { city: type('string > 0').configure({ message: 'where?' }) },
  }),
};

const valuesOf = (data: FormFields): unknown => readFormValues(data, new Map());

describe.each(Object.entries(schemas))('%s', (_library, schema) => {
  test('what it makes of what was typed is the value', async () => {
    const values = valuesOf({ email: 'ann@example.org', age: '42', 'address.city': 'Oslo' });
    const value = { email: 'ann@example.org', age: 42, address: { city: 'Oslo' } };
    expect(await validate(schema, values)).toEqual({ value });
  });

  test('its messages are errors by the names that the fields have', async () => {
    const values = valuesOf({ email: 'ann', age: '17', 'address.city': '' });
    const errors = { email: 'not an address', age: 'too young', 'address.city': 'where?' };
    expect(await validate(schema, values)).toEqual({ errors });
  });

  test('whatever a browser sends is a value or has errors', async () => {
    const name = fc.constantFrom('email', 'age', 'address', 'address.city', 'address.city.x', '__proto__', '');
    const field = fc.oneof(fc.string(), fc.array(fc.string()));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, field)), async (fields) => {
        const data = Object.assign(Object.create(null), Object.fromEntries(fields)) as FormFields;
        const checked = await validate(schema, valuesOf(data));
        if ('errors' in checked) expect(Object.keys(checked.errors)).not.toEqual([]);
      }),
    );
  });
});

test('a schema may ask elsewhere', async () => {
  const isFree = async (name: string): Promise<boolean> => {
    await Promise.resolve();
    return name !== 'ann';
  };
  const byZod = z.object({ name: z.string().refine(isFree, 'taken') });
  const byValibot = v.objectAsync({ name: v.pipeAsync(v.string(), v.checkAsync(isFree, 'taken')) });
  for (const schema of [byZod, byValibot] as StandardSchemaV1<unknown, { name: string }>[]) {
    expect(await validate(schema, { name: 'ann' })).toEqual({ errors: { name: 'taken' } });
    expect(await validate(schema, { name: 'bob' })).toEqual({ value: { name: 'bob' } });
  }
});

test('a field has its first message; what is about no field is the form’s own', () => {
  const issues: StandardSchemaV1.Issue[] = [
    { message: 'first', path: ['name'] },
    { message: 'second', path: [{ key: 'name' }] },
    { message: 'in a list', path: ['items', 0, { key: 'title' }] },
    { message: 'about no field' },
    { message: 'nor this' },
    { message: 'a trick', path: ['__proto__'] },
  ];
  expect(errorsOf(issues)).toEqual({ name: 'first', 'items.0.title': 'in a list', '': 'about no field' });
  expect(errorsAmong(errorsOf(issues), ['name', 'other'])).toEqual({ name: 'first' });
});
