import type { Rendering } from '../ui/rendering.ts';
import type { Hole } from '../ui/tree.ts';
import type { Instance } from './instance.ts';

/** Where an instance is on its page: the slots that lead to it from the root. The root's place is empty. */
export type Place = readonly string[];

/** A place as one string, to index by. */
export function placeName(place: Place): string {
  return place.join('/');
}

/** Up to so many holes, looking at each is quicker than an index. */
const FEW_HOLES = 16;
const slotIndexes = new WeakMap<readonly Hole[], ReadonlyMap<string, number>>();

/** Which of a rendering's holes has this slot, and so which child is in it; -1 when none has. */
export function indexOfSlot({ holes }: Rendering, slot: string): number {
  if (holes.length <= FEW_HOLES) return holes.findIndex((hole) => hole.slot === slot);
  let indexes = slotIndexes.get(holes);
  if (indexes === undefined) slotIndexes.set(holes, (indexes = new Map(holes.map((hole, i) => [hole.slot, i]))));
  return indexes.get(slot) ?? -1;
}

/** The instance at a place, if there is one now. */
export function instanceAt(root: Instance, place: Place): Instance | undefined {
  let at: Instance | undefined = root;
  for (const slot of place) {
    if (at === undefined) return undefined;
    at = at.children[indexOfSlot(at.rendering, slot)];
  }
  return at;
}

/** Visits an instance and everything below it, outermost first. */
export function walkInstances(
  root: Instance,
  visit: (instance: Instance, place: Place) => void,
  place: Place = [],
): void {
  visit(root, place);
  root.children.forEach((child, i) => {
    walkInstances(child, visit, [...place, root.rendering.holes[i]?.slot ?? '']);
  });
}
