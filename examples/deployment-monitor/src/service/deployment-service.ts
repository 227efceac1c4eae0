import type { ComponentStateUpdater, ServiceContext } from 'nopal';
import type { DeploymentStatus } from '../status.ts';

/** The part of what nopal hands to a service that this one uses; a test brings its own. */
interface Context {
  updater: Pick<ComponentStateUpdater, 'broadcastStateUpdate'>;
  logger: Pick<ServiceContext['logger'], 'info' | 'warn'>;
  signal: AbortSignal;
}

/**
 * A background service that shows every status on all open dashboards and writes the log.
 *
 * @param events what happens, until the signal is aborted.
 * @example
 * app.addHostedService(deploymentService((signal) => deployments(schedule, signal)));
 */
export function deploymentService(events: (signal: AbortSignal) => AsyncIterable<DeploymentStatus>) {
  return async function deploymentService({ updater, logger, signal }: Context): Promise<void> {
    logger.info('service started');
    for await (const status of events(signal)) {
      // Retained: a page opened in the middle of a deployment starts with the current status.
      updater.broadcastStateUpdate('deploymentStatus', status, { retain: true });
      log(logger, status);
    }
    logger.info('service stopped');
  };
}

function log(logger: Context['logger'], { id, status, progress, liveUrl, error }: DeploymentStatus): void {
  if (status === 'Building' && progress === 0) logger.info(`starting deployment ${id}`);
  if (status === 'Published') logger.info(`${id} completed: ${liveUrl}`);
  if (status === 'Failed') logger.warn({ error }, `${id} failed`);
}
