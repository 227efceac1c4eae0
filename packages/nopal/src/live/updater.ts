import { NopalError } from '../protocol/error.ts';
import { admit } from '../ui/data.ts';
import { componentInfo, type AnyComponent } from '../ui/component.ts';
import { isStateKey, stateKeyName, type AnyStateKey } from '../ui/state-key.ts';
import { changeAt, Push, type StateChanges } from './change.ts';
import { makeHandle } from './handle.ts';
import type { Instance } from './instance.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import { walkInstances, type Place } from './place.ts';
import { Repeats } from './repeats.ts';
import type { RetainTarget } from './retained.ts';
import { knownKeys, resolveType, unknownKey } from './targets.ts';
import { ThrottledUpdater } from './throttled.ts';
import type {
  ClusterUpdater,
  ComponentHandle,
  ComponentPredicate,
  ComponentType,
  PushOptions,
  Pushes,
  StateUpdates,
} from './updater-types.ts';
import type { Viewer } from './viewer.ts';

type Key = string | AnyStateKey | StateUpdates;

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
export class ComponentStateUpdater implements Pushes {
  readonly #live: Live;
  readonly #log: Log;
  readonly #throttled = new Set<ThrottledUpdater>();
  readonly #repeats = new Repeats();

  constructor(live: Live, log: Log) {
    this.#live = live;
    this.#log = log;
  }

  /** @inheritdoc */
  updateComponentState(id: string, key: Key, value?: unknown, options?: PushOptions): number {
    const push = this.#read('id', id, key, value, options);
    if (push === undefined) return 0;
    if (push.retain) this.#live.retained.keep({ kind: 'id', id }, push.changes);
    const addresses = this.#live.viewers.find(id);
    if (addresses.length === 0) {
      if (!push.retain) {
        this.#problem(
          new NopalError(
            'unknown-component-id',
            `No component with the id "${id}" is mounted.`,
            'Its viewer may have left; list what is there by getAllComponentIds(), or keep the value by { retain: true }.',
          ),
        );
      }
      return 0;
    }
    const run = new Push(push.changes, (problem) => this.#problem(problem));
    let taken = 0;
    let declares: ReadonlySet<string> = new Set();
    for (const { viewer, place } of addresses) {
      taken += this.#pushAt(run, viewer, [place]);
      declares = componentInfo(viewer.root.rendering.component).keys;
    }
    this.#finish('id', id, push.changes, run, taken, () => [`The component "${id}"`, declares]);
    return taken;
  }

  /** @inheritdoc */
  broadcastStateUpdate(key: Key, value?: unknown, options?: PushOptions): number {
    const push = this.#read('all', '*', key, value, options);
    if (push === undefined) return 0;
    if (push.retain) this.#live.retained.keep({ kind: 'all' }, push.changes);
    return this.#pushToAll('all', '*', push.changes, undefined, () => [undefined, knownKeys(this.#live.viewers)]);
  }

  /** @inheritdoc */
  updateComponentsOfType(type: ComponentType, key: Key, value?: unknown, options?: PushOptions): number {
    const push = this.#read('type', typeof type === 'string' ? type : type.name, key, value, options);
    const component = this.#resolve(type);
    if (push === undefined || component === undefined) return 0;
    if (push.retain) this.#live.retained.keep({ kind: 'type', component }, push.changes);
    const { name, keys } = componentInfo(component);
    const ofType = (instance: Instance): boolean => instance.rendering.component === component;
    return this.#pushToAll('type', name, push.changes, ofType, () => [`<${name}>`, keys]);
  }

  /** @inheritdoc */
  updateWhere(predicate: ComponentPredicate, key: Key, value?: unknown): number {
    const push = this.#read('where', predicate.name || 'predicate', key, value, undefined);
    if (push === undefined) return 0;
    const run = new Push(push.changes, (problem) => this.#problem(problem));
    let taken = 0;
    for (const viewer of this.#live.viewers) {
      const chosen: Place[] = [];
      walkInstances(viewer.root, (instance, place) => {
        if (this.#chooses(predicate, makeHandle(viewer, instance, place))) chosen.push(place);
      });
      taken += this.#pushAt(run, viewer, chosen);
    }
    this.#finish('where', predicate.name, push.changes, run, taken, () => [undefined, knownKeys(this.#live.viewers)]);
    return taken;
  }

  /** Ids of all page components and nested components with state whose viewer is connected or in its grace period. */
  getAllComponentIds(): readonly string[] {
    return this.#handles(() => true).map((handle) => handle.id);
  }

  /** The instances of a component type whose viewer is connected or within its grace period. */
  getComponentsOfType(type: ComponentType): readonly ComponentHandle[] {
    const component = this.#resolve(type);
    return component === undefined ? [] : this.#handles((instance) => instance.rendering.component === component);
  }

  /** Whether a browser is attached right now to an instance with this id. */
  isComponentConnected(id: string): boolean {
    return this.#live.viewers.find(id).some(({ viewer }) => viewer.connection !== null);
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
   * held returns 0.
   *
   * @param ms the shortest time between two pushes, in milliseconds, at least 1
   */
  throttled(ms: number): Pushes {
    const throttled = new ThrottledUpdater(this, Math.max(1, ms), this.#live.limits.maxHeldUpdates);
    this.#throttled.add(throttled);
    return throttled;
  }

  /** The same, for all nodes of a cluster, awaited. */
  readonly cluster: ClusterUpdater = {
    updateComponentState: async (...args) => this.updateComponentState(...args),
    broadcastStateUpdate: async (...args) => this.broadcastStateUpdate(...args),
    updateComponentsOfType: async (...args) => this.updateComponentsOfType(...args),
    updateWhere: async (...args) => this.updateWhere(...args),
    getAllComponentIds: async () => this.getAllComponentIds(),
    isComponentConnected: async (id) => this.isComponentConnected(id),
  };

  /** Lets held pushes through and stops their timers; the app calls it when it ends. */
  end(): void {
    for (const throttled of this.#throttled) throttled.end();
    this.#throttled.clear();
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
    if (this.#log.isLevelEnabled('debug')) this.#log.debug({ kind, target, keys: [...changes.keys()], taken }, 'push');
    if (run.declared.size === changes.size) return;
    const [name, known] = whom();
    const names = new Set(known);
    for (const key of changes.keys()) {
      // Declared by a type that just has no instance now: nothing is wrong.
      if (!run.declared.has(key) && !names.has(key)) this.#problem(unknownKey(key, name, names));
    }
  }

  /** Reads the two forms of a push; `undefined` (and logged) when a value is not data. */
  #read(
    kind: string,
    target: string,
    key: Key,
    value: unknown,
    options: PushOptions | undefined,
  ): { readonly changes: StateChanges; readonly retain: boolean } | undefined {
    const one = typeof key === 'string' || isStateKey(key);
    const chosen = one ? options : (value as PushOptions | undefined);
    const given: readonly (readonly [string, unknown])[] = one ? [[stateKeyName(key), value]] : Object.entries(key);
    if (this.#log.isLevelEnabled('trace'))
      this.#log.trace({ kind, target, values: Object.fromEntries(given) }, 'push values');
    try {
      const changes = new Map(
        given.map(([name, each]) => [name, typeof each === 'function' ? each : admit(each, undefined, name)]),
      );
      return { changes, retain: chosen?.retain === true };
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
      return predicate(handle);
    } catch (error) {
      this.#problem(
        new NopalError(
          'predicate-failed',
          `The predicate of updateWhere threw for "${handle.id}", which counts as not chosen.`,
          'Make it work for every component; check handle.type first.',
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
