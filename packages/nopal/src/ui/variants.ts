import type { Element } from './tree.ts';

/**
 * Copies of an element that differ from it by where it stands. Kept, so that viewers whose pages differ around an
 * instance still hold the same object for it.
 */
const variants = new WeakMap<Element, Map<string, Element>>();
const MAX_VARIANTS = 64;

/**
 * The copy of an element under this name.
 *
 * @param make makes it, when there is none
 */
export function variant(element: Element, name: string, make: () => Element): Element {
  let made = variants.get(element);
  if (made === undefined) variants.set(element, (made = new Map()));
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = make();
  if (made.size < MAX_VARIANTS) made.set(name, fresh);
  return fresh;
}
