import type { Chosen, Element, TreeNode } from './tree.ts';
import { variant } from './variants.ts';

/**
 * Marks the options that are the value of their `<select>`. The mark is what HTML has for it, and it goes with the
 * option: one that comes later, or is made anew, is chosen all the same. Of several options with the value of a
 * `<select>` that takes one, the first is chosen.
 *
 * @param children of the select
 * @param chosen the select's options; any other element has none
 */
export function markSelected(children: readonly TreeNode[], chosen: Chosen | undefined): readonly TreeNode[] {
  if (chosen === undefined || chosen.values.length === 0) return children;
  return markAll(children, new Set(chosen.values), chosen.multiple);
}

/** @param wanted the values that are still to be marked */
function markAll(children: readonly TreeNode[], wanted: Set<string>, multiple: boolean): readonly TreeNode[] {
  const marked = children.map((child) => mark(child, wanted, multiple));
  return marked.some((child, i) => child !== children[i]) ? marked : children;
}

function mark(node: TreeNode, wanted: Set<string>, multiple: boolean): TreeNode {
  if (typeof node === 'string') return node;
  if (node.tag === 'optgroup') {
    const name = `=${multiple} ${JSON.stringify([...wanted])}`;
    const children = markAll(node.children, wanted, multiple);
    return children === node.children ? node : variant(node, name, () => ({ ...node, children }));
  }
  if (node.tag !== 'option' || node.attributes['selected'] !== undefined) return node;
  const value = optionValue(node);
  if (!wanted.has(value)) return node;
  if (!multiple) wanted.delete(value);
  return variant(node, '=', () => ({ ...node, attributes: { ...node.attributes, selected: '' } }));
}

/** What an `<option>` stands for: its value, or else its text. */
export function optionValue(option: Element): string {
  return (
    option.attributes['value'] ??
    option.children
      .filter((child) => typeof child === 'string')
      .join('')
      .replaceAll(/[\t\n\f\r ]+/g, ' ')
      .replaceAll(/^ | $/g, '')
  );
}
