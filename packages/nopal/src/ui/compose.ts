import { markSelected } from './selected-option.ts';
import {
  append,
  cleanText,
  type Attributes,
  type Element,
  type Hole,
  type OpenElement,
  type OutputNode,
  type TreeNode,
} from './tree.ts';
import { variant } from './variants.ts';

/** What fills the holes: the nodes of the instances mounted there. Called for one hole after the other, in order. */
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
  const children = markSelected(composeList(open.children, fill, undefined), open.selected);
  const last = open.composed;
  if (last !== undefined && sameNodes(last.children, children)) return last;
  const element = restated(open, children, open.key, open.attributes, open.owner);
  open.composed = element;
  return element;
}

function sameNodes(a: readonly TreeNode[], b: readonly TreeNode[]): boolean {
  return a.length === b.length && a.every((node, i) => node === b[i]);
}

/** The element under the owner of a wrapper around its component. */
function owned(element: Element, owner: string): Element {
  return variant(element, owner, withOwner);
}

function withOwner(element: Element, owner: string): Element {
  return restated(element, element.children, element.key, element.attributes, `${owner}.${element.owner}`);
}

/** The element under the key of the hole that it fills. No owner begins like a key's name. */
function keyed(element: Element, outer: string): Element {
  return variant(element, `$${outer}`, withKey);
}

function withKey(element: Element, name: string): Element {
  const outer = name.slice(1);
  const key = element.key === undefined ? outer : `${outer}:${element.key}`;
  const attributes = { ...element.attributes, 'data-key': cleanText(key) };
  return restated(element, element.children, key, attributes, element.owner);
}

/** The same element with these parts. Written out: copied by spreading, elements are slow to make and to read. */
function restated(
  { tag, boundary, path, handlers, leaf, unkeyedList }: Element | OpenElement,
  children: readonly TreeNode[],
  key: string | undefined,
  attributes: Attributes,
  owner: string,
): Element {
  return {
    kind: 'element',
    tag,
    key,
    attributes,
    children,
    owner,
    boundary,
    path,
    handlers,
    leaf,
    unkeyedList,
    variants: undefined,
  };
}
