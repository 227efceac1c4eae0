import type { Cell } from '../ui/cells.ts';
import { compose } from '../ui/compose.ts';
import { sameReads, type ContextRead, type Environment } from '../ui/context.ts';
import { hashText, mix } from '../ui/hash.ts';
import type { Rendering } from '../ui/rendering.ts';
import { environmentOf, type Hole, type TreeNode } from '../ui/tree.ts';
import { InternTable } from '../ui/intern-table.ts';

/**
 * A mounted component with everything below it, in one state: immutable. A page is the instance of its root component;
 * viewers in the same state hold the same object.
 */
export interface Instance {
  /** Unique; only for hashing. */
  readonly serial: number;
  readonly rendering: Rendering;
  /** The key of the hole it fills. */
  readonly key: string | undefined;
  /** The instances in the rendering's holes, in their order. */
  readonly children: readonly Instance[];
  /** The tree that it shows. */
  readonly nodes: readonly TreeNode[];
  /** Cells that were set since `rendering` was made; null when there are none. */
  readonly pending: readonly Cell[] | null;
  /** Whether it or anything below has cells that were not rendered yet. */
  readonly stale: boolean;
  /** Contexts from above that it or anything below read. */
  readonly reads: readonly ContextRead[];
  /** The title that it or what is below gives the document, if any does. */
  readonly title: string | undefined;
  /** Whether it or anything below has effects. */
  readonly hasEffects: boolean;
  /** Whether it or anything below could not be mounted yet, and is to be tried again. */
  readonly incomplete: boolean;
  /** Whether neither it nor anything below has hooks, so that mounting it again gives the same. */
  readonly hookless: boolean;
}

let nextSerial = 1;
/** Every settled instance that an equal one can be found by; see interning.ts. */
export const instances = new InternTable<Instance>();

/** The settled instance of a rendering and its children: an equal one if there is one in use. */
export function internInstance(rendering: Rendering, key: string | undefined, children: readonly Instance[]): Instance {
  // Serials grow side by side, so they must be scattered before they meet.
  let hash = mix(key === undefined ? 0 : hashText(key), rendering.serial);
  for (const child of children) hash = mix(hash, child.serial);
  const known = instances.find(
    hash,
    (candidate) =>
      candidate.rendering === rendering &&
      candidate.key === key &&
      candidate.children.every((child, i) => child === children[i]),
  );
  return known ?? instances.add(hash, makeInstance(rendering, key, children));
}

function makeInstance(rendering: Rendering, key: string | undefined, children: readonly Instance[]): Instance {
  let next = 0;
  const nodes = compose(rendering.nodes, () => (children[next++] as Instance).nodes, rendering.info.serial, key);
  return {
    serial: nextSerial++,
    rendering,
    key,
    children,
    nodes,
    pending: null,
    stale: false,
    reads: collectReads(rendering, children),
    title: children.findLast((child) => child.title !== undefined)?.title ?? rendering.title,
    hasEffects: rendering.hasEffects || children.some((child) => child.hasEffects),
    incomplete: rendering.failed || children.some((child) => child.incomplete),
    hookless: rendering.cells.length === 0 && children.every((child) => child.hookless),
  };
}

/** What mounting gave of renderings with nothing but hookless instances below: of each what it gave last. */
let mounted = new WeakMap<Rendering, Instance>();

/** The instance that mounting a rendering gives, if that is known without mounting what is nested in it. */
export function findMounted(
  rendering: Rendering,
  key: string | undefined,
  environment: Environment | null,
): Instance | undefined {
  const known = mounted.get(rendering);
  return known !== undefined && known.key === key && sameReads(known.reads, environment) ? known : undefined;
}

/** Notes what mounting a rendering gave, if it would give the same again. */
export function noteMounted(instance: Instance): void {
  if (!instance.incomplete && instance.children.every((child) => child.hookless))
    mounted.set(instance.rendering, instance);
}

/** Forgets what mounting gave: a sweep may have forgotten it too, and equal instances must stay one object. */
export function forgetMounted(): void {
  mounted = new WeakMap();
}

/** A copy with other cells or children that are still to be rendered. It goes on showing what it showed. */
export function staleInstance(
  instance: Instance,
  pending: readonly Cell[] | null,
  children: readonly Instance[],
): Instance {
  return { ...instance, serial: nextSerial++, pending, children, stale: true };
}

/**
 * A copy whose new cells could not be rendered: it keeps them, and goes on showing what it showed. What is nested in it
 * is shown as it is now.
 */
export function failedInstance(instance: Instance, children: readonly Instance[]): Instance {
  return { ...makeInstance(instance.rendering, instance.key, children), pending: instance.pending };
}

/**
 * An instance in which something waits for its frame rate: it shows what was rendered, and stays stale. The same object
 * comes back while nothing else changes.
 */
export function heldInstance(
  before: Instance,
  rendering: Rendering,
  pending: readonly Cell[] | null,
  children: readonly Instance[],
): Instance {
  const isSame = before.stale && before.rendering === rendering && before.pending === pending;
  if (isSame && children.every((child, i) => child === before.children[i])) return before;
  return { ...makeInstance(rendering, before.key, children), pending, stale: true };
}

function collectReads(rendering: Rendering, children: readonly Instance[]): readonly ContextRead[] {
  if (children.every((child) => child.reads.length === 0)) return rendering.reads;
  const reads = new Map(rendering.reads.map((read) => [read.context, read]));
  children.forEach((child, i) => {
    const provided = environmentOf(rendering.holes[i] as Hole, null);
    for (const read of child.reads) {
      const providedHere = provided !== null && isProvided(provided, read);
      if (!providedHere && !reads.has(read.context)) reads.set(read.context, read);
    }
  });
  return [...reads.values()];
}

function isProvided(provided: NonNullable<ReturnType<typeof environmentOf>>, read: ContextRead): boolean {
  for (let at: typeof provided | null = provided; at !== null; at = at.outer)
    if (at.context === read.context) return true;
  return false;
}

/** The current cells of an instance, rendered or not. */
export function cellsOf(instance: Instance): readonly Cell[] {
  return instance.pending ?? instance.rendering.cells;
}

/** Where the state cell of a key is; `undefined` when there is none of that key, `'duplicate'` when there are several. */
export function findState(cells: readonly Cell[], key: string): number | 'duplicate' | undefined {
  let found: number | undefined;
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index];
    if (cell?.kind !== 'state' || cell.key !== key) continue;
    if (found !== undefined) return 'duplicate';
    found = index;
  }
  return found;
}
