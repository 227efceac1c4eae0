const BRAND = Symbol.for('nopal.state-key');

/** A state key that carries the type of its state, so that every push by it is type-checked. */
export class StateKey<T> {
  readonly name: string;
  /** Tells a key from an object of updates, also when another copy of nopal made it. */
  readonly [BRAND] = true;
  /** Only for the type checker; never there. */
  declare readonly type: (value: T) => T;

  /** @param name the key: the variable's name in the component, or what its `{ key }` option says */
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Makes a typed state key.
 *
 * @param name the key: the variable's name in the component, or what its `{ key }` option says
 * @example
 * ```ts
 * const deploymentStatus = createStateKey<DeploymentStatus>('deploymentStatus');
 * updater.broadcastStateUpdate(deploymentStatus, { status: 'Idle' }); // checked
 * ```
 */
export function createStateKey<T>(name: string): StateKey<T> {
  return new StateKey<T>(name);
}

/** The name of a state key given either way. */
export function stateKeyName(key: string | { readonly name: string }): string {
  return typeof key === 'string' ? key : key.name;
}

/** Any typed state key. */
export type AnyStateKey = StateKey<never> | StateKey<unknown>;

/** Whether a value is a typed state key. */
export function isStateKey(value: object): value is AnyStateKey {
  return BRAND in value;
}
