import { type DeploymentStatus, idle } from '../status.ts';
import type { DeployRequests } from './deploy-requests.ts';

/** When deployments start. */
export interface Schedule {
  requests: DeployRequests;
  /** Milliseconds before the first deployment; `undefined`: it waits for a request. */
  idleMs: number | undefined;
  /** Milliseconds between two deployments; `undefined`: each waits for a request. */
  pauseMs: number | undefined;
  /** Runs one deployment; each status is shown as it comes. */
  deploy: (signal: AbortSignal) => AsyncIterable<DeploymentStatus>;
}

/**
 * One deployment after another, as the statuses to show. Ends when the signal is aborted.
 *
 * @example
 * for await (const status of deployments(schedule, signal)) show(status);
 */
export async function* deployments(
  { requests, idleMs, pauseMs, deploy }: Schedule,
  signal: AbortSignal,
): AsyncGenerator<DeploymentStatus, void, undefined> {
  yield idle;
  await requests.next(idleMs, signal);
  while (!signal.aborted) {
    yield* deploy(signal);
    await requests.next(pauseMs, signal);
  }
}
