import { NopalError } from '../protocol/error.ts';
import { componentInfo, isSameType, type AnyComponent } from '../ui/component.ts';
import { changeAt, Push, type StateChanges } from './change.ts';
import { ClusterPushes } from './cluster.ts';
import { makeHandle } from './handle.ts';
import type { Instance } from './instance.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import { instanceAt, walkInstances, type Place } from './place.ts';
import { readPush, type ReadPush } from './read-push.ts';
import { Repeats } from './repeats.ts';
import type { RetainTarget } from './retained.ts';
import { knownKeys, resolveType, unknownKey } from './targets.ts';
import { ThrottledUpdater } from './throttled.ts';
import type { ClusterUpdater, ComponentHandle, ComponentPredicate, ComponentType, Pushes } from './updater-types.ts';
import { TypedPushes, type PushTarget } from './typed-pushes.ts';
import type { Viewer } from './viewer.ts';
import type { Address } from './viewers.ts';

/**
 * Pushes state from anywhere on the server to mounted components: `app.updater`, or the `updater` that a background
 * service is given. Everything is synchronous: state has its new value when a call returns, and the browsers follow.
 *
 * @example
 * ```ts
 * updater.broadcastStateUpdate('deploymentStatus', status, { retain: true });
 * updater.updateWhere((card) => card.getState('userId') === user.id, 'balance', 12);
 * ```
 */
export class ComponentStateUpdater extends TypedPushes {
  readonly #live: Live;
  readonly #log: Log;
  /** Throttled updaters with a timer. */
  readonly #holding = new Set<ThrottledUpdater>();
  readonly #repeats = new Repeats();
  #ended = false;

  constructor(live: Live, log: Log) {
    super();
    this.#live = live;
    this.#log = log;
  }

  /** Ids of all page components and nested components with state whose viewer is connected or in its grace period. */
  getAllComponentIds(): readonly string[] {
    return [...new Set(this.#handles(() => true).map((handle) => handle.id))];
  }

  /** The instances of a component type whose viewer is connected or within its grace period. */
  getComponentsOfType(type: ComponentType): readonly ComponentHandle[] {
    const component = this.#resolve(type);
    return component === undefined
      ? []
      : this.#handles((instance) => isSameType(instance.rendering.component, component));
  }

  /** Whether a browser is attached right now to an instance with this id. */
  isComponentConnected(id: string): boolean {
    return this.#find(id).some(({ viewer }) => viewer.connection !== null);
  }

  /**
   * Forgets values kept by `{ retain: true }`.
   *
   * @param filter only those of this key, of this component type or of this component id; all when left out
   * @returns how many were forgotten
   */
  clearRetained(filter: { readonly key?: string; readonly type?: ComponentType; readonly id?: string } = {}): number {
    let target: RetainTarget | undefined;
    if (filter.id !== undefined) target = { kind: 'id', id: filter.id };
    if (filter.type !== undefined) {
      const component = this.#resolve(filter.type);
      if (component === undefined) return 0;
      target = { kind: 'type', component };
    }
    return this.#live.retained.clear(target, filter.key);
  }

  /**
   * Makes several pushes one frame: nothing is rendered before `run` has returned. Pushes of one turn of the event loop
   * are one frame anyway; an async function is held only until its first `await`.
   *
   * @returns what `run` returns
   */
  batch<T>(run: () => T): T {
    return this.#live.flusher.hold(run);
  }

  /**
   * An updater that lets the first push of each target and key through at once and then, every `ms` milliseconds, the
   * newest one; those in between are skipped. Functions are not skipped but applied one after another. A push that is
   * held returns 0. For `updateWhere` a target is a predicate: keep the function, and pass the same one each time.
   *
   * @param ms the shortest time between two pushes, in milliseconds, at least 1
   */
  throttled(ms: number): Pushes {
    return new ThrottledUpdater(Math.max(1, ms), {
      push: (...push) => this.push(...push),
      maxHeld: this.#live.limits.maxHeldUpdates,
      holding: this.#holding,
      ended: () => this.#ended,
      report: (problem) => this.#problem(problem),
    });
  }

  /** The same, for all nodes of a cluster, awaited. */
  readonly cluster: ClusterUpdater = new ClusterPushes({
    push: (...push) => this.push(...push),
    getAllComponentIds: () => this.getAllComponentIds(),
    isComponentConnected: (id) => this.isComponentConnected(id),
  });

  /** Lets held pushes through and stops their timers; the app calls it when it ends. */
  end(): void {
    this.#ended = true;
    for (const throttled of this.#holding) throttled.end();
  }

  /** Every push, whichever method it came by. */
  protected push(target: PushTarget, key: unknown, value: unknown, options: unknown): number {
    const name = nameOf(target);
    const push = this.#read(target.kind, name, key, value, options);
    if (push === undefined) return 0;
    switch (target.kind) {
      case 'id':
        return this.#toId(target.id, push);
      case 'all':
        return this.#toAll(push);
      case 'type':
        return this.#toType(target.type, push);
      case 'where':
        return this.#where(target.predicate, name, push);
    }
  }

  #toId(id: unknown, { changes, retain }: ReadPush): number {
    if (typeof id === 'string' && retain) this.#live.retained.keep({ kind: 'id', id }, changes);
    const name = textOf(id);
    const addresses = this.#find(id);
    if (addresses.length === 0) {
      this.#tell('id', name, changes, 0);
      if (!retain) this.#problem(unknownId(name));
      return 0;
    }
    const run = new Push(changes, (problem) => this.#problem(problem));
    let taken = 0;
    let declares: ReadonlySet<string> = new Set();
    for (const { viewer, place } of addresses) {
      taken += this.#pushAt(run, viewer, [place]);
      declares = instanceAt(viewer.root, place)?.rendering.info.keys ?? declares;
    }
    this.#finish('id', name, changes, run, taken, () => [`The component "${name}"`, declares]);
    return taken;
  }

  #toAll({ changes, retain }: ReadPush): number {
    if (retain) this.#live.retained.keep({ kind: 'all' }, changes);
    return this.#pushToAll('all', '*', changes, undefined, () => [undefined, knownKeys(this.#live.viewers)]);
  }

  #toType(type: ComponentType, { changes, retain }: ReadPush): number {
    const component = this.#resolve(type);
    if (component === undefined) return 0;
    if (retain) this.#live.retained.keep({ kind: 'type', component }, changes);
    const { name, keys } = componentInfo(component);
    const ofType = (instance: Instance): boolean => isSameType(instance.rendering.component, component);
    return this.#pushToAll('type', name, changes, ofType, () => [`<${name}>`, keys]);
  }

  #where(predicate: ComponentPredicate, name: string, { changes }: ReadPush): number {
    const run = new Push(changes, (problem) => this.#problem(problem));
    let taken = 0;
    for (const viewer of this.#live.viewers) {
      const chosen: Place[] = [];
      walkInstances(viewer.root, (instance, place) => {
        if (this.#chooses(predicate, makeHandle(viewer, instance, place))) chosen.push(place);
      });
      taken += this.#pushAt(run, viewer, chosen);
    }
    this.#finish('where', name, changes, run, taken, () => [undefined, knownKeys(this.#live.viewers)]);
    return taken;
  }

  #find(id: unknown): readonly Address[] {
    return typeof id === 'string' ? this.#live.viewers.find(id) : [];
  }

  #pushToAll(
    kind: string,
    target: string,
    changes: StateChanges,
    matches: ((instance: Instance) => boolean) | undefined,
    whom: () => readonly [string | undefined, Iterable<string>],
  ): number {
    const run = new Push(changes, (problem) => this.#problem(problem), matches);
    let taken = 0;
    for (const viewer of this.#live.viewers) {
      const changed = run.deep(viewer.root);
      taken += changed.taken;
      viewer.change(changed.instance);
    }
    this.#finish(kind, target, changes, run, taken, whom);
    return taken;
  }

  #pushAt(run: Push, viewer: Viewer, places: readonly Place[]): number {
    let taken = 0;
    let { root } = viewer;
    for (const place of places) {
      root = changeAt(root, place, (instance) => {
        const changed = run.own(instance);
        if (changed !== undefined) taken++;
        return changed ?? instance;
      });
    }
    viewer.change(root);
    return taken;
  }

  #finish(
    kind: string,
    target: string,
    changes: StateChanges,
    run: Push,
    taken: number,
    whom: () => readonly [string | undefined, Iterable<string>],
  ): void {
    this.#tell(kind, target, changes, taken);
    if (run.declared.size === changes.size) return;
    const [name, known] = whom();
    const names = new Set(known);
    for (const key of changes.keys()) {
      // Declared by a type that just has no instance now: nothing is wrong.
      if (!run.declared.has(key) && !names.has(key)) this.#problem(unknownKey(key, name, names));
    }
  }

  #tell(kind: string, target: string, changes: StateChanges, taken: number): void {
    if (this.#log.isLevelEnabled('debug')) this.#log.debug({ kind, target, keys: [...changes.keys()], taken }, 'push');
  }

  /** Reads the two forms of a push; `undefined` (and logged) when a value is not data. */
  #read(kind: string, target: string, key: unknown, value: unknown, options: unknown): ReadPush | undefined {
    try {
      const push = readPush(key, value, options);
      if (this.#log.isLevelEnabled('trace'))
        this.#log.trace({ kind, target, values: Object.fromEntries(push.changes) }, 'push values');
      return push;
    } catch (error) {
      this.#problem(error as NopalError);
      return undefined;
    }
  }

  #resolve(type: ComponentType): AnyComponent | undefined {
    try {
      return resolveType(type, this.#live.viewers);
    } catch (error) {
      this.#problem(error as NopalError);
      return undefined;
    }
  }

  #chooses(predicate: ComponentPredicate, handle: ComponentHandle): boolean {
    try {
      const chosen: unknown = predicate(handle);
      if (typeof chosen === 'boolean') return chosen;
      // Whatever becomes of it, it was no answer; a rejection must not end the process.
      if (chosen instanceof Promise) chosen.catch(() => undefined);
      throw new TypeError(
        `it returned ${chosen instanceof Promise ? 'a promise' : `a ${typeof chosen}`}, not true or false`,
      );
    } catch (error) {
      this.#problem(
        new NopalError(
          'predicate-failed',
          `The predicate of updateWhere failed for a <${handle.type}>, which counts as not chosen.`,
          'Return true or false for every component; check handle.type first.',
          { cause: error },
        ),
      );
      return false;
    }
  }

  #handles(matches: (instance: Instance) => boolean): ComponentHandle[] {
    const handles: ComponentHandle[] = [];
    for (const viewer of this.#live.viewers) {
      if (!viewer.claimed) continue;
      walkInstances(viewer.root, (instance, place) => {
        const stateful = place.length === 0 || instance.rendering.cells.some((cell) => cell.kind === 'state');
        if (stateful && matches(instance)) handles.push(makeHandle(viewer, instance, place));
      });
    }
    return handles;
  }

  #problem(problem: NopalError): void {
    const repeated = this.#repeats.admit(problem.message);
    if (repeated !== undefined) this.#log.warn({ code: problem.code, err: problem, repeated }, problem.message);
  }
}

/** How the log names whom a push is for. */
function nameOf(target: PushTarget): string {
  switch (target.kind) {
    case 'id':
      return textOf(target.id);
    case 'all':
      return '*';
    case 'type':
      return textOf(target.type);
    case 'where':
      return textOf(target.predicate);
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return value.name || 'anonymous';
  return typeof value === 'string' ? value : typeof value;
}

function unknownId(name: string): NopalError {
  return new NopalError(
    'unknown-component-id',
    `No component with the id "${name}" is mounted.`,
    'Its viewer may have left; list what is there by getAllComponentIds(), or keep the value by { retain: true }.',
  );
}
