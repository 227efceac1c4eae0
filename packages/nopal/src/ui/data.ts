import { NopalError } from '../protocol/error.ts';
import { FrozenDate } from './frozen-date.ts';
import { sharedInProcess } from './global.ts';

/**
 * What a state, a page's props and a pushed value may be: plain values without behaviour.
 *
 * `undefined` properties count as absent. Class instances (but `Date`), functions, symbols, `NaN`, infinities,
 * Maps, Sets and cycles are refused, naming their path.
 */
export type Data =
  | null
  | boolean
  | number
  | string
  | bigint
  | Date
  | readonly Data[]
  | { readonly [property: string]: Data | undefined };

const MAX_DEPTH = 200;
const admitted = sharedInProcess('admitted', () => new WeakSet<object>());

/**
 * Takes a value in: checks that it is data, copies it, freezes the copy and reuses the equal parts of `previous`.
 *
 * An equal value comes back as `previous` itself, so that from here on "unchanged" is a comparison by identity.
 *
 * @param value anything
 * @param previous the admitted value that this one replaces, if any
 * @param path how errors name the value, e.g. `"deploymentStatus"`
 * @throws NopalError `not-data`, naming the path of the first part that is not data
 */
export function admit(value: unknown, previous: unknown, path: string): Data | undefined {
  return value === undefined ? undefined : take(value, previous, path, 0);
}

function take(value: unknown, previous: unknown, path: string, depth: number): Data {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw notData(path, `is ${value}`, 'Use a finite number or null.');
    case 'object':
      break;
    case 'undefined':
      throw notData(path, 'is undefined', 'Use null for "nothing", or leave the property out.');
    default:
      throw notData(path, `is a ${typeof value}`, 'Push plain data; keep behaviour in components and services.');
  }
  if (value === null) return null;
  if (value === previous && admitted.has(value)) return value as Data;
  if (admitted.has(value)) return sameData(value, previous) ? (previous as Data) : (value as Data);
  if (depth === MAX_DEPTH)
    throw notData(path, `is nested deeper than ${MAX_DEPTH} levels or refers to itself`, 'Flatten it.');
  if (Array.isArray(value)) return takeArray(value, previous, path, depth + 1);
  if (value instanceof Date) return takeDate(value, previous, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = (value as { constructor?: { name?: string } }).constructor?.name ?? 'object';
    throw notData(path, `is an instance of ${name}`, 'Convert it to a plain object, an array or a string first.');
  }
  return takeObject(value as Record<string, unknown>, previous, path, depth + 1);
}

function takeArray(value: readonly unknown[], previous: unknown, path: string, depth: number): Data {
  const before = Array.isArray(previous) ? (previous as readonly unknown[]) : undefined;
  const copy: Data[] = Array.from({ length: value.length });
  let same = before?.length === value.length;
  for (let i = 0; i < value.length; i++) {
    const item = take(value[i], before?.[i], `${path}[${i}]`, depth);
    if (same && !Object.is(item, before?.[i])) same = false;
    copy[i] = item;
  }
  return same && before !== undefined && admitted.has(before) ? (before as Data) : seal(copy);
}

function takeObject(value: Record<string, unknown>, previous: unknown, path: string, depth: number): Data {
  const before = isPlain(previous) ? previous : undefined;
  const copy: Record<string, Data> = {};
  let same = before !== undefined;
  let count = 0;
  for (const name of Object.keys(value)) {
    const part = value[name];
    if (part === undefined) continue;
    if (name === '__proto__') throw notData(`${path}.__proto__`, 'would replace a prototype', 'Rename the property.');
    const taken = take(part, before?.[name], `${path}.${name}`, depth);
    if (same && !Object.is(taken, before?.[name])) same = false;
    copy[name] = taken;
    count++;
  }
  if (same && before !== undefined && admitted.has(before) && Object.keys(before).length === count)
    return before as Data;
  return seal(copy);
}

function takeDate(value: Date, previous: unknown, path: string): Data {
  const time = value.getTime();
  if (Number.isNaN(time)) throw notData(path, 'is an invalid Date', 'Use a valid Date or null.');
  return previous instanceof Date && previous.getTime() === time ? previous : seal(new FrozenDate(time));
}

function seal<T extends object>(copy: T): T {
  admitted.add(copy);
  return Object.freeze(copy);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function notData(path: string, what: string, fix: string): NopalError {
  return new NopalError('not-data', `${path} ${what}, which is not data.`, fix);
}

/** Whether `value` could be admitted as it stands: data all the way down. */
export function isData(value: unknown): value is Data | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null && admitted.has(value))) return true;
  try {
    admit(value, undefined, 'value');
    return true;
  } catch (error) {
    if (error instanceof NopalError) return false;
    throw error;
  }
}

/** Equality of data by value; anything that is not plain data is equal to itself only. */
export function sameData(a: unknown, b: unknown, depth = 0): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > MAX_DEPTH) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameData(item, b[i], depth + 1));
  }
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b) || (prototype !== Object.prototype && prototype !== null)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && sameData(left[name], right[name], depth + 1));
}
