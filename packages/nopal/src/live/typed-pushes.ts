import type { StateKey } from '../ui/state-key.ts';
import type { ComponentPredicate, ComponentType, Pushes, PushOptions, StateUpdates, Update } from './updater-types.ts';

/** Whom a push is for. */
export type PushTarget =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'type'; readonly type: ComponentType }
  | { readonly kind: 'where'; readonly predicate: ComponentPredicate };

/** One push, whichever method it came by. What is not checked by a compiler may be anything. */
export type PushFunction<R> = (target: PushTarget, key: unknown, value: unknown, options: unknown) => R;

/** The push methods with all their forms, typed, on top of one that takes them all. */
export abstract class TypedPushes<R = number> implements Pushes<R> {
  protected abstract push(...push: Parameters<PushFunction<R>>): R;

  /** @inheritdoc */
  updateComponentState<T>(id: string, key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  updateComponentState<T>(id: string, key: string, value: Update<T>, options?: PushOptions): R;
  updateComponentState(id: string, updates: StateUpdates, options?: PushOptions): R;
  updateComponentState(id: string, key: unknown, value?: unknown, options?: unknown): R {
    return this.push({ kind: 'id', id }, key, value, options);
  }

  /** @inheritdoc */
  broadcastStateUpdate<T>(key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  broadcastStateUpdate<T>(key: string, value: Update<T>, options?: PushOptions): R;
  broadcastStateUpdate(updates: StateUpdates, options?: PushOptions): R;
  broadcastStateUpdate(key: unknown, value?: unknown, options?: unknown): R {
    return this.push({ kind: 'all' }, key, value, options);
  }

  /** @inheritdoc */
  updateComponentsOfType<T>(type: ComponentType, key: StateKey<T>, value: Update<NoInfer<T>>, options?: PushOptions): R;
  updateComponentsOfType<T>(type: ComponentType, key: string, value: Update<T>, options?: PushOptions): R;
  updateComponentsOfType(type: ComponentType, updates: StateUpdates, options?: PushOptions): R;
  updateComponentsOfType(type: ComponentType, key: unknown, value?: unknown, options?: unknown): R {
    return this.push({ kind: 'type', type }, key, value, options);
  }

  /** @inheritdoc */
  updateWhere<T>(predicate: ComponentPredicate, key: StateKey<T>, value: Update<NoInfer<T>>): R;
  updateWhere<T>(predicate: ComponentPredicate, key: string, value: Update<T>): R;
  updateWhere(predicate: ComponentPredicate, updates: StateUpdates): R;
  updateWhere(predicate: ComponentPredicate, key: unknown, value?: unknown): R {
    return this.push({ kind: 'where', predicate }, key, value, undefined);
  }
}
