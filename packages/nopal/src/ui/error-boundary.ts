import type { Cell } from './cells.ts';
import type { AnyComponent } from './component.ts';
import { admit } from './data.ts';
import { Fragment, makeElement } from './element.ts';
import { messageOf } from './error-message.ts';
import { sharedInProcess } from './global.ts';
import { useState } from './hooks.ts';
import type { Child } from './jsx-types.ts';

/** What visitors are told of any error. */
const FAILED = 'Something went wrong.';

/** What a boundary's fallback is told. */
export interface BoundaryFailure {
  /** In development the message of what was thrown, else a sentence in general words. The log has all of it. */
  readonly error: { readonly message: string };
  /** Mounts what the boundary is around anew; for a handler. */
  readonly retry: () => void;
}

/** Props of an error boundary. */
export interface ErrorBoundaryProps {
  /** What is shown when something inside throws: JSX, or a function that makes it and may use hooks. */
  readonly fallback: Child | ((failure: BoundaryFailure) => Child);
  readonly children?: Child;
}

/**
 * Shows a fallback in place of its children when one of the components in it throws while it is mounted or rendered;
 * the rest of the page lives on. What it was around is unmounted, its state is gone, and `retry` mounts it anew.
 *
 * A fallback that throws is a matter for the next boundary outside. Handlers, effects and tasks that throw are not a
 * boundary's business: what they threw is logged, and the page stays as it is.
 *
 * @example
 * ```tsx
 * <ErrorBoundary fallback={({ error, retry }) => <p role="alert">{error.message} <button onClick={retry}>Again</button></p>}>
 *   <Chart />
 * </ErrorBoundary>
 * ```
 */
export const ErrorBoundary: (props: ErrorBoundaryProps) => Child = sharedInProcess(
  'error-boundary',
  () =>
    function ErrorBoundary({ fallback, children }: ErrorBoundaryProps): Child {
      const [error, setError] = useState<BoundaryFailure['error'] | null>(null, {});
      const retry = (): void => setError(null);
      const shown = error === null ? null : showFallback(fallback, { error, retry });
      // Each at a place of its own: what is in the fallback must not go on where something in the children was.
      return makeElement(Fragment, { children: [error === null ? children : null, shown] }, null, true);
    },
);

function showFallback(fallback: ErrorBoundaryProps['fallback'], failure: BoundaryFailure): Child {
  return typeof fallback === 'function' ? makeElement(Fallback, { ...failure, show: fallback }, null, false) : fallback;
}

/** A component of its own, so that a fallback may use hooks, and so that it is known by name when it throws. */
function Fallback({ show, ...failure }: BoundaryFailure & { show: (failure: BoundaryFailure) => Child }): Child {
  return show(failure);
}

/** Whether a component deals with what is thrown in it. */
export function isErrorBoundary(component: AnyComponent): boolean {
  return component === ErrorBoundary;
}

/**
 * The cells of a boundary that shows its fallback.
 *
 * @param development whether it may show what was thrown, which is not meant for visitors
 */
export function cellsOfFailure(error: unknown, development: boolean): readonly Cell[] {
  const value = admit({ message: development ? messageOf(error) : FAILED }, undefined, 'the error');
  return [{ kind: 'state', key: undefined, value }];
}

/** Whether a boundary with these cells shows its fallback. */
export function showsFallback([cell]: readonly Cell[]): boolean {
  return cell?.kind === 'state' && cell.value !== null;
}
