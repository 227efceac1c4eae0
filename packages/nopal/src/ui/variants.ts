import type { Element } from './tree.ts';

const MAX_VARIANTS = 64;

/**
 * The copy of an element under this name. Copies are kept with the element, so that viewers whose pages differ around
 * an instance still hold the same object for it.
 *
 * @param make makes it, when there is none
 */
export function variant(element: Element, name: string, make: (element: Element, name: string) => Element): Element {
  const known = element.variants;
  if (known !== undefined) for (const each of known) if (each.name === name) return each.element;
  const made = make(element, name);
  if (known === undefined) element.variants = [{ name, element: made }];
  else if (known.length < MAX_VARIANTS) known.push({ name, element: made });
  return made;
}
