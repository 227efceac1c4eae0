import type { WireNode } from '../protocol/wire.ts';
import { setAttribute } from './attributes.ts';
import { create, partsOf } from './create.ts';
import { isLeaf, isTaken, noteOpen, opened, ownChildren, place, setOwnChildren } from './nodes.ts';

/**
 * Makes the own children of an element equal to `wires`, keeping the nodes that are the same by key, id, tag and order:
 * with them focus, what was typed, scroll positions and frames.
 */
export function morphChildren(parent: Element, wires: readonly WireNode[]): void {
  const before = ownChildren(parent);
  // What is in their place would stand beside them.
  if (before.some(isTaken)) parent.replaceChildren(...before);
  const waiting = new Map<string, ChildNode[]>();
  for (const node of [...before].reverse()) {
    const name = nameOfNode(node);
    // The first of its name begins a list.
    if (!waiting.get(name)?.push(node)) waiting.set(name, [node]);
  }
  const kept = new Set<ChildNode>();
  const own = wires.map((wire) => {
    const node = waiting.get(nameOfWire(wire))?.pop();
    if (node === undefined) return create(wire, parent);
    kept.add(node);
    return node;
  });
  for (const node of before) if (!kept.has(node)) node.remove();
  setOwnChildren(parent, own);
  putInOrder(parent, own, before, kept);
  own.forEach((node, i) => {
    const wire = wires[i] as WireNode;
    if (!kept.has(node)) return;
    if (typeof wire !== 'string') morphElement(node as Element, wire);
    else if (node.nodeValue !== wire) node.nodeValue = wire;
  });
}

/** Brings nodes into order from the back; one that is the next of the old order anyway stays where it is. */
function putInOrder(parent: Element, own: ChildNode[], before: ChildNode[], kept: Set<ChildNode>): void {
  const order = before.filter((node) => kept.has(node));
  const placed = new Set<ChildNode>();
  for (let i = own.length - 1; i >= 0; i--) {
    const node = own[i] as ChildNode;
    while (placed.has(order.at(-1) as ChildNode)) order.pop();
    if (order.at(-1) !== node || node.parentNode !== parent) place(parent, own, i);
    placed.add(node);
  }
}

function morphElement(element: Element, wire: Exclude<WireNode, string>): void {
  const { attributes, children } = partsOf(wire);
  if (!isLeaf(element)) morphChildren(element, children);
  for (const name in attributes) {
    const value = attributes[name] as string;
    if (currentValue(element, name) !== value && !isUsers(element, name, value)) setAttribute(element, name, value);
  }
  // Last: an input that becomes a checkbox writes the value it had into the attribute.
  for (const name of element.getAttributeNames()) {
    if (!(name in attributes) && !isUsers(element, name, null)) setAttribute(element, name, null);
  }
  // Also when the user was there first, so that no attribute had to change.
  noteOpen(element, 'open' in attributes);
}

/** Whether an attribute differs only by what the user opened or closed. */
function isUsers(element: Element, name: string, value: string | null): boolean {
  return name === 'open' && opened.has(element) === (value !== null);
}

/** What the server last set. For a text field that is its default; what the user typed since is not the server's. */
function currentValue(element: Element, name: string): string | null {
  if (name === 'value' && element.localName === 'textarea') return (element as HTMLTextAreaElement).defaultValue;
  return name === 'textContent' || name === 'innerHTML' ? element[name] : element.getAttribute(name);
}

function nameOfNode(node: ChildNode): string {
  return node instanceof Element ? nameOf(node.localName, (name) => node.getAttribute(name)) : '';
}

function nameOfWire(wire: WireNode): string {
  if (typeof wire === 'string') return '';
  const { tag, attributes } = partsOf(wire);
  return nameOf(tag, (name) => attributes[name] ?? null);
}

/**
 * What is the same in a node and what becomes of it. A leaf and what is none never become each other: there would be no
 * record of what is inside. A choice is its value's, wherever it stands among the others.
 */
function nameOf(tag: string, get: (attribute: string) => string | null): string {
  const isLeaf = get('data-leaf') !== null;
  return `${tag} ${isLeaf} ${get('data-key')} ${get('id')} ${tag === 'option' && get('value')}`;
}
