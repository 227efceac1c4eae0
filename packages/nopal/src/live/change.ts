import { NopalError } from '../protocol/error.ts';
import type { Cell, StateCell } from '../ui/cells.ts';
import type { ComponentInfo } from '../ui/component.ts';
import { admit } from '../ui/data.ts';
import { MAX_KNOWN_KEYS } from '../ui/hooks.ts';
import { cellsOf, findState, staleInstance, type Instance } from './instance.ts';
import { indexOfSlot, type Place } from './place.ts';

/** New values by state key; a function makes the new value from the previous one. */
export type StateChanges = ReadonlyMap<string, unknown>;

/** What a change made of an instance. */
export interface Changed {
  readonly instance: Instance;
  /** How many instances took a value. */
  readonly taken: number;
}

/** One change on its way through all the instances it reaches; remembers what it made of each, so that equals stay equal. */
export class DeepChange {
  readonly #own: (instance: Instance) => Instance | undefined;
  readonly #memo = new Map<Instance, Changed>();

  /** @param own what becomes of an instance, apart from what is below it; `undefined` when it is not meant */
  constructor(own: (instance: Instance) => Instance | undefined) {
    this.#own = own;
  }

  /** Changes an instance and everything below it. */
  apply(instance: Instance): Changed {
    const known = this.#memo.get(instance);
    if (known !== undefined) return known;
    let taken = 0;
    let children = instance.children;
    for (let i = 0; i < instance.children.length; i++) {
      const child = instance.children[i] as Instance;
      const changed = this.apply(child);
      taken += changed.taken;
      if (changed.instance !== child) {
        if (children === instance.children) children = [...children];
        (children as Instance[])[i] = changed.instance;
      }
    }
    const own = this.#own(instance);
    if (own !== undefined) taken++;
    const base = own ?? instance;
    const result = {
      instance: children === instance.children ? base : staleInstance(base, base.pending, children),
      taken,
    };
    this.#memo.set(instance, result);
    return result;
  }
}

/** One push on its way through the instances it reaches. */
export class Push {
  /** Keys that at least one instance declared. */
  readonly declared = new Set<string>();
  readonly #changes: StateChanges;
  readonly #report: (problem: NopalError) => void;
  readonly #deep: DeepChange;
  readonly #ownMemo = new Map<Instance, Instance | undefined>();
  /** What became of cells: pages that differ only in what is nested share them, and go on sharing the new ones. */
  readonly #cellsMemo = new Map<readonly Cell[], NewCells>();

  /**
   * @param changes what to set
   * @param report told of values that could not be taken; the push goes on
   * @param matches only instances for which this holds; all when left out
   */
  constructor(changes: StateChanges, report: (problem: NopalError) => void, matches?: (instance: Instance) => boolean) {
    this.#changes = changes;
    this.#report = report;
    this.#deep = new DeepChange((instance) =>
      matches === undefined || matches(instance) ? this.own(instance) : undefined,
    );
  }

  /** Pushes to an instance and everything below it. */
  deep(instance: Instance): Changed {
    return this.#deep.apply(instance);
  }

  /** Pushes to one instance alone; `undefined` when it declares none of the keys. */
  own(instance: Instance): Instance | undefined {
    if (this.#ownMemo.has(instance)) return this.#ownMemo.get(instance);
    const result = this.#apply(instance);
    this.#ownMemo.set(instance, result);
    return result;
  }

  #apply(instance: Instance): Instance | undefined {
    const before = cellsOf(instance);
    let made = this.#cellsMemo.get(before);
    if (made === undefined) this.#cellsMemo.set(before, (made = this.#newCells(before, instance.rendering.info)));
    const { cells, taken } = made;
    if (!taken) return undefined;
    return cells === before ? instance : staleInstance(instance, cells, instance.children);
  }

  #newCells(before: readonly Cell[], info: ComponentInfo): NewCells {
    let cells = before;
    let taken = false;
    for (const [key, value] of this.#changes) {
      if (!info.keys.has(key) && info.keys.size < MAX_KNOWN_KEYS) continue;
      const index = findState(cells, key);
      if (index === undefined) continue;
      this.declared.add(key);
      if (index === 'duplicate') {
        this.#report(duplicateKey(info.name, key));
        continue;
      }
      try {
        cells = withState(cells, index, value, info);
        taken = true;
      } catch (error) {
        this.#report(asProblem(error, info.name, key));
      }
    }
    return { cells, taken };
  }
}

/** What a push made of an instance's cells. */
interface NewCells {
  /** The same as before when all values are equal to what they were. */
  readonly cells: readonly Cell[];
  /** Whether one of the keys is declared and took its value. */
  readonly taken: boolean;
}

/**
 * Sets one state cell; the same instance comes back when the value is equal to the one it has.
 *
 * @throws NopalError `not-data`; whatever a function given as the value throws
 */
export function setCell(instance: Instance, index: number, value: unknown): Instance {
  const before = cellsOf(instance);
  const cells = withState(before, index, value, instance.rendering.info);
  return cells === before ? instance : staleInstance(instance, cells, instance.children);
}

/**
 * Cells with another value in one that holds a state; the same cells come back when the value is equal.
 *
 * @throws NopalError `not-data`; whatever a function given as the value throws
 */
export function withState(cells: readonly Cell[], index: number, value: unknown, info: ComponentInfo): readonly Cell[] {
  const cell = cells[index] as StateCell;
  const next: unknown = typeof value === 'function' ? (value as (previous: unknown) => unknown)(cell.value) : value;
  const admitted = admit(next, cell.value, cell.key ?? `<${info.name}>'s state`);
  return Object.is(admitted, cell.value) ? cells : cells.with(index, { ...cell, value: admitted });
}

/** Replaces the instance at a place by what `change` makes of it; the rest of the page stays the same objects. */
export function changeAt(root: Instance, place: Place, change: (instance: Instance) => Instance, depth = 0): Instance {
  const slot = place[depth];
  if (slot === undefined) return change(root);
  const index = indexOfSlot(root.rendering, slot);
  const child = root.children[index];
  if (child === undefined) return root;
  const changed = changeAt(child, place, change, depth + 1);
  return changed === child ? root : staleInstance(root, root.pending, root.children.with(index, changed));
}

function duplicateKey(component: string, key: string): NopalError {
  return new NopalError(
    'duplicate-state-key',
    `<${component}> declares the state key "${key}" more than once, so a push cannot tell which is meant.`,
    'Rename one variable, or give one a key of its own: useState(initial, { key: "…" }).',
  );
}

function asProblem(error: unknown, component: string, key: string): NopalError {
  if (error instanceof NopalError) return error;
  return new NopalError(
    'updater-function-failed',
    `The function that was to make the new "${key}" of <${component}> threw; that instance keeps its value.`,
    'Make it work for every previous value.',
    { cause: error },
  );
}
