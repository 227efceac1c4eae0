import { NopalError } from '../protocol/error.ts';
import { sameDeps, sharingOf, type Cell, type StateCell } from './cells.ts';
import { readContext, type AnyContext, type Context } from './context.ts';
import { admit } from './data.ts';
import { currentFrame, type EffectCallback, type Frame } from './frame.ts';
import { shortName } from './hash.ts';
import { previousCell } from './hook-order.ts';
import type { StateKey } from './state-key.ts';

/** How many state keys of a component type are known by name, for suggestions and to skip it quickly. */
export const MAX_KNOWN_KEYS = 1000;

/** Sets a state: to a value, or to what a function makes of the previous one. Works in handlers, effects and timers. */
export type SetState<T> = (value: T | ((previous: T) => T)) => void;

/** Sends an action to a reducer. */
export type Dispatch<A> = (action: A) => void;

/** Options of a state. */
export interface StateOptions<T> {
  /** The key that the state is pushed by, when it is not to be the variable's name. */
  readonly key?: string | StateKey<T>;
}

/**
 * Server state of one component instance. Anything on the server may push a new value to it by its key: the
 * variable's name, or `options.key`.
 *
 * @param initial the first value (data), or a function that makes it
 * @param options `key`: pushed by this name instead of the variable's
 * @returns the value and its setter
 * @throws NopalError `not-data` for a value that is not data; `hook-order`, `hook-outside-render`
 * @example
 * ```tsx
 * const [count, setCount] = useState(0);
 * return <button onClick={() => setCount((n) => n + 1)}>{count}</button>;
 * ```
 */
export function useState<T>(initial: T | (() => T), options?: StateOptions<T>): [T, SetState<T>];
export function useState<T = undefined>(): [T | undefined, SetState<T | undefined>];
export function useState(initial?: unknown, options?: StateOptions<unknown>): [unknown, SetState<unknown>] {
  const frame = currentFrame('useState');
  const index = frame.cells.length;
  const cell = stateCell(frame, 'useState', options, () =>
    typeof initial === 'function' ? (initial as () => unknown)() : initial,
  );
  return [cell.value, frame.binding?.setter(index) ?? setStateWhileShared];
}

/**
 * Server state that changes by actions.
 *
 * @param reducer a pure function from state and action to the next state
 * @param initial the first state, or the argument of `init`
 * @param init makes the first state from `initial`
 * @param options `key`: pushed by this name instead of the variable's
 * @example
 * ```tsx
 * const [total, add] = useReducer((sum: number, n: number) => sum + n, 0);
 * ```
 */
export function useReducer<S, A>(
  reducer: (state: S, action: A) => S,
  initial: S,
  init?: undefined,
  options?: StateOptions<S>,
): [S, Dispatch<A>];
export function useReducer<S, A, I>(
  reducer: (state: S, action: A) => S,
  initial: I,
  init: (initial: I) => S,
  options?: StateOptions<S>,
): [S, Dispatch<A>];
export function useReducer(
  reducer: (state: never, action: never) => unknown,
  initial: unknown,
  init?: (initial: never) => unknown,
  options?: StateOptions<unknown>,
): [unknown, Dispatch<unknown>] {
  const frame = currentFrame('useReducer');
  const index = frame.cells.length;
  const cell = stateCell(frame, 'useReducer', options, () => (init === undefined ? initial : init(initial as never)));
  (frame.reducers ??= new Map()).set(index, reducer);
  return [cell.value, frame.binding?.dispatcher(index) ?? setStateWhileShared];
}

function stateCell(
  frame: Frame,
  hook: string,
  options: StateOptions<unknown> | undefined,
  initial: () => unknown,
): StateCell {
  const previous = previousCell(frame, 'state', hook);
  if (previous !== undefined) return keep(frame, previous);
  const name = typeof options?.key === 'object' ? options.key.name : options?.key;
  const key = name === undefined ? undefined : frame.scope + name;
  // Keys come from source code, but `{ key }` could make up any number of them.
  if (key !== undefined && frame.info.keys.size < MAX_KNOWN_KEYS) frame.info.keys.add(key);
  const retained = key === undefined ? undefined : frame.surroundings.retained(key);
  return firstStateCell(frame, key, retained === undefined ? initial() : retained.value);
}

function firstStateCell(frame: Frame, key: string | undefined, value: unknown): StateCell {
  const path = `<${frame.info.name}>'s state ${key ?? frame.cells.length + 1}`;
  const likely = frame.likely?.[frame.cells.length];
  if (likely?.kind !== 'state') return keep(frame, { kind: 'state', key, value: admit(value, undefined, path) });
  const admitted = admit(value, likely.value, path);
  const same = likely.key === key && Object.is(likely.value, admitted);
  return keep(frame, same ? likely : { kind: 'state', key, value: admitted });
}

/**
 * A state of nopal's own: set by what it comes from, wherever on the page it is. No app can push to it, and another key
 * is another state.
 *
 * @param key what it comes from
 * @param initial the first value: data
 */
export function useSourceState<T>(key: string, initial: () => T): readonly [T, SetState<T>] {
  const frame = currentFrame('useSourceState');
  const index = frame.cells.length;
  const previous = previousCell(frame, 'state', 'useSourceState');
  const cell = previous?.key === key ? keep(frame, previous) : firstStateCell(frame, key, initial());
  // What is set by key was made by this function's caller for this key.
  return [cell.value as T, frame.binding?.setter(index) ?? setStateWhileShared];
}

/**
 * A value computed once per change of `deps`.
 *
 * A result that is neither data nor a function makes the instance the viewer's own, so that it is not shared.
 */
export function useMemo<T>(create: () => T, deps: readonly unknown[]): T {
  return memoCell(currentFrame('useMemo'), 'useMemo', create, deps) as T;
}

/** A function that stays the same until `deps` change. */
export function useCallback<F extends (...args: never[]) => unknown>(callback: F, deps: readonly unknown[]): F {
  return memoCell(currentFrame('useCallback'), 'useCallback', () => callback, deps) as F;
}

function memoCell(frame: Frame, hook: string, create: () => unknown, deps: readonly unknown[]): unknown {
  const previous = previousCell(frame, 'memo', hook);
  const index = frame.cells.length;
  if (previous !== undefined && frame.binding !== null) {
    // A bound render repeats a shared one with the same inputs: data is what it was, functions must be the viewer's.
    keep(frame, previous);
    return previous.sharing === 'function' ? frame.binding.memo(index, deps, create) : previous.value;
  }
  if (previous !== undefined && sameDeps(previous.deps, deps)) return keep(frame, previous).value;
  const value = create();
  return keep(frame, { kind: 'memo', deps, value, sharing: sharingOf(value) }).value;
}

/** A box that keeps a value between renders without causing any. It makes the instance the viewer's own. */
export function useRef<T>(initial: T): { current: T };
export function useRef<T>(): { current: T | undefined };
export function useRef(initial?: unknown): { current: unknown } {
  const frame = currentFrame('useRef');
  return keep(frame, previousCell(frame, 'ref', 'useRef') ?? { kind: 'ref', value: { current: initial } }).value;
}

/**
 * Runs on the server once the page is connected, and again when `deps` change; its clean-up runs before the next run
 * and when the component goes away.
 *
 * @param effect what to do; may return its clean-up
 * @param deps run again only when one of these changed; without them, after every render
 * @example
 * ```tsx
 * useEffect(() => {
 *   const timer = setInterval(() => setSeconds((s) => s + 1), 1000);
 *   return () => clearInterval(timer);
 * }, []);
 * ```
 */
export function useEffect(effect: EffectCallback, deps?: readonly unknown[]): void {
  const frame = currentFrame('useEffect');
  previousCell(frame, 'effect', 'useEffect');
  const index = frame.cells.length;
  keep(frame, { kind: 'effect', deps });
  frame.binding?.effect(index, deps, effect);
}

/** The value of a context at this place. */
export function useContext<T>(context: Context<T>): T {
  const frame = currentFrame('useContext');
  const read: AnyContext = context;
  const value = readContext(read, frame.environment);
  if (!frame.reads.some((seen) => seen.context === read)) frame.reads.push({ context: read, value });
  return value as T;
}

/** An id that is unique on the page and the same for every viewer, for `htmlFor`, `aria-describedby` and the like. */
export function useId(): string {
  const frame = currentFrame('useId');
  const previous = previousCell(frame, 'id', 'useId');
  const value = previous?.value ?? `n${shortName(frame.surroundings.slot())}-${frame.cells.length}`;
  return keep(frame, { kind: 'id', value }).value;
}

/**
 * The id of this component instance, by which it can be pushed to.
 *
 * It is the viewer's own, so a component that reads it while rendering is not shared between viewers.
 */
export function useComponentId(): string {
  const frame = currentFrame('useComponentId');
  const previous = previousCell(frame, 'component-id', 'useComponentId');
  return keep(frame, previous ?? { kind: 'component-id', value: frame.surroundings.componentId() }).value;
}

function keep<C extends Cell>(frame: Frame, cell: C): C {
  frame.cells.push(cell);
  return cell;
}

function setStateWhileShared(): never {
  throw new NopalError(
    'set-state-outside-viewer',
    'A state was set while rendering, or by a setter that was kept from a render.',
    'Set state in event handlers and effects, or push it through the updater.',
  );
}
