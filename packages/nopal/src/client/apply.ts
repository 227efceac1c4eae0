import { LIST_INSERT, LIST_MOVE_RUN, LIST_REMOVE, type Patch } from '../protocol/patch.ts';
import type { WireNode } from '../protocol/wire.ts';
import { setAttribute } from './attributes.ts';
import { create } from './create.ts';
import { isTaken, ownChildren, place } from './nodes.ts';

/** Applies a patch to an element; see the grammar beside {@link Patch}. Throws when it leads to a node that is not there. */
export function applyPatch(element: Element, patch: Patch): void {
  let node: Node = element;
  for (const step of patch) {
    if (typeof step === 'number') {
      const own = ownChildren(node);
      // Where a path leads nowhere, what follows throws.
      const child = own[step] as ChildNode;
      // What is in its place now would stay what it is.
      if (isTaken(child)) (node as Element).replaceChildren(...own);
      node = child;
      continue;
    }
    if (typeof step === 'string') node.nodeValue = step;
    else if (!Array.isArray(step)) {
      const attributes = step as Readonly<Record<string, string | null>>;
      for (const name in attributes) setAttribute(node as Element, name, attributes[name] as string | null);
    } else if (node === element) editList(element, step);
    else if (node.nodeType === 3) (node as Text).replaceData(...(step as [number, number, string]));
    else applyPatch(node as Element, step as Patch);
    node = element;
  }
}

function editList(parent: Element, edits: readonly unknown[]): void {
  const own = ownChildren(parent);
  for (let i = 0; i < edits.length;) {
    const code = edits[i++];
    let from = edits[i++] as number;
    const operand = edits[i++];
    if (code === LIST_REMOVE) {
      for (const node of own.splice(from, operand as number)) {
        if (isTaken(node)) parent.replaceChildren(...own);
        node.remove();
      }
    } else if (code === LIST_INSERT) {
      for (const wire of operand as readonly WireNode[]) {
        own.splice(from, 0, create(wire, parent));
        place(parent, own, from++);
      }
    } else {
      let to = operand as number;
      // A single move is a run of one.
      const run = code === LIST_MOVE_RUN ? edits.slice(i, (i += 3)) : [1, 0, 0];
      const [times, fromStep, toStep] = run as [number, number, number];
      for (let done = 0; done < times; done++, from += fromStep, to += toStep) {
        own.splice(to, 0, ...own.splice(from, 1));
        place(parent, own, to);
      }
    }
  }
}
