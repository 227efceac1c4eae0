import type { Instance } from './instance.ts';

/** Where an instance is on its page: the slots that lead to it from the root. The root's place is empty. */
export type Place = readonly string[];

/** A place as one string, to index by. */
export function placeName(place: Place): string {
  return place.join('/');
}

/** The instance at a place, if there is one now. */
export function instanceAt(root: Instance, place: Place): Instance | undefined {
  let at: Instance | undefined = root;
  for (const slot of place) {
    if (at === undefined) return undefined;
    const index: number = at.rendering.holes.findIndex((hole) => hole.slot === slot);
    at = at.children[index];
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
