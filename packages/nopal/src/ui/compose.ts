import { append, type Element, type Hole, type OpenElement, type OutputNode, type TreeNode } from './tree.ts';

/** What fills a hole: the nodes of the instance mounted there. */
export type Fill = (hole: Hole) => readonly TreeNode[];

/**
 * Puts an output and the trees of its nested instances together: one tree without holes, texts merged across the
 * seams. Elements in which nothing changed since they were last composed stay the same objects.
 *
 * @param output what the component rendered
 * @param fill gives the nodes for each hole
 * @param owner the component's serial; outermost nodes of nested instances carry it in front of their own
 * @param key the key of the hole that this instance fills, which its outermost nodes take over
 */
export function compose(
  output: readonly OutputNode[],
  fill: Fill,
  owner: string,
  key: string | undefined,
): readonly TreeNode[] {
  const nodes = composeList(output, fill, owner);
  if (key === undefined) return nodes;
  const only = nodes.length === 1;
  return nodes.map((node, i) => (typeof node === 'string' ? node : keyed(node, only ? key : `${key}:${i}`)));
}

function composeList(output: readonly OutputNode[], fill: Fill, owner: string | undefined): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const node of output) {
    if (typeof node === 'string') append(nodes, node);
    else if (node.kind === 'element') nodes.push(node);
    else if (node.kind === 'open') nodes.push(composeElement(node, fill));
    else {
      for (const inner of fill(node)) {
        append(nodes, owner === undefined || typeof inner === 'string' ? inner : owned(inner, owner));
      }
    }
  }
  return nodes;
}

function composeElement(open: OpenElement, fill: Fill): Element {
  const children = composeList(open.children, fill, undefined);
  const last = open.composed;
  if (last !== undefined && sameNodes(last.children, children)) return last;
  const { tag, key, attributes, owner, boundary, path, handlers, unkeyedList } = open;
  const element: Element = {
    kind: 'element',
    tag,
    key,
    attributes,
    children,
    owner,
    boundary,
    path,
    handlers,
    unkeyedList,
  };
  open.composed = element;
  return element;
}

function sameNodes(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, i) => node === b[i]);
}

/**
 * Copies of an element under another owner or key. Kept, so that viewers whose pages differ around an instance still
 * hold the same object for it.
 */
const variants = new WeakMap<Element, Map<string, Element>>();
const MAX_VARIANTS = 64;

function owned(element: Element, owner: string): Element {
  return variant(element, `<${owner}`, () => ({ ...element, owner: `${owner}.${element.owner}` }));
}

function keyed(element: Element, outer: string): Element {
  return variant(element, `$${outer}`, () => {
    const key = element.key === undefined ? outer : `${outer}:${element.key}`;
    return { ...element, key, attributes: { ...element.attributes, 'data-key': key } };
  });
}

function variant(element: Element, name: string, make: () => Element): Element {
  let made = variants.get(element);
  if (made === undefined) variants.set(element, (made = new Map()));
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = make();
  if (made.size < MAX_VARIANTS) made.set(name, fresh);
  return fresh;
}
