import { NopalError } from '../protocol/error.ts';
import { isData, type Data } from './data.ts';
import { currentFrame } from './frame.ts';
import { useEffect, useState } from './hooks.ts';
import { isFor, TaskRuns, type TaskState, type TaskStatus, type TaskWork } from './task-runs.ts';

/** Options of a task. */
export interface TaskOptions {
  /** Whether the task starts only when `run()` is called. Default false: it starts with the page, and when `deps` change. */
  readonly manual?: boolean;
}

/** A task as it is now, and what can be done about it. */
export interface Task<T, P = unknown> {
  /** `idle`: not started yet. `pending` until it is `done`, has `failed` or was `cancelled`. */
  readonly status: TaskStatus;
  /** What the task made last, for these `deps`; stays there while it runs again, and when that fails. */
  readonly data: T | undefined;
  /** Why it failed. */
  readonly error: { readonly message: string } | undefined;
  /** What the current or last run told last. */
  readonly progress: P | undefined;
  /** Starts it, in place of a run that is under way. For handlers and effects, like the others. */
  readonly run: () => void;
  /** Ends a run that is under way; nothing happens when there is none. */
  readonly cancel: () => void;
  /** The same as `run`, by the name that fits a button beside an error. */
  readonly retry: () => void;
}

const runs = new TaskRuns();

/**
 * Runs something asynchronous on the server, and has its outcome as state: one run per viewer, which starts once the
 * page is connected, starts anew when `deps` change, and ends with the component. What a run that was ended still
 * brings is dropped. Until its outcomes differ, viewers go on sharing the page.
 *
 * @param work does it; gets `signal`, which is aborted when nobody waits any more, and `progress`, which shows a value
 * @param deps what the outcome depends on: a change starts anew, without the data of before
 * @param options `manual`: starts only by `run()`
 * @typeParam T what it makes: data, or nothing
 * @typeParam P what it tells on the way: data
 * @throws NopalError `hook-order`, `hook-outside-render`
 * @example
 * ```tsx
 * function Report({ month }: { month: string }) {
 *   const report = useTask(({ signal, progress }) => makeReport(month, { signal, onRow: progress }), [month]);
 *   if (report.status === 'failed') return <button onClick={report.retry}>{report.error?.message} Try again</button>;
 *   if (report.status === 'pending') return <p>{report.progress ?? 0} rows <button onClick={report.cancel}>Stop</button></p>;
 *   return <Table rows={report.data ?? []} />;
 * }
 * ```
 */
export function useTask<T, P = number>(
  work: TaskWork<T, P>,
  deps: readonly unknown[],
  { manual = false }: TaskOptions = {},
): Task<T, P> {
  const frame = currentFrame('useTask');
  const kept = asData(deps);
  const fresh: TaskState = { status: manual ? 'idle' : 'pending', deps: kept };
  const [state, setState] = useState<TaskState>(fresh, { key: 'state' });
  const report = frame.binding?.report;
  const failed = (error: unknown): void => report?.(taskFailed(frame.info.name, error));
  const start = (keepData: boolean): void => runs.start(setState, work, { deps: kept, keepData, failed });
  const restart = (): void => start(true);

  useEffect(() => {
    runs.mount(setState);
    if (!manual) start(false);
    // The dependencies changed: what there was is not for these, and what was under way has been ended.
    else setState((now) => (isFor(now, kept) && (now.status !== 'pending' || runs.isRunning(setState)) ? now : fresh));
    return () => runs.unmount(setState);
  }, deps);

  // What was made for other dependencies is nothing to show, also before the effect has started anew.
  const now = isFor(state, kept) ? state : fresh;
  return {
    status: now.status,
    data: now.data as T | undefined,
    error: now.error,
    progress: now.progress as P | undefined,
    run: restart,
    cancel: () => runs.cancel(setState),
    retry: restart,
  };
}

/** Dependencies as a part of the state; null when they are not data. An `undefined` among them is. */
function asData(deps: readonly unknown[]): Data {
  const wrapped: unknown = deps.map((dep) => ({ dep }));
  return isData(wrapped) ? (wrapped ?? null) : null;
}

function taskFailed(component: string, cause: unknown): NopalError {
  return new NopalError(
    'task-failed',
    `A task of <${component}> failed.`,
    'Catch what can be dealt with in it; the cause is below.',
    { cause },
  );
}
