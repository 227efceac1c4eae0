import path from 'node:path';
import { deploymentService } from 'deployment-monitor/deployment-service';
import { sampleDeployments } from 'deployment-monitor/sample-deployments';
import { Workspace } from 'deployment-monitor/workspace';
import type { App } from 'nopal';
import type { Alerts } from '../alerts/alerts.ts';
import type { Options } from '../options.ts';
import { watched } from './watched.ts';

/** Times of a monitor that deploys by itself, in milliseconds. */
const schedule = { idleMs: 5000, pauseMs: 30_000 };

/**
 * Starts the deployment monitor's own service, and serves what it publishes. Its failures are told on every page.
 *
 * @returns whether one of its deployments runs.
 */
export async function openMonitor(
  app: App,
  { data, watch, paceMs, failureRate }: Options,
  alerts: Pick<Alerts, 'raise'>,
): Promise<{ isRunning: () => boolean }> {
  const workspace = new Workspace(path.join(data, 'monitor'));
  await workspace.open();
  let running = false;
  const deployments = sampleDeployments({ watch, paceMs, failureRate, ...schedule }, workspace);
  app.addHostedService(
    deploymentService((signal) =>
      watched(deployments(signal), ({ status, siteName, currentStage }) => {
        running = status === 'Building';
        if (status !== 'Failed') return;
        alerts.raise(`The deployment of ${siteName} failed at “${currentStage}”.`, '/deployment/dashboard');
      }),
    ),
  );
  app.static('/sites', workspace.sitesDir);
  return { isRunning: () => running };
}
