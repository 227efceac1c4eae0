/** What is wrong with a message of the other side; says it as the rest of "the message …". */
export class Malformed extends Error {}

/** @throws Malformed */
export function parseMessage(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('is not JSON');
  }
  if (!Array.isArray(value)) throw new Malformed('is not an array');
  return value as readonly unknown[];
}

/** @throws Malformed */
export function count(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new Malformed(`has no whole number from 0 on as its ${name}`);
  }
  return value as number;
}

/** @throws Malformed */
export function text(value: unknown, name: string, longest = Infinity): string {
  if (typeof value !== 'string') throw new Malformed(`has no text as its ${name}`);
  if (value.length > longest) throw new Malformed(`has more than ${longest} characters as its ${name}`);
  return value;
}

/** @throws Malformed */
export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`has no array as its ${name}`);
  return value as readonly unknown[];
}

/** @throws Malformed */
export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed(`has no object as its ${name}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** What a message whose first word is none of the known ones is refused with. */
export function unknownType(type: unknown): Malformed {
  // Only a text is quoted: anything else may be nested deeper than writing it out could follow.
  return new Malformed(
    typeof type === 'string' ? `has the unknown type ${JSON.stringify(type.slice(0, 40))}` : 'has no type',
  );
}
