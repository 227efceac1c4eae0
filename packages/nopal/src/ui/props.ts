import type { ComponentInfo } from './component.ts';
import { sameData } from './data.ts';
import { hashData, hashText, mix } from './hash.ts';

/** Props as a component gets them. */
export type Props = Readonly<Record<string, unknown>>;

/**
 * Whether an instance may keep its rendering with new props: `memo`'s comparison if there is one, else equality.
 */
export function sameProps(info: ComponentInfo, before: Props, now: Props): boolean {
  if (before === now) return true;
  return info.sameProps === undefined ? equalProps(before, now) : info.sameProps(before as never, now as never);
}

/**
 * Equality of props. Data is compared by value; functions are the same only if they are identical, which they are
 * between viewers who share the parent's rendering.
 */
export function equalProps(before: Props, now: Props): boolean {
  if (before === now) return true;
  const names = Object.keys(before);
  if (names.length !== Object.keys(now).length) return false;
  return names.every((name) => name in now && sameData(before[name], now[name]));
}

/** A hash by which equal props meet; looks at what is cheap to look at, and is remembered where it is not. */
export function hashProps(props: Props): number {
  let hash = 0;
  for (const name of Object.keys(props)) {
    const value = props[name];
    hash = (hash + mix(hashName(name), hashProp(value))) | 0;
  }
  return hash;
}

const names = new Map<string, number>();

/** The hash of a prop's name, remembered: there are few of them. */
function hashName(name: string): number {
  let hash = names.get(name);
  if (hash === undefined) {
    hash = hashText(name);
    if (names.size < 10_000) names.set(name, hash);
  }
  return hash;
}

function hashProp(value: unknown): number {
  if (typeof value === 'function') return serialOf(value);
  // State comes frozen, and its hash is remembered; elements and other objects of a render are not worth a walk.
  return typeof value !== 'object' || Object.isFrozen(value) ? hashData(value) : 0;
}

let nextSerial = 1;
const serials = new WeakMap<object, number>();

/** Tells functions apart: a handler is another one in every render, and all of them would share one bucket. */
function serialOf(value: object): number {
  let serial = serials.get(value);
  if (serial === undefined) serials.set(value, (serial = nextSerial++));
  return serial;
}
