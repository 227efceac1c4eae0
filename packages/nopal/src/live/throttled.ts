import { NopalError } from '../protocol/error.ts';
import { readPush } from './read-push.ts';
import { TypedPushes, type PushFunction, type PushTarget } from './typed-pushes.ts';
import type { PushOptions } from './updater-types.ts';

type Make = (previous: unknown) => unknown;

/** What came for one target and key since its last push. */
interface Held {
  readonly timer: NodeJS.Timeout;
  readonly target: PushTarget;
  readonly key: string;
  /** The newest plain value; what came before it does not matter any more. */
  value: { readonly value: unknown; readonly options: PushOptions | undefined } | undefined;
  /** Functions that came after it, to be applied one after another. */
  functions: Make[];
  /** Options of the newest function. */
  options: PushOptions | undefined;
}

/** What a throttled updater needs of the one behind it. */
export interface ThrottleHost {
  /** The push that is let through. */
  readonly push: PushFunction<number>;
  /** Functions held per target and key before they are let through early. */
  readonly maxHeld: number;
  /** Where a throttled updater is listed for as long as it has a timer. */
  readonly holding: Set<ThrottledUpdater>;
  /** Whether the app has ended: then nothing is held any more. */
  ended(): boolean;
  report(problem: NopalError): void;
}

/** An updater that lets a push of one target and key through at most every so many milliseconds, the newest one. */
export class ThrottledUpdater extends TypedPushes {
  readonly #ms: number;
  readonly #host: ThrottleHost;
  readonly #held = new Map<string, Held>();
  readonly #names = new WeakMap<object, number>();
  #nextName = 1;

  constructor(ms: number, host: ThrottleHost) {
    super();
    this.#ms = ms;
    this.#host = host;
  }

  /** Lets through what is held, and stops. */
  end(): void {
    for (const held of this.#held.values()) {
      clearTimeout(held.timer);
      this.#letThrough(held);
    }
    this.#held.clear();
    this.#host.holding.delete(this);
  }

  protected push(target: PushTarget, key: unknown, value: unknown, options: unknown): number {
    try {
      const { changes, retain } = readPush(key, value, options);
      let most = 0;
      for (const [name, each] of changes) {
        const slot = [target.kind, this.#name(target), name].join('\0');
        most = Math.max(most, this.#offer(slot, target, name, each, { retain }));
      }
      return most;
    } catch (error) {
      this.#host.report(error as NopalError);
      return 0;
    }
  }

  #offer(name: string, target: PushTarget, key: string, value: unknown, options: PushOptions): number {
    if (this.#host.ended()) return this.#host.push(target, key, value, options);
    const held = this.#held.get(name);
    if (held === undefined) {
      this.#hold(name, target, key);
      return this.#host.push(target, key, value, options);
    }
    if (typeof value === 'function') {
      held.functions.push(value as Make);
      held.options = options;
      return held.functions.length >= this.#host.maxHeld ? this.#letThrough(held) : 0;
    }
    held.functions = [];
    held.value = { value, options };
    return 0;
  }

  #hold(name: string, target: PushTarget, key: string): void {
    const timer = setTimeout(() => this.#due(name), this.#ms);
    this.#held.set(name, { timer, target, key, value: undefined, functions: [], options: undefined });
    this.#host.holding.add(this);
  }

  #due(name: string): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held !== undefined && (held.value !== undefined || held.functions.length > 0)) {
      this.#hold(name, held.target, held.key);
      this.#letThrough(held);
    }
    if (this.#held.size === 0) this.#host.holding.delete(this);
  }

  #letThrough(held: Held): number {
    const { target, key, value, functions, options } = held;
    const { push } = this.#host;
    held.value = undefined;
    held.functions = [];
    const taken = value === undefined ? 0 : push(target, key, value.value, value.options);
    if (functions.length === 0) return taken;
    const all: Make = (previous) => functions.reduce((state, make) => this.#apply(make, state, key), previous);
    return push(target, key, all, options);
  }

  /** One function that throws does not keep the others. */
  #apply(make: Make, previous: unknown, key: string): unknown {
    try {
      return make(previous);
    } catch (error) {
      const options = { cause: error };
      const message = `A function that was to make the new "${key}" threw; the others that were held with it were applied.`;
      this.#host.report(
        new NopalError('updater-function-failed', message, 'Make it work for every previous value.', options),
      );
      return previous;
    }
  }

  #name(target: PushTarget): string {
    if (target.kind === 'all') return '';
    const of = target.kind === 'id' ? target.id : target.kind === 'type' ? target.type : target.predicate;
    if (typeof of !== 'function') return typeof of === 'string' ? of : typeof of;
    let name = this.#names.get(of);
    if (name === undefined) this.#names.set(of, (name = this.#nextName++));
    return `#${name}`;
  }
}
