import { sameDeps, type Cell } from '../ui/cells.ts';
import type { Rendering } from '../ui/rendering.ts';
import type { Instance } from './instance.ts';
import { indexOfSlot } from './place.ts';

/**
 * What was found out last about a page, coming from another. Viewers in a crowd all go the same way. The other is
 * named by its serial: to hold it would hold what was found out about it, and so every page that there ever was.
 */
const lastFound = new WeakMap<Instance, { readonly before: number; readonly due: boolean }>();

/** Whether a page may have effects to run that it had not when it was `before`, whose effects were all run. */
export function mayHaveDueEffects(before: Instance, after: Instance): boolean {
  if (before === after || !after.hasEffects) return false;
  const last = lastFound.get(after);
  if (last?.before === before.serial) return last.due;
  const due =
    !hasRunEffectsOf(before.rendering, after.rendering) ||
    after.children.some((child, i) => {
      if (!child.hasEffects) return false;
      const earlier = before.children[indexOfSlot(before.rendering, after.rendering.holes[i]?.slot ?? '')];
      return earlier === undefined || mayHaveDueEffects(earlier, child);
    });
  lastFound.set(after, { before: before.serial, due });
  return due;
}

/** Whether the effects of a rendering are none but those that were run with an earlier one of the same instance. */
export function hasRunEffectsOf(earlier: Rendering | undefined, rendering: Rendering): boolean {
  if (earlier === rendering || !rendering.hasEffects) return true;
  return (
    earlier !== undefined &&
    earlier.cells.length === rendering.cells.length &&
    earlier.cells.every((cell, i) => hasSameDeps(cell, rendering.cells[i]))
  );
}

function hasSameDeps(earlier: Cell, cell: Cell | undefined): boolean {
  if (cell?.kind !== 'effect') return true;
  // Without dependencies it runs after every render. A function among them may be another for each viewer; but so it
  // is only where its own dependencies changed, and then the shared one is another, too.
  return earlier.kind === 'effect' && sameDeps(earlier.deps, cell.deps);
}
