import type { From } from '../../index.ts';

/**
 * Checks where a subscription is to begin, which may be what a client sent.
 *
 * @throws TypeError when it is not exactly one of the three forms
 */
export function checkFrom(from: unknown): From {
  if (from === undefined || from === 'now') return 'now';
  const parts = partsOf(from);
  if (parts !== undefined) {
    const { last, epoch, offset } = parts;
    const names = Object.keys(parts).length;
    if (names === 1 && isCount(last)) return { last };
    if (names === 2 && typeof epoch === 'string' && isCount(offset)) return { epoch, offset };
  }
  throw new TypeError(
    "What `from` says is no place in a topic. Give 'now', { last: 10 } with the number of messages, or { epoch: '…', offset: 42 } of the last message that you have; numbers are whole, from 0 on.",
  );
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? { ...value } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
