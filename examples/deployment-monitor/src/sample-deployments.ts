import { randomInt, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Options } from './options.ts';
import { deploy, pauseFor } from './pipeline/deploy.ts';
import type { Workspace } from './pipeline/workspace.ts';
import { seededRandom } from './random.ts';
import { deployRequests } from './service/deploy-requests.ts';
import { deployments } from './service/deployments.ts';
import type { DeploymentStatus } from './status.ts';

const source = fileURLToPath(new URL('../sample-site/', import.meta.url));

/**
 * Deploys the sample site over and over, by the command line's options and at the button's request.
 *
 * @returns what a service follows until its signal is aborted.
 */
export function sampleDeployments(
  options: Options,
  workspace: Workspace,
): (signal: AbortSignal) => AsyncIterable<DeploymentStatus> {
  const { watch, paceMs, idleMs, pauseMs, failureRate, seed = randomInt(2 ** 32) } = options;
  const random = seededRandom(seed);
  const pause = pauseFor(paceMs);
  const schedule = {
    requests: deployRequests,
    idleMs: watch ? idleMs : undefined,
    // The last stage, "Live", is shown as long as the others.
    pauseMs: watch ? Math.max(pauseMs, paceMs) : undefined,
    deploy(signal: AbortSignal) {
      const id = randomUUID().slice(0, 8);
      return deploy({ id, source, workspace, random, failureRate, signal }, pause);
    },
  };
  return (signal) => deployments(schedule, signal);
}
