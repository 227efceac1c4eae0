import { readEventWord, type EventOptions } from '../protocol/event-options.ts';
import { EVENTS_ATTRIBUTE } from '../ui/attributes.ts';
import { sameOutput } from '../ui/purity.ts';
import type { Element, OpenElement, OutputNode } from '../ui/tree.ts';
import type { Instance } from './instance.ts';
import { indexOfSlot, instanceAt, type Place } from './place.ts';

/** An element of a page, with the instance that rendered it. */
export interface Located {
  readonly element: Element | OpenElement;
  readonly instance: Instance;
  readonly place: Place;
}

/**
 * Follows a path of child indexes through a page as the browser saw it.
 *
 * @returns the elements on the way, outermost first; `undefined` when the path leads nowhere
 */
export function locate(root: Instance, path: readonly number[]): readonly Located[] | undefined {
  const chain: Located[] = [];
  let list = flatten(root.rendering.nodes, root, []);
  for (const index of path) {
    const found = list[index];
    if (found === undefined || found === 'text') return undefined;
    chain.push(found);
    list = flatten(found.element.children, found.instance, found.place);
  }
  return chain;
}

/** What an element wants of an event; `undefined` when it does not listen to it. */
export function listeningTo({ element }: Located, type: string): EventOptions | undefined {
  const words = element.attributes[EVENTS_ATTRIBUTE];
  return words === undefined ? undefined : readEventWord(words, type);
}

/**
 * Whether every list without keys on the way is still what it was when the event was raised. If one is not, the same
 * position may be another item now.
 */
export function listsUnchanged(chain: readonly Located[], then: Instance, now: Instance): boolean {
  const place = chain.at(-1)?.place ?? [];
  for (let depth = 0; depth <= place.length; depth++) {
    const before = instanceAt(then, place.slice(0, depth))?.rendering;
    const current = instanceAt(now, place.slice(0, depth))?.rendering;
    if (before === undefined || current === undefined) return false;
    if (before !== current && before.unkeyedList && !sameOutput(before.nodes, current.nodes)) return false;
  }
  return chain.every(({ element, instance, place: owner }) => {
    const current = instanceAt(now, owner);
    if (!element.unkeyedList || current?.rendering === instance.rendering) return true;
    const counterpart = findByPath(current?.rendering.nodes ?? [], element.path);
    return counterpart !== undefined && sameOutput(element.children, counterpart.children);
  });
}

/** The element at a place of an output. */
export function findByPath(nodes: readonly OutputNode[], path: string | undefined): Element | OpenElement | undefined {
  if (path === undefined) return undefined;
  for (const node of nodes) {
    if (typeof node === 'string' || node.kind === 'hole') continue;
    if (node.path === path) return node;
    const inside = findByPath(node.children, path);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The children of an element as composing leaves them: holes filled, neighbouring texts as one. */
function flatten(nodes: readonly OutputNode[], instance: Instance, place: Place): ('text' | Located)[] {
  const list: ('text' | Located)[] = [];
  for (const node of nodes) {
    if (typeof node === 'string') {
      if (list.at(-1) !== 'text') list.push('text');
    } else if (node.kind === 'hole') {
      const child = instance.children[indexOfSlot(instance.rendering, node.slot)];
      if (child === undefined) continue;
      for (const inner of flatten(child.rendering.nodes, child, [...place, node.slot])) {
        if (inner !== 'text' || list.at(-1) !== 'text') list.push(inner);
      }
    } else {
      list.push({ element: node, instance, place });
    }
  }
  return list;
}
