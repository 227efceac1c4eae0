import { componentInfo } from '../ui/component.ts';
import { Page } from '../ui/page-slot.ts';
import type { Instance } from './instance.ts';
import type { PageSource } from './page.ts';
import type { Place } from './place.ts';

/** How the slot of a shell's `<Page/>` ends: slots end with their component. */
const SLOT_END = `<${componentInfo(Page).serial}`;

/** Whether the instance at this place is the page itself: the outermost one, or the one that the shell shows. */
export function isPagePlace(place: Place, { shell }: Pick<PageSource, 'shell'>): boolean {
  return shell === undefined ? place.length === 0 : place.at(-2)?.endsWith(SLOT_END) === true;
}

/** Where the page itself is; `undefined` when the shell does not show it. */
export function findPagePlace(root: Instance, { shell }: Pick<PageSource, 'shell'>): Place | undefined {
  if (shell === undefined) return [];
  return placeBelow(root, []);
}

function placeBelow({ rendering, children }: Instance, place: Place): Place | undefined {
  for (let i = 0; i < children.length; i++) {
    const slot = rendering.holes[i]?.slot ?? '';
    if (rendering.component === Page) return [...place, slot];
    const found = placeBelow(children[i] as Instance, [...place, slot]);
    if (found !== undefined) return found;
  }
  return undefined;
}
