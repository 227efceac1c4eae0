import { NopalError } from '../protocol/error.ts';
import { admit } from '../ui/data.ts';
import { isStateKey, stateKeyName } from '../ui/state-key.ts';
import type { StateChanges } from './change.ts';

/** What a push asks for, checked. */
export interface ReadPush {
  readonly changes: StateChanges;
  readonly retain: boolean;
}

/**
 * Reads the two forms of a push: a key, its value and options, or an object of many and options. What callers without
 * a type checker may pass is `unknown` here.
 *
 * @throws NopalError `not-data` for a value that is not data; `unknown-state-key` for what can be no key
 */
export function readPush(key: unknown, value: unknown, options: unknown): ReadPush {
  if (typeof key !== 'string' && !isObject(key)) {
    throw new NopalError(
      'unknown-state-key',
      `A push was given ${key === null ? 'null' : `a value of type ${typeof key}`} as its key.`,
      'Pass a state key and its value, or an object of values by key.',
    );
  }
  try {
    const name = typeof key === 'string' ? key : isStateKey(key) ? stateKeyName(key) : undefined;
    const given: readonly (readonly [string, unknown])[] = name === undefined ? Object.entries(key) : [[name, value]];
    const changes = new Map(
      given.map(([name, each]) => [name, isFunction(each) ? each : admit(each, undefined, name)]),
    );
    const chosen = name === undefined ? value : options;
    return { changes, retain: isObject(chosen) && 'retain' in chosen && chosen.retain === true };
  } catch (error) {
    if (error instanceof NopalError) throw error;
    // A getter, or a proxy: values that run code are not data.
    throw new NopalError('not-data', 'A pushed value threw while it was read.', 'Push plain data.', { cause: error });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): value is (previous: unknown) => unknown {
  return typeof value === 'function';
}
