/**
 * nopal's own nodes, as they were served or made here: for every element its children in order. Paths index these
 * lists, not `childNodes`, so nodes that extensions or translations put into the page never shift a path.
 */
const children = new WeakMap<Node, ChildNode[]>();

/** Elements whose inside is not nopal's to patch. */
const LEAF = /^(?:iframe|noembed|noframes|noscript|plaintext|script|style|template|textarea|title|xmp)$/;

/** Elements that the server means to be open. Their attribute may say something else: the user opens and closes them. */
export const opened = new WeakSet<Element>();

/** Notes whether the server means an element to be open. */
export function noteOpen(element: Element, open: boolean): void {
  if (open) opened.add(element);
  else opened.delete(element);
}

/** Whether the inside of an element is left alone. */
export function isLeaf(element: Element): boolean {
  return LEAF.test(element.localName) || element.hasAttribute('data-leaf');
}

/** The children of an element that are nopal's own. */
export function ownChildren(element: Node): ChildNode[] {
  return children.get(element) ?? [];
}

/**
 * Whether something took a text of ours out of the page, as translations do that put another in its place. Not so an
 * element: where one is missing, somebody did not want it.
 */
export function isTaken(node: ChildNode): boolean {
  return node.nodeType === 3 && !node.parentNode;
}

/** Sets which children of an element are nopal's own. */
export function setOwnChildren(element: Node, own: ChildNode[]): void {
  children.set(element, own);
}

/** Records everything that is in an element now as nopal's own. */
export function record(element: Element): void {
  const own = [...element.childNodes].filter(({ nodeType }) => nodeType === 1 || nodeType === 3);
  children.set(element, own);
  noteOpen(element, element.hasAttribute('open'));
  for (const node of own) if (node.nodeType === 1 && !isLeaf(node as Element)) record(node as Element);
}

/** A checksum of how many children every element has, which the server compares with its tree. */
export function checksum(element: Element, sum = 0): number {
  const own = ownChildren(element);
  let total = (Math.imul(sum, 31) + own.length) | 0;
  for (const node of own) if (node.nodeType === 1 && !isLeaf(node as Element)) total = checksum(node as Element, total);
  return total;
}

/** Puts a node at a place among the own children of its parent, or moves it there; the list has it there already. */
export function place(parent: Element, own: ChildNode[], index: number): void {
  // A neighbour that something else took out of its parent is no place to go by.
  let next = index + 1;
  while (next < own.length && own[next]?.parentNode !== parent) next++;
  const node = own[index] as ChildNode;
  const before = own[next] ?? null;
  const mover = parent as Element & { moveBefore?: (node: Node, before: Node | null) => void };
  // A move keeps the state of frames, videos and focus, where the browser can.
  if (mover.moveBefore && node.isConnected) mover.moveBefore(node, before);
  else parent.insertBefore(node, before);
}
