import { LEAF_ATTRIBUTE } from './attributes.ts';
import { isLeafTag } from './special-elements.ts';
import type { Element } from './tree.ts';

/** Whether the browser's script leaves the inside of this element alone: it is rendered once and never patched. */
export function isLeaf(element: Element): boolean {
  return isLeafTag(element.tag) || LEAF_ATTRIBUTE in element.attributes;
}
