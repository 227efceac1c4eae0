import type { TreeNode } from './tree.ts';

const checksums = new WeakMap<readonly TreeNode[], number>();

/**
 * A checksum of how many children every element has, in document order: the same that the browser's script computes
 * over the nodes it recorded. Unequal means that the browser's parser, or something in the page, changed the tree.
 */
export function checksum(nodes: readonly TreeNode[]): number {
  let sum = checksums.get(nodes);
  if (sum === undefined) checksums.set(nodes, (sum = add(0, nodes)));
  return sum;
}

function add(sum: number, nodes: readonly TreeNode[]): number {
  let total = (Math.imul(sum, 31) + nodes.length) | 0;
  for (const node of nodes) if (typeof node !== 'string' && !node.leaf) total = add(total, node.children);
  return total;
}
