/** How many entries at each end of an array a hash looks at: enough to tell values apart, bounded for huge ones. */
const SAMPLE = 16;
const known = new WeakMap<object, number>();

/** Folds `next` into `hash`; both are 32-bit integers. */
export function mix(hash: number, next: number): number {
  return Math.imul(hash ^ next, 0x9e3779b1) ^ (hash >>> 15);
}

/** A 32-bit hash of a string; long ones are sampled at both ends. */
export function hashText(text: string): number {
  let hash = text.length;
  const step = text.length > 64 ? 32 : text.length;
  for (let i = 0; i < step; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  for (let i = Math.max(step, text.length - 32); i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash;
}

/** A short name for a text, by every character of it: two texts share one with a chance of 1 in 2⁵². */
export function shortName(text: string): string {
  let low = 0x811c9dc5;
  let high = text.length;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = mix(high, text.charCodeAt(i));
  }
  low = mix(low, high);
  return ((high & 0xfffff) * 2 ** 32 + (low >>> 0)).toString(36);
}

/**
 * A 32-bit hash of data: equal data hash equally. Values that are not data (functions, elements) all hash to the
 * same number, since only their identity could tell them apart.
 */
export function hashData(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return hashText(value);
    case 'number':
      return Number.isInteger(value) ? value | 0 : hashText(String(value));
    case 'boolean':
      return value ? 1 : 2;
    case 'bigint':
      return hashText(value.toString());
    case 'object':
      return value === null ? 3 : hashObject(value);
    default:
      return 4;
  }
}

function hashObject(value: object): number {
  // Only frozen values keep their hash: anything else may change under it.
  const frozen = Object.isFrozen(value);
  if (frozen) {
    const hash = known.get(value);
    if (hash !== undefined) return hash;
  }
  const hash = computeHash(value);
  if (frozen) known.set(value, hash);
  return hash;
}

function computeHash(value: object): number {
  if (value instanceof Date) return mix(5, value.getTime() | 0);
  if (Array.isArray(value)) {
    let hash = mix(6, value.length);
    const head = Math.min(value.length, SAMPLE);
    for (let i = 0; i < head; i++) hash = mix(hash, hashData(value[i]));
    for (let i = Math.max(head, value.length - SAMPLE); i < value.length; i++) hash = mix(hash, hashData(value[i]));
    return hash;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return 7;
  let hash = 8;
  for (const name of Object.keys(value)) {
    // Order of insertion must not matter, so the parts are added.
    hash = (hash + mix(hashText(name), hashData((value as Record<string, unknown>)[name]))) | 0;
  }
  return hash;
}
