import type { Element, TreeNode } from '../../src/ui/tree.ts';

/** An element of one state that has to be the same node in the next. */
export interface SureMatch {
  readonly element: Element;
  readonly now: Element;
  /** Child indexes from the root. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * The elements that no way of matching may take for others: with all elements around them, they are the only ones of
 * their tag and key among their siblings, and made by the same component, before and after.
 */
export function sureMatches(before: readonly TreeNode[], now: readonly TreeNode[]): SureMatch[] {
  return matches(before, now, [], []);
}

function matches(
  before: readonly TreeNode[],
  now: readonly TreeNode[],
  beforePath: readonly number[],
  nowPath: readonly number[],
): SureMatch[] {
  const left = unique(before);
  const right = unique(now);
  return [...left].flatMap(([name, at]) => {
    const to = right.get(name);
    const element = before[at] as Element;
    const other = to === undefined ? undefined : (now[to] as Element);
    if (to === undefined || other?.owner !== element.owner) return [];
    const match = { element, now: other, before: [...beforePath, at], after: [...nowPath, to] };
    if (element.leaf) return [match];
    return [match, ...matches(element.children, other.children, match.before, match.after)];
  });
}

/** Indexes of the elements that are the only ones of their kind. */
function unique(nodes: readonly TreeNode[]): Map<string, number> {
  const found = new Map<string, number>();
  const repeated = new Set<string>();
  nodes.forEach((node, i) => {
    if (typeof node === 'string') return;
    const name = JSON.stringify([node.tag, node.key, node.leaf]);
    if (found.has(name)) repeated.add(name);
    found.set(name, i);
  });
  for (const name of repeated) found.delete(name);
  return found;
}
