import type { NopalError } from '../protocol/error.ts';
import type { AnyReducer, Binding, EffectCallback } from '../ui/frame.ts';
import { sameDeps } from '../ui/cells.ts';
import { checkTarget, type NavigateOptions } from '../ui/outcome.ts';
import type { Rendering } from '../ui/rendering.ts';
import type { Place } from './place.ts';

/** What a record needs of its viewer. */
export interface StateOwner {
  /** Sets a state of the instance at a place; a function gets the previous value. */
  setState(place: Place, index: number, value: unknown): void;
  /** The newest reducer of a state. */
  reducerOf(place: Place, index: number): AnyReducer | undefined;
  /** Told when a setter outlived its component. */
  setAfterUnmount(place: Place): void;
  /** Sends the viewer to another page. */
  navigate(url: string, options?: NavigateOptions): void;
  /** Tells the log of a problem that must not stop anything. */
  report(problem: NopalError): void;
  /** Told when the clean-up of an effect threw; what was to come after it comes all the same. */
  cleanUpFailed(error: unknown): void;
  /** Told when the promise that an effect returned was rejected. */
  effectFailed(error: unknown): void;
}

interface Effect {
  deps: readonly unknown[] | undefined;
  cleanUp: (() => void) | undefined;
}

/**
 * One viewer's side of one mounted instance: setters, callbacks and effects. It lives from the first bound render to
 * the unmount, so that a setter kept from an earlier mount of the same place does nothing.
 */
export class SlotRecord {
  readonly place: Place;
  /** Names this mount of this place, in component ids. */
  readonly mark: string;
  /** The rendering whose effects were run last. */
  effectsFrom: Rendering | undefined;
  readonly #owner: StateOwner;
  // Made when needed: many records exist only because somebody asked for an id.
  #setters: Map<number, (value: unknown) => void> | undefined;
  #dispatchers: Map<number, (action: unknown) => void> | undefined;
  #memos: Map<number, { deps: readonly unknown[] | undefined; value: unknown }> | undefined;
  #effects: Map<number, Effect> | undefined;
  #alive = true;

  constructor(place: Place, owner: StateOwner, mark: string) {
    this.place = place;
    this.mark = mark;
    this.#owner = owner;
  }

  /** A binding for one render. Effects whose dependencies changed are collected in `due`, to be run after it. */
  bind(due: (() => void)[]): Binding {
    return {
      setter: (index) => this.#setter(index),
      dispatcher: (index) => this.#dispatcher(index),
      memo: (index, deps, create) => this.#memo(index, deps, create),
      report: (problem) => this.#owner.report(problem),
      viewer: this.#owner,
      navigate: (url, options) => {
        checkTarget(url);
        if (this.#alive) this.#owner.navigate(url, options);
      },
      effect: (index, deps, run) => {
        const effect = this.#effects?.get(index);
        if (effect === undefined || !sameDeps(effect.deps, deps)) due.push(() => this.#runEffect(index, deps, run));
      },
    };
  }

  /** Ends the record: cleans its effects up and makes its setters do nothing. */
  end(): void {
    this.#alive = false;
    const effects = this.#effects;
    this.#effects = undefined;
    for (const effect of effects?.values() ?? []) this.#cleanUp(effect);
  }

  #set(index: number, value: unknown): void {
    if (this.#alive) this.#owner.setState(this.place, index, value);
    else this.#owner.setAfterUnmount(this.place);
  }

  #setter(index: number): (value: unknown) => void {
    this.#setters ??= new Map();
    let setter = this.#setters.get(index);
    if (setter === undefined) this.#setters.set(index, (setter = (value) => this.#set(index, value)));
    return setter;
  }

  #dispatcher(index: number): (action: unknown) => void {
    this.#dispatchers ??= new Map();
    let dispatch = this.#dispatchers.get(index);
    if (dispatch === undefined) {
      dispatch = (action) => {
        const reducer = this.#owner.reducerOf(this.place, index);
        this.#set(index, (state: unknown) =>
          reducer === undefined ? state : reducer(state as never, action as never),
        );
      };
      this.#dispatchers.set(index, dispatch);
    }
    return dispatch;
  }

  #memo(index: number, deps: readonly unknown[] | undefined, create: () => unknown): unknown {
    this.#memos ??= new Map();
    const known = this.#memos.get(index);
    if (known !== undefined && sameDeps(known.deps, deps)) return known.value;
    const value = create();
    this.#memos.set(index, { deps, value });
    return value;
  }

  #cleanUp(effect: Effect | undefined): void {
    try {
      effect?.cleanUp?.();
    } catch (error) {
      this.#owner.cleanUpFailed(error);
    }
  }

  #runEffect(index: number, deps: readonly unknown[] | undefined, run: EffectCallback): void {
    if (!this.#alive) return;
    this.#effects ??= new Map();
    this.#cleanUp(this.#effects.get(index));
    const effect: Effect = { deps, cleanUp: undefined };
    this.#effects.set(index, effect);
    const cleanUp: unknown = run();
    if (typeof cleanUp === 'function') effect.cleanUp = cleanUp as () => void;
    // The types forbid async effects; without types, a rejection would end the process.
    else if (cleanUp instanceof Promise) cleanUp.catch((error: unknown) => this.#owner.effectFailed(error));
  }
}
