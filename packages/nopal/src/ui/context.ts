import type { AnyComponent } from './component.ts';
import { sameData } from './data.ts';
import type { Child } from './jsx-types.ts';

/** A value handed down to every component below a provider. */
export interface Context<T> {
  /** `<Theme value="dark">…</Theme>` provides; so does `<Theme.Provider value="dark">`. */
  (props: { readonly value: T; readonly children?: Child }): Child;
  /** The same as the context itself, in React's older spelling. */
  readonly Provider: Context<T>;
  /** What `useContext` returns where nothing is provided. */
  readonly defaultValue: T;
}

/** Any context, whatever its value. */
export interface AnyContext {
  readonly defaultValue: unknown;
}

/** The values provided at a place, innermost first. */
export interface Environment {
  readonly context: AnyContext;
  readonly value: unknown;
  readonly outer: Environment | null;
}

/** One context that a render read, and what it saw. */
export interface ContextRead {
  readonly context: AnyContext;
  readonly value: unknown;
}

const CONTEXT = Symbol.for('nopal.context');

/**
 * Makes a context, to hand a value down without passing it through props.
 *
 * @param defaultValue what `useContext` returns where no provider is above
 * @example
 * ```tsx
 * const Theme = createContext('light');
 * const Page = () => <Theme value="dark"><Toolbar /></Theme>;
 * const Toolbar = () => <p className={useContext(Theme)}>…</p>;
 * ```
 */
export function createContext<T>(defaultValue: T): Context<T> {
  const provider = (props: { readonly children?: Child }): Child => props.children;
  const context = Object.assign(provider, { defaultValue, [CONTEXT]: true }) as unknown as Context<T>;
  Object.defineProperty(context, 'Provider', { value: context });
  return context;
}

/** The context that an element type provides, if it is a provider. */
export function contextOf(type: AnyComponent): AnyContext | undefined {
  return CONTEXT in type ? (type as unknown as AnyContext) : undefined;
}

/** What a context holds at a place. */
export function readContext(context: AnyContext, environment: Environment | null): unknown {
  for (let at = environment; at !== null; at = at.outer) if (at.context === context) return at.value;
  return context.defaultValue;
}

/** Whether every context that was read still holds what it held. Data is compared by value, like props. */
export function sameReads(reads: readonly ContextRead[], environment: Environment | null): boolean {
  return reads.every((read) => sameData(readContext(read.context, environment), read.value));
}
