import { isData, sameData } from './data.ts';
import { isElement } from './element.ts';
import { hashData, mix } from './hash.ts';

/** How deep a memo's value is looked into for functions. */
const MAX_DEPTH = 32;

/** The immutable memory of one hook call of one instance. An unchanged cell is the same object. */
export type Cell =
  | { readonly kind: 'state'; readonly key: string | undefined; readonly value: unknown }
  | {
      readonly kind: 'memo';
      readonly deps: readonly unknown[] | undefined;
      readonly value: unknown;
      readonly sharing: MemoSharing;
    }
  | { readonly kind: 'ref'; readonly value: { current: unknown } }
  | { readonly kind: 'effect'; readonly deps: readonly unknown[] | undefined }
  | { readonly kind: 'id'; readonly value: string }
  | { readonly kind: 'component-id'; readonly value: string };

/** A cell that holds a state. */
export type StateCell = Extract<Cell, { kind: 'state' }>;

/**
 * How a memo's value takes part in sharing: `data` is compared by value; a `function` (or element) is made anew for
 * each viewer that needs it; anything else is `private`, and makes its instance the viewer's own.
 */
export type MemoSharing = 'data' | 'function' | 'private';

/** Classifies a memo's value. A list of elements or an object of callbacks counts as a function too. */
export function sharingOf(value: unknown): MemoSharing {
  if (isData(value)) return 'data';
  return isMadeOfFunctions(value, 0) ? 'function' : 'private';
}

function isMadeOfFunctions(value: unknown, depth: number): boolean {
  if (typeof value === 'function' || isElement(value)) return true;
  if (typeof value !== 'object' || value === null) return isData(value);
  if (depth > MAX_DEPTH) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isContainer = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isContainer) return isData(value);
  return Object.values(value).every((part) => isMadeOfFunctions(part, depth + 1));
}

/**
 * Whether two lists of dependencies are equal, entry by entry. Data is compared by value: sharing may give an instance
 * another viewer's equal value, which is no reason to run an effect again.
 */
export function sameDeps(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((dep, i) => sameData(dep, b[i]));
}

/** Whether two instances with these cells render alike, the other inputs being equal. */
export function sameCells(a: readonly Cell[], b: readonly Cell[]): boolean {
  return a === b || (a.length === b.length && a.every((cell, i) => sameCell(cell, b[i])));
}

function sameCell(a: Cell, b: Cell | undefined): boolean {
  if (a === b) return true;
  if (a.kind !== b?.kind) return false;
  switch (a.kind) {
    case 'state':
      return sameData(a.value, (b as typeof a).value);
    case 'memo': {
      const other = b as typeof a;
      if (a.sharing !== other.sharing) return false;
      if (a.sharing === 'private') return a.value === other.value;
      // Functions cannot be compared; made from equal dependencies, they do the same.
      return a.sharing === 'function'
        ? sameDeps(a.deps, other.deps) && sameButFunctions(a.value, other.value, 0)
        : sameData(a.value, other.value);
    }
    case 'ref':
    case 'id':
    case 'component-id':
      return a.value === (b as typeof a).value;
    case 'effect':
      return true;
  }
}

/** Whether two values made of elements, functions and data show the same. */
function sameButFunctions(a: unknown, b: unknown, depth: number): boolean {
  if (typeof a === 'function') return typeof b === 'function';
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (depth > MAX_DEPTH || Array.isArray(a) !== Array.isArray(b)) return false;
  // Components are functions too, but not interchangeable.
  if (isElement(a) !== isElement(b) || (isElement(a) && isElement(b) && a.type !== b.type)) return false;
  if (a instanceof Date) return sameData(a, b);
  const names = Object.keys(a);
  const [left, right] = [a, b] as Readonly<Record<string, unknown>>[];
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && sameButFunctions(left?.[name], right?.[name], depth + 1))
  );
}

/** A hash by which equal cells meet. */
export function hashCells(cells: readonly Cell[]): number {
  let hash = cells.length;
  for (const cell of cells) {
    if (cell.kind === 'state' || cell.kind === 'id' || cell.kind === 'component-id')
      hash = mix(hash, hashData(cell.value));
  }
  return hash;
}

/** Whether these cells hold something that belongs to one viewer alone. */
export function hasPrivateCell(cells: readonly Cell[]): boolean {
  return cells.some(
    (cell) =>
      cell.kind === 'ref' || cell.kind === 'component-id' || (cell.kind === 'memo' && cell.sharing === 'private'),
  );
}
