import type { ComponentStateUpdater } from 'nopal';
import type { Logger } from 'pino';
import type { Alerts } from '../alerts/alerts.ts';
import { SitesPage } from './SitesPage.tsx';
import type { SiteDeployments } from './site-deployments.ts';
import { siteViews } from './site-view.ts';

interface Context {
  updater: ComponentStateUpdater;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * A background service that deploys, shows how it goes on all open pages of the sites, and raises an alert on every
 * page when it fails.
 *
 * @param paceMs how long each stage is shown at least, in milliseconds.
 */
export function siteService(deployments: SiteDeployments, alerts: Pick<Alerts, 'raise'>, paceMs: number) {
  return async function siteService({ updater, logger, signal }: Context): Promise<void> {
    await deployments.run(signal, paceMs, {
      changed() {
        updater.updateComponentsOfType(SitesPage, siteViews, deployments.views, { retain: true });
      },
      failed({ title }, { version, stage, error }) {
        logger.warn({ version, stage, error }, `the deployment of ${title} failed`);
        alerts.raise(`The deployment of ${title} failed at “${stage}”.`, '/sites');
      },
      problem(error) {
        logger.error({ err: error }, 'the history of the sites could not be saved; it is lost at the next restart');
      },
    });
  };
}
