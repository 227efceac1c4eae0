import { NopalError } from '../protocol/error.ts';
import { nestingProblem, TEXT } from './nesting.ts';
import { impliedBetween } from './special-elements.ts';
import type { TreeNode } from './tree.ts';

/**
 * Finds the first place where a browser's parser would make another tree of our HTML. The page still comes out right,
 * since the browser's script notices, but it has to load the whole tree once more.
 *
 * @param nameOf the name of the component with a serial, for the message
 */
export function checkNesting(nodes: readonly TreeNode[], nameOf: (serial: string) => string): NopalError | undefined {
  const found = check(nodes, 'div', ['body'], '');
  if (found === undefined) return undefined;
  const name = nameOf(found.owner.slice(found.owner.lastIndexOf('.') + 1));
  return new NopalError(
    'nesting',
    `<${name}>: ${found.problem}.`,
    'Until then every load of this page sends its tree twice.',
  );
}

interface Found {
  readonly problem: string;
  /** The component that made the element. */
  readonly owner: string;
}

function check(
  nodes: readonly TreeNode[],
  parent: string,
  ancestors: readonly string[],
  owner: string,
): Found | undefined {
  const inside = [...ancestors, parent];
  for (const node of nodes) {
    const isText = typeof node === 'string';
    if (isText && node.trim() === '') continue;
    const problem = rowProblem(parent, node) ?? nestingProblem(parent, ancestors, isText ? TEXT : node.tag);
    if (problem !== null) return { problem, owner: isText ? owner : node.owner };
    if (isText || node.leaf) continue;
    const deeper = check(node.children, node.tag, inside, node.owner);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/**
 * Rows that stand right in a table get their `<tbody>` where they are written. Those of a nested component are not known
 * to be rows there.
 */
function rowProblem(parent: string, node: TreeNode): string | null {
  if (typeof node === 'string' || impliedBetween(parent, node.tag) === null) return null;
  return `<${node.tag}> of a component of its own cannot be right inside <${parent}>: the browser's parser puts a <tbody> between. Write the <tbody>`;
}
