import type { Component } from '../ui/component.ts';
import type { StateKey } from '../ui/state-key.ts';

/** A new value, or a function that makes it from the previous one. */
export type Update<T> = T | ((previous: T) => T);

/** New values by state key. */
export type StateUpdates = Readonly<Record<string, unknown>>;

/** A component type, as the function or by its name. Props do not matter here. */
export type ComponentType = Component<never> | string;

/** Options of a push. */
export interface PushOptions {
  /** Whether instances mounted later start with this value: one value per target and key, the newest. */
  readonly retain?: boolean;
}

/** A mounted component instance, as predicates and lookups see it. */
export interface ComponentHandle {
  /** The public id. */
  readonly id: string;
  /** The name of the component type. */
  readonly type: string;
  /** The current value of a state; `undefined` for a key that is not declared. */
  getState<T = unknown>(key: string | StateKey<T>): T | undefined;
}

/** Chooses instances. */
export type ComponentPredicate = (component: ComponentHandle) => boolean;

/**
 * The pushes, each in two forms: one key and its value, or an object of many. Every push returns how many instances
 * took a value; instances without the key are skipped. A value replaces the old one, whole; an equal one changes
 * nothing. Nothing here ever throws into the caller: what cannot be done is logged with its code, and counts as 0.
 * What a push makes appear is mounted when it is rendered, a moment later: a push to a component that the same turn
 * made appear does not reach it, unless it is retained.
 */
export interface Pushes<R = number> {
  /** Pushes to the instance with this id; to all of them, when the app chose the id and several viewers mount it. */
  updateComponentState<T>(id: string, key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  updateComponentState<T>(id: string, key: string, value: Update<T>, options?: PushOptions): R;
  updateComponentState(id: string, updates: StateUpdates, options?: PushOptions): R;
  /** Pushes to every instance that declares the key, whatever its type. */
  broadcastStateUpdate<T>(key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  broadcastStateUpdate<T>(key: string, value: Update<T>, options?: PushOptions): R;
  broadcastStateUpdate(updates: StateUpdates, options?: PushOptions): R;
  /** Pushes to every instance of a component type. */
  updateComponentsOfType<T>(type: ComponentType, key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  updateComponentsOfType<T>(type: ComponentType, key: string, value: Update<T>, options?: PushOptions): R;
  updateComponentsOfType(type: ComponentType, updates: StateUpdates, options?: PushOptions): R;
  /** Pushes to every instance that a predicate chooses. One that throws does not choose. */
  updateWhere<T>(predicate: ComponentPredicate, key: StateKey<T>, value: Update<NoInfer<T>>): R;
  updateWhere<T>(predicate: ComponentPredicate, key: string, value: Update<T>): R;
  updateWhere(predicate: ComponentPredicate, updates: StateUpdates): R;
}

/** The pushes and lookups of a cluster: the same, awaited. On one node they answer from it. */
export interface ClusterUpdater extends Pushes<Promise<number>> {
  getAllComponentIds(): Promise<readonly string[]>;
  isComponentConnected(id: string): Promise<boolean>;
}
