import { NopalError } from '../protocol/error.ts';
import { componentInfo, type AnyComponent } from '../ui/component.ts';
import { admit } from '../ui/data.ts';
import type { StateChanges } from './change.ts';

/** Whom a retained value is for. */
export type RetainTarget =
  | { readonly kind: 'all' }
  | { readonly kind: 'type'; readonly component: AnyComponent }
  | { readonly kind: 'id'; readonly id: string };

interface Entry {
  readonly target: RetainTarget;
  readonly key: string;
  readonly value: unknown;
}

/**
 * Values that instances mounted later start with: the newest per target and key. Bounded; the one that was set longest
 * ago goes first.
 */
export class Retained {
  readonly #entries = new Map<string, Entry>();
  readonly #typeNames = new WeakMap<AnyComponent, string>();
  readonly #max: number;
  readonly #report: (problem: NopalError) => void;
  #types = 0;

  constructor(max: number, report: (problem: NopalError) => void) {
    this.#max = max;
    this.#report = report;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keeps the values of a push. A function is applied to the value retained so far. */
  keep(target: RetainTarget, changes: StateChanges): void {
    for (const [key, value] of changes) {
      const name = this.#name(target, key);
      const before = this.#entries.get(name);
      try {
        const next: unknown =
          typeof value === 'function' ? this.#applied(key, before, value as (previous: unknown) => unknown) : value;
        const entry = { target, key, value: admit(next, before?.value, key) };
        this.#entries.delete(name);
        this.#entries.set(name, entry);
      } catch (error) {
        this.#report(asProblem(error, key));
      }
    }
    while (this.#entries.size > this.#max) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
  }

  /** What a state that is being mounted starts with: the most specific value retained for it. */
  find(key: string, component: AnyComponent, id: string | undefined): { readonly value: unknown } | undefined {
    if (this.#entries.size === 0) return undefined;
    return (
      (id === undefined ? undefined : this.#entries.get(this.#name({ kind: 'id', id }, key))) ??
      this.#entries.get(this.#name({ kind: 'type', component }, key)) ??
      this.#entries.get(this.#name({ kind: 'all' }, key))
    );
  }

  /** Forgets retained values: all of them, or those of a target, a key, or both. Returns how many went. */
  clear(target: RetainTarget | undefined, key: string | undefined): number {
    let cleared = 0;
    for (const [name, entry] of this.#entries) {
      if (key !== undefined && entry.key !== key) continue;
      if (target !== undefined && name !== this.#name(target, entry.key)) continue;
      this.#entries.delete(name);
      cleared++;
    }
    return cleared;
  }

  #applied(key: string, before: Entry | undefined, make: (previous: unknown) => unknown): unknown {
    if (before !== undefined) return make(before.value);
    throw new NopalError(
      'retain-needs-value',
      `"${key}" was to be retained by a function of its previous value, but nothing is retained for it yet.`,
      'Push a plain value with { retain: true } first.',
    );
  }

  #name(target: RetainTarget, key: string): string {
    switch (target.kind) {
      case 'all':
        return `all\0${key}`;
      case 'id':
        return `id\0${target.id}\0${key}`;
      case 'type': {
        let type = componentInfo(target.component).id ?? this.#typeNames.get(target.component);
        if (type === undefined) this.#typeNames.set(target.component, (type = String(++this.#types)));
        return `type\0${type}\0${key}`;
      }
    }
  }
}

function asProblem(error: unknown, key: string): NopalError {
  if (error instanceof NopalError) return error;
  return new NopalError(
    'updater-function-failed',
    `The function that was to make the retained "${key}" threw.`,
    'Nothing was retained; fix it.',
    {
      cause: error,
    },
  );
}
