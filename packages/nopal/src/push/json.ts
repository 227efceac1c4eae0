import { TopicError } from './error.ts';

const MAX_DEPTH = 100;

/**
 * A message as JSON text. What JSON would drop or change without a word (functions, `NaN`, dates, instances of classes) is
 * refused, so that every subscriber gets what was published; properties that are `undefined` count as absent.
 *
 * @param what names the message in errors
 * @throws TopicError `message-not-json`, naming the part that is not
 */
export function toJson(message: unknown, what: string): string {
  check(message, what, 0);
  return JSON.stringify(message);
}

/** JSON of somebody whom we trust, as a value that nobody can change: it is handed to many. */
export function fromJson(text: string): unknown {
  return freeze(JSON.parse(text));
}

function check(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      throw notJson(path, `is ${value}`);
    case 'object':
      break;
    default:
      throw notJson(path, `is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
  }
  if (value === null) return;
  if (depth === MAX_DEPTH) throw notJson(path, `is nested deeper than ${MAX_DEPTH} levels, or refers to itself`);
  if (Array.isArray(value)) {
    // By index, so that holes are seen too.
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notJson(path, `is an instance of ${value.constructor?.name ?? 'a class'}`);
  }
  for (const [name, part] of Object.entries(value)) {
    if (name === '__proto__') throw notJson(`${path}.__proto__`, 'would replace a prototype');
    if (part !== undefined) check(part, `${path}.${name}`, depth + 1);
  }
}

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}

function notJson(path: string, what: string): TopicError {
  return new TopicError(
    'message-not-json',
    `${path} ${what}, which a message cannot carry.`,
    'Publish plain objects, arrays, texts, finite numbers, true, false and null; send dates as texts or numbers.',
  );
}
