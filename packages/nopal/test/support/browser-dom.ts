import type { Patch } from '../../src/protocol/patch.ts';
import type { WireNode } from '../../src/protocol/wire.ts';
import { create } from '../../src/client/create.ts';
import { isLeaf, ownChildren, setOwnChildren } from '../../src/client/nodes.ts';

/** An element in the document that holds exactly this tree, every node made anew. */
export function fresh(wires: readonly WireNode[]): HTMLElement {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const own = wires.map((wire) => create(wire, root));
  root.append(...own);
  setOwnChildren(root, own);
  return root;
}

/** A node as nested arrays: what it is, what is set on it, what is in it. Nodes that are not nopal's are left out. */
export function picture(node: Node, foreign: ReadonlySet<Node> = new Set()): unknown {
  if (!(node instanceof Element)) return node.nodeValue;
  const attributes = node
    .getAttributeNames()
    .toSorted()
    .map((name) => [name, node.getAttribute(name)]);
  const inside = [...(node instanceof HTMLTemplateElement ? node.content : node).childNodes];
  return [
    node.namespaceURI,
    node.localName,
    attributes,
    inside.filter((child) => !foreign.has(child)).map((child) => picture(child, foreign)),
  ];
}

/** What fields show, in document order. Of selects, only a browser can tell: happy-dom forgets while options move. */
export function fieldValues(root: Element): unknown[] {
  return [...root.querySelectorAll<HTMLInputElement>('input, textarea')].map((field) => [
    field.localName,
    field.value,
    field.checked,
  ]);
}

/** The recorded elements under a root, itself included, that may have children. */
export function recordedElements(root: Element): Element[] {
  const inside = ownChildren(root).filter(
    (node): node is Element & ChildNode => node instanceof Element && !isLeaf(node),
  );
  return [root, ...inside.flatMap(recordedElements)];
}

/** Reads an encoded patch; none changes nothing. */
export function readPatch(patch: string): Patch {
  return patch === '' ? [] : (JSON.parse(patch) as Patch);
}
