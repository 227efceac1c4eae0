import { forgetMountedLast, renderings, type Rendering } from '../ui/rendering.ts';
import { forgetMounted, instances, type Instance } from './instance.ts';

/** Somebody who shows a page, and so keeps what it is made of in use. */
export interface Keeper {
  readonly root: Instance;
}

/** Shortest time between two sweeps that are made because viewers left, in milliseconds. */
const PAUSE_MS = 1000;

// Shared objects are shared by all apps of a process, so whoever keeps any takes part.
const keepers = new Set<Iterable<Keeper>>();
let lastSweep = -PAUSE_MS;
let timer: NodeJS.Immediate | NodeJS.Timeout | undefined;

/** Keeps what these show findable. Returns a function that ends it. */
export function keepInUse(those: Iterable<Keeper>): () => void {
  keepers.add(those);
  return () => {
    keepers.delete(those);
    sweepSoon();
  };
}

/** Forgets, when enough has been added since last time, what nobody shows any more. */
export function sweepIfFull(): void {
  if (renderings.isFull || instances.isFull) sweep();
}

/** Forgets soon what nobody shows any more: somebody left, and what they held must go even if nothing else happens. */
export function sweepSoon(): void {
  if (timer !== undefined) return;
  const run = (): void => {
    timer = undefined;
    sweep();
  };
  const wait = lastSweep + PAUSE_MS - performance.now();
  timer = wait > 0 ? setTimeout(run, wait).unref() : setImmediate(run);
}

function sweep(): void {
  lastSweep = performance.now();
  const usedInstances = new Set<Instance>();
  const usedRenderings = new Set<Rendering>();
  const mark = (instance: Instance): void => {
    if (usedInstances.has(instance)) return;
    usedInstances.add(instance);
    usedRenderings.add(instance.rendering);
    for (const child of instance.children) mark(child);
  };
  for (const those of keepers) for (const { root } of those) mark(root);
  forgetMounted();
  forgetMountedLast();
  instances.sweep(usedInstances);
  renderings.sweep(usedRenderings);
}
