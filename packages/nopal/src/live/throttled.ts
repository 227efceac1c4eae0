import { isStateKey, stateKeyName, type AnyStateKey } from '../ui/state-key.ts';
import type { ComponentPredicate, ComponentType, PushOptions, Pushes, StateUpdates } from './updater-types.ts';

type Key = string | AnyStateKey | StateUpdates;

interface Held {
  /** Sends what came since the last push; `undefined` when nothing did. */
  send: (() => number) | undefined;
  /** Functions that wait to be applied, one after another. */
  functions: ((previous: unknown) => unknown)[];
  readonly timer: NodeJS.Timeout;
}

/** An updater that lets a push of one target and key through at most every so many milliseconds, the newest one. */
export class ThrottledUpdater implements Pushes {
  readonly #updater: Pushes;
  readonly #ms: number;
  readonly #maxHeld: number;
  readonly #held = new Map<string, Held>();
  readonly #names = new WeakMap<object, number>();
  #nextName = 1;

  constructor(updater: Pushes, ms: number, maxHeld: number) {
    this.#updater = updater;
    this.#ms = ms;
    this.#maxHeld = maxHeld;
  }

  /** @inheritdoc */
  updateComponentState(id: string, key: Key, value?: unknown, options?: PushOptions): number {
    return this.#each(`id ${id}`, key, value, options, (k, v, o) => this.#updater.updateComponentState(id, k, v, o));
  }

  /** @inheritdoc */
  broadcastStateUpdate(key: Key, value?: unknown, options?: PushOptions): number {
    return this.#each('all', key, value, options, (k, v, o) => this.#updater.broadcastStateUpdate(k, v, o));
  }

  /** @inheritdoc */
  updateComponentsOfType(type: ComponentType, key: Key, value?: unknown, options?: PushOptions): number {
    const target = `type ${typeof type === 'string' ? type : this.#name(type)}`;
    return this.#each(target, key, value, options, (k, v, o) => this.#updater.updateComponentsOfType(type, k, v, o));
  }

  /** @inheritdoc */
  updateWhere(predicate: ComponentPredicate, key: Key, value?: unknown): number {
    const target = `where ${this.#name(predicate)}`;
    return this.#each(target, key, value, undefined, (k, v) => this.#updater.updateWhere(predicate, k, v));
  }

  /** Lets through what is held, and stops. */
  end(): void {
    for (const held of this.#held.values()) {
      clearTimeout(held.timer);
      held.send?.();
    }
    this.#held.clear();
  }

  #each(
    target: string,
    key: Key,
    value: unknown,
    options: PushOptions | undefined,
    push: (key: string, value: unknown, options: PushOptions | undefined) => number,
  ): number {
    if (typeof key === 'string' || isStateKey(key)) return this.#offer(target, stateKeyName(key), value, options, push);
    let most = 0;
    for (const [name, each] of Object.entries(key)) {
      most = Math.max(most, this.#offer(target, name, each, value as PushOptions | undefined, push));
    }
    return most;
  }

  #offer(
    target: string,
    key: string,
    value: unknown,
    options: PushOptions | undefined,
    push: (key: string, value: unknown, options: PushOptions | undefined) => number,
  ): number {
    const name = `${target} ${key}`;
    const held = this.#held.get(name);
    if (held === undefined) {
      const timer = setTimeout(() => this.#due(name), this.#ms);
      this.#held.set(name, { send: undefined, functions: [], timer });
      return push(key, value, options);
    }
    if (typeof value !== 'function') {
      held.functions = [];
      held.send = () => push(key, value, options);
      return 0;
    }
    const before = held.functions.length === 0 ? held.send : undefined;
    held.functions.push(value as (previous: unknown) => unknown);
    const { functions } = held;
    held.send = () => {
      before?.();
      return push(
        key,
        (previous: unknown) => functions.reduce<unknown>((state, apply) => apply(state), previous),
        options,
      );
    };
    if (functions.length >= this.#maxHeld) {
      const { send } = held;
      held.send = undefined;
      held.functions = [];
      return send();
    }
    return 0;
  }

  #due(name: string): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held?.send === undefined) return;
    const timer = setTimeout(() => this.#due(name), this.#ms);
    this.#held.set(name, { send: undefined, functions: [], timer });
    held.send();
  }

  #name(target: object): number {
    let name = this.#names.get(target);
    if (name === undefined) this.#names.set(target, (name = this.#nextName++));
    return name;
  }
}
