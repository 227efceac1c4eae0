import { optionValue } from './selected-option.ts';
import type { TreeNode } from './tree.ts';

/**
 * Whether a node can become the other by a patch, keeping its identity in the browser. Options without a key are told
 * apart by their values: the one that the user chose stays the chosen one wherever it goes.
 */
export function isSameNode(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return typeof a === typeof b;
  return (
    a.tag === b.tag &&
    a.key === b.key &&
    a.owner === b.owner &&
    a.leaf === b.leaf &&
    (a.tag !== 'option' || a.key !== undefined || optionValue(a) === optionValue(b))
  );
}

/**
 * Finds, for every new child, the old one that becomes it.
 *
 * Keyed elements meet by key, unkeyed ones by tag and component (options by their value too) in their order, texts in
 * theirs. Children at both ends that stayed are recognised first, so that one insertion among many costs little.
 *
 * @returns the old index for each new child, -1 where there is none; `undefined` when nothing came, went or moved
 */
export function matchChildren(before: readonly TreeNode[], now: readonly TreeNode[]): Int32Array | undefined {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && isSameNode(before[start], now[start])) start++;
  if (start === before.length && start === now.length) return undefined;
  let end = 0;
  while (end < shorter - start && isSameNode(before[before.length - 1 - end], now[now.length - 1 - end])) end++;

  const sources = new Int32Array(now.length).fill(-1);
  for (let i = 0; i < start; i++) sources[i] = i;
  for (let i = 1; i <= end; i++) sources[now.length - i] = before.length - i;
  matchMiddle(before, now, start, end, sources);
  return sources;
}

function matchMiddle(
  before: readonly TreeNode[],
  now: readonly TreeNode[],
  start: number,
  end: number,
  sources: Int32Array,
): void {
  if (start + end === before.length || start + end === now.length) return;
  // Old indexes by identity, last first, so that `pop` gives them in order. Equal keys share a list and pair in order.
  const waiting = new Map<string, number[]>();
  for (let i = before.length - end - 1; i >= start; i--) {
    const name = identity(before[i]);
    const list = waiting.get(name);
    if (list === undefined) waiting.set(name, [i]);
    else list.push(i);
  }
  for (let i = start; i < now.length - end; i++) {
    const source = waiting.get(identity(now[i]))?.pop();
    if (source !== undefined) sources[i] = source;
  }
}

function identity(node: TreeNode | undefined): string {
  if (typeof node !== 'object') return 'text';
  const type = `${node.leaf ? '.' : ''}${node.tag} ${node.owner}`;
  if (node.key !== undefined) return `$${type} ${node.key}`;
  return node.tag === 'option' ? `=${type} ${optionValue(node)}` : `<${type}`;
}
