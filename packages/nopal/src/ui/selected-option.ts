import type { Element, TreeNode } from './tree.ts';
import { variant } from './variants.ts';

/**
 * Marks the options that are the value of their `<select>`. The mark is what HTML has for it, and it goes with the
 * option: one that comes later, or is made anew, is chosen all the same.
 *
 * @param children of the select
 * @param value the select's, if it has one; any other element has none
 */
export function markSelected(children: readonly TreeNode[], value: string | undefined): readonly TreeNode[] {
  if (value === undefined) return children;
  const marked = children.map((child) => mark(child, value));
  return marked.some((child, i) => child !== children[i]) ? marked : children;
}

function mark(node: TreeNode, value: string): TreeNode {
  if (typeof node === 'string') return node;
  if (node.tag === 'optgroup') {
    const children = markSelected(node.children, value);
    return children === node.children ? node : variant(node, `=${value}`, () => ({ ...node, children }));
  }
  if (node.tag !== 'option' || node.attributes['selected'] !== undefined || optionValue(node) !== value) return node;
  return variant(node, '=', () => ({ ...node, attributes: { ...node.attributes, selected: '' } }));
}

function optionValue(option: Element): string {
  const value = option.attributes['value'];
  if (value !== undefined) return value;
  return option.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim()
    .replaceAll(/\s+/g, ' ');
}
