import { setTimeout as sleep } from 'node:timers/promises';
import { type DeploymentStatus, siteName } from '../status.ts';
import { CommandFailed } from './run-command.ts';
import { type Deployment, steps } from './steps.ts';

/** How long a stage is shown at least; resolves when that is over, rejects when aborted. */
export type Pause = (signal: AbortSignal) => Promise<unknown>;

/** @param ms milliseconds, 0 or more. */
export function pauseFor(ms: number): Pause {
  return (signal) => sleep(ms, undefined, { signal });
}

/**
 * Deploys one site for real and tells how it goes: one status per stage, then `Published` or `Failed`.
 * When the signal is aborted it ends without another status, after everything it started has ended.
 *
 * @example
 * for await (const status of deploy(deployment, pauseFor(2000))) console.log(status.currentStage);
 */
export async function* deploy(deployment: Deployment, pause: Pause): AsyncGenerator<DeploymentStatus, void, undefined> {
  const { id, signal } = deployment;
  const started = { id, siteName, startedAt: now() };
  for (const { progress, text, run } of steps) {
    const stage = { ...started, progress, currentStage: text };
    yield { ...stage, status: 'Building' };
    // Both are awaited even when one fails: a child process or a timer never outlives its stage.
    const [work] = await Promise.allSettled([run(deployment), pause(signal)]);
    if (signal.aborted) return;
    if (work.status === 'rejected') {
      yield { ...stage, status: 'Failed', error: describe(work.reason), completedAt: now() };
      return;
    }
  }
  const completed = { liveUrl: `/sites/${id}/`, completedAt: now() };
  yield { ...started, ...completed, status: 'Published', progress: 100, currentStage: 'Live' };
}

function describe(reason: unknown): string {
  if (reason instanceof CommandFailed) return reason.output || reason.message;
  return reason instanceof Error ? reason.message : String(reason);
}

function now(): string {
  return new Date().toISOString();
}
