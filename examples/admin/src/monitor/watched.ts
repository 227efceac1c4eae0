import type { DeploymentStatus } from 'deployment-monitor/status';

/**
 * The same statuses, each one told on its way to the monitor's page.
 *
 * @example
 * app.addHostedService(deploymentService((signal) => watched(deployments(signal), (status) => note(status))));
 */
export async function* watched(
  statuses: AsyncIterable<DeploymentStatus>,
  tell: (status: DeploymentStatus) => void,
): AsyncGenerator<DeploymentStatus, void, undefined> {
  for await (const status of statuses) {
    tell(status);
    yield status;
  }
}
