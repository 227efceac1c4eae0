import { admit, sameData, type Data } from './data.ts';
import { messageOf } from './error-message.ts';
import type { SetState } from './hooks.ts';

/** How a task is getting on. */
export type TaskStatus = 'idle' | 'pending' | 'done' | 'failed' | 'cancelled';

/** What a task gets while it runs. */
export interface TaskContext<P> {
  /** Aborted when the task is cancelled or started again, and when its component goes away. Hand it on: `fetch(url, { signal })`. */
  readonly signal: AbortSignal;
  /** Shows how far it is: data. Call it as often as you like; what comes faster than frames is skipped. */
  readonly progress: (value: P) => void;
}

/** What a task does: returns data, or a promise of it. */
export type TaskWork<T, P> = (context: TaskContext<P>) => Promise<T> | T;

/** The state of a task. */
export interface TaskState {
  readonly status: TaskStatus;
  /** What it depends on; null when that is not data. */
  readonly deps: Data;
  readonly data?: Data | undefined;
  readonly error?: { readonly message: string } | undefined;
  readonly progress?: Data | undefined;
}

type SetTask = SetState<TaskState>;

/** What is under way for one viewer's instance of a task, which its setter stands for. */
interface Run {
  controller: AbortController | undefined;
  ended: boolean;
}

/** How a run is started. */
export interface StartOptions {
  readonly deps: Data;
  /** Whether what the run before made is shown meanwhile. */
  readonly keepData: boolean;
  /** Told why it failed. */
  readonly failed: (error: unknown) => void;
}

/** Whether a state was made for these dependencies, as far as that can be told. */
export function isFor(state: TaskState, deps: Data): boolean {
  return state.deps === null || deps === null || sameData(state.deps, deps);
}

/** The runs of tasks: at most one for each viewer's instance. Their outcomes go into its state. */
export class TaskRuns {
  readonly #runs = new WeakMap<SetTask, Run>();

  /** The component is there. */
  mount(set: SetTask): void {
    this.#of(set).ended = false;
  }

  /** The component goes away: what is under way ends, and nothing is started any more. */
  unmount(set: SetTask): void {
    const run = this.#of(set);
    run.ended = true;
    stop(run);
  }

  /** Whether a run is under way. */
  isRunning(set: SetTask): boolean {
    return this.#runs.get(set)?.controller !== undefined;
  }

  /** Starts a run, in place of one that is under way. */
  start(set: SetTask, work: TaskWork<unknown, unknown>, { deps, keepData, failed }: StartOptions): void {
    // First, since it throws where there is no viewer to start anything for.
    set(({ data }) => ({ status: 'pending', deps, ...(keepData && { data }) }));
    const run = this.#of(set);
    stop(run);
    if (run.ended) return;
    const controller = new AbortController();
    run.controller = controller;
    const isCurrent = (): boolean => run.controller === controller;
    const tell = (news: Partial<TaskState>): void => {
      if (isCurrent()) set((now) => ({ ...now, ...news }));
    };
    const fail = (error: unknown): void => {
      if (!isCurrent()) return;
      tell({ status: 'failed', error: { message: messageOf(error) } });
      stop(run);
      failed(error);
    };
    const progress = (value: unknown): void => {
      try {
        tell({ progress: admit(value, undefined, 'the progress of a task') });
      } catch (error) {
        // Not thrown: whoever tells of progress is often a listener, where nobody would catch it.
        fail(error);
      }
    };
    const perform = async (): Promise<void> => {
      try {
        const data = admit(await work({ signal: controller.signal, progress }), undefined, 'the outcome of a task');
        tell({ status: 'done', data });
        if (isCurrent()) run.controller = undefined;
      } catch (error) {
        fail(error);
      }
    };
    void perform();
  }

  /** Ends a run that is under way. */
  cancel(set: SetTask): void {
    const run = this.#runs.get(set);
    if (run?.controller === undefined) return;
    stop(run);
    set((now) => ({ ...now, status: 'cancelled' }));
  }

  #of(set: SetTask): Run {
    let run = this.#runs.get(set);
    if (run === undefined) this.#runs.set(set, (run = { controller: undefined, ended: false }));
    return run;
  }
}

function stop(run: Run): void {
  const { controller } = run;
  // Before it is told: what it throws or brings then is not news any more.
  run.controller = undefined;
  controller?.abort();
}
