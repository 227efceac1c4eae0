import type { StandardSchemaV1 } from '@standard-schema/spec';

/** The first message for each field that has one; `''` stands for the form as a whole. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What a schema made of a form's values. */
export type Validated<Output> = { readonly value: Output } | { readonly errors: FieldErrors };

/**
 * Checks values by a schema of any library that speaks Standard Schema.
 *
 * @throws whatever the schema's own functions throw
 */
export async function validate<Output>(
  schema: StandardSchemaV1<unknown, Output>,
  values: unknown,
): Promise<Validated<Output>> {
  const result = await schema['~standard'].validate(values);
  return result.issues === undefined ? { value: result.value } : { errors: errorsOf(result.issues) };
}

/** The first message for each field, by the name that the field has in the form: `address.city`. */
export function errorsOf(issues: readonly StandardSchemaV1.Issue[]): FieldErrors {
  const errors = new Map<string, string>();
  for (const { path = [], message } of issues) {
    const name = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    // Data cannot carry this name; a browser may send it all the same.
    const field = name === '__proto__' ? '' : name;
    if (!errors.has(field)) errors.set(field, message);
  }
  return Object.fromEntries(errors);
}

/** The errors that remain when only these fields are looked at. */
export function errorsAmong(errors: FieldErrors, fields: readonly string[]): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => fields.includes(name)));
}

/** Errors without fields that have none. */
export function cleanErrors(errors: Readonly<Record<string, string | undefined>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
