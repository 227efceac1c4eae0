import { NopalError } from '../protocol/error.ts';
import type { Cell } from './cells.ts';
import type { ComponentInfo } from './component.ts';
import type { ContextRead, Environment } from './context.ts';
import { sharedInProcess } from './global.ts';
import type { NavigateOptions } from './outcome.ts';

/**
 * Ties a render to one viewer's instance, so that setters, callbacks and effects made in it are that viewer's.
 * A render without a binding is shared by everybody in the same state.
 */
export interface Binding {
  /** The setter of the state in cell `index`; the same function each time. */
  setter(index: number): (value: unknown) => void;
  /** The dispatch of the reducer in cell `index`; the same function each time, always with the newest reducer. */
  dispatcher(index: number): (action: unknown) => void;
  /** This viewer's own copy of a memo cell that holds a function. */
  memo(index: number, deps: readonly unknown[] | undefined, create: () => unknown): unknown;
  /** Sends this viewer to another page. */
  readonly navigate: (url: string, options?: NavigateOptions) => void;
  /** Notes an effect, to be run after the render. */
  effect(index: number, deps: readonly unknown[] | undefined, run: EffectCallback): void;
  /** Tells the log of a problem that must not stop anything. */
  readonly report: (problem: NopalError) => void;
  /** Stands for the viewer; what it is, the live part knows. */
  readonly viewer: object;
}

/** Makes the next state of a reducer. */
export type AnyReducer = (state: never, action: never) => unknown;

/** What `useEffect` takes: runs on the server, and may return its clean-up. */
export type EffectCallback = () => void | (() => void);

/** What hooks can ask about the place that a component is rendered at. */
export interface FrameSurroundings {
  /** The instance's place on its page; hooks that need an id derive it from here. */
  slot(): string;
  /** The value that a state of this key starts with instead of its initial one, if something was retained for it. */
  retained(key: string): { readonly value: unknown } | undefined;
  /** The id of the viewer's instance; asking makes the instance that viewer's own. */
  componentId(): string;
}

/** Where a component is being rendered: what its hooks read and write. */
export interface Frame {
  readonly info: ComponentInfo;
  readonly surroundings: FrameSurroundings;
  readonly previous: readonly Cell[] | null;
  /** Cells that a new instance is likely to have too: equal values are taken from there. */
  readonly likely: readonly Cell[] | undefined;
  readonly cells: Cell[];
  readonly environment: Environment | null;
  readonly reads: ContextRead[];
  readonly binding: Binding | null;
  /** Of cells that a reducer changes, the reducer. */
  reducers: Map<number, AnyReducer> | undefined;
  /** How often, per second, the component wants to be rendered at most. */
  frameRate: number | undefined;
  /** The title that the component wants the document to have. */
  title: string | undefined;
  /** `form.` while inside the custom hook of `const form = useForm()`. */
  scope: string;
}

interface Current {
  frame: Frame | null;
}

const current = sharedInProcess<Current>('frame', () => ({ frame: null }));

/** Runs `render` with `frame` as the one that hooks use. */
export function withFrame<T>(frame: Frame, render: () => T): T {
  const outer = current.frame;
  current.frame = frame;
  try {
    return render();
  } finally {
    current.frame = outer;
  }
}

/**
 * The frame being rendered.
 *
 * @throws NopalError `hook-outside-render` when a hook is called anywhere but in a component
 */
export function currentFrame(hook: string): Frame {
  if (current.frame !== null) return current.frame;
  throw new NopalError(
    'hook-outside-render',
    `${hook} was called outside of a component's render.`,
    'Call hooks at the top of a component or of a custom hook, not in handlers, effects, services or modules.',
  );
}

/** Enters a custom hook's naming scope; called by code that the source transform adds. */
export function enterHook(name: string): void {
  if (current.frame !== null) current.frame.scope += `${name}.`;
}

/** Leaves the scope that `enterHook` entered and passes the hook's result on. */
export function leaveHook<T>(_entered: void, result: T): T {
  const frame = current.frame;
  if (frame !== null) frame.scope = frame.scope.slice(0, frame.scope.lastIndexOf('.', frame.scope.length - 2) + 1);
  return result;
}
