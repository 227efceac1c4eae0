import path from 'node:path';
import { createLog } from 'deployment-monitor/log';
import { type App, createApp } from 'nopal';
import { Alerts } from './alerts/alerts.ts';
import { analyticsService } from './analytics/analytics-service.ts';
import { visits } from './analytics/visits.ts';
import { Pipelines } from './ci/pipeline-service.ts';
import type { PipelineEvent } from './ci/pipeline-event.ts';
import { webhookSecrets } from './ci/secrets.ts';
import { webhookRoutes } from './ci/webhook-routes.ts';
import { exportRoutes } from './export/export-routes.ts';
import { jobs } from './export/export-jobs.ts';
import { exportService } from './export/export-service.ts';
import { orders } from './export/orders.ts';
import { ownData } from './export/own-data.ts';
import { BoundedQueue } from './lib/bounded-queue.ts';
import { secretFrom } from './lib/secret-file.ts';
import { openMonitor } from './monitor/open-monitor.ts';
import type { Options } from './options.ts';
import { addPages } from './pages.ts';
import { settings } from './settings/settings-store.ts';
import { AdminShell } from './shell/AdminShell.tsx';
import { appearance } from './shell/shell-state.ts';
import { summaryService } from './shell/summary-service.ts';
import { siteDeployments } from './sites/site-deployments.ts';
import { siteRoutes } from './sites/site-routes.ts';
import { siteService } from './sites/site-service.ts';
import { board } from './users/board.ts';
import { sessionRoutes } from './users/session-routes.ts';
import { recogniseVisitors } from './users/who.ts';

/** How many webhooks may wait to be shown. */
const maxWebhooks = 500;

/** Starts the admin. Each block is one feature: what it keeps, where it is, what pushes. */
export async function serve(options: Options): Promise<void> {
  const { data } = options;
  const app = createApp({ logger: createLog() });
  const { updater, logger, http } = app;

  const sessionSecret = await secretFrom(path.join(data, 'session-secret'));
  http.use(recogniseVisitors(sessionSecret));
  http.route('/', sessionRoutes(sessionSecret));
  await board.open(data, {
    changed: (userId, { tasks, feed }) =>
      void updater.updateWhere((component) => component.getState('userId') === userId, { tasks, feed }),
    problem: (error) => logger.error({ err: error }, 'the tasks could not be saved; they are lost at the next restart'),
  });

  await settings.open(data, ({ name, theme, notifications }) =>
    updater.updateComponentsOfType(AdminShell, appearance, { name, theme, notifications }, { retain: true }),
  );
  const alerts = new Alerts({ updater, logger, webhook: options.alertWebhook, settings: () => settings.current });
  app.addHostedService(alerts);

  const events = new BoundedQueue<PipelineEvent>(maxWebhooks);
  const pipelines = new Pipelines(events);
  http.route('/webhooks', webhookRoutes(await webhookSecrets(data, process.env), events));
  app.addHostedService(pipelines.service());

  await siteDeployments.open(data);
  app.static('/site-versions', siteDeployments.versionsFolder);
  http.route(
    '/sites',
    siteRoutes(siteDeployments, '/site-versions', (request) => http.fetch(request)),
  );
  app.addHostedService(siteService(siteDeployments, alerts, options.paceMs));

  const monitor = await openMonitor(app, options, alerts);
  app.addHostedService(summaryService(() => siteDeployments.running + (monitor.isRunning() ? 1 : 0)));
  app.addHostedService(analyticsService(visits, () => 1000 * settings.current.refreshInterval));

  const dataSets = [orders(data), ...ownData(visits, pipelines, siteDeployments)];
  await jobs.open(path.join(data, 'exports'), dataSets);
  http.route('/export', exportRoutes(jobs));
  app.addHostedService(exportService(jobs, { rowsPerSecond: options.exportRate }));

  addAssets(app);
  addPages(app);
  http.get('/', (c) => c.redirect('/deployment/dashboard'));

  const { url, port } = await app.listen({ port: 3001 });
  logger.info(`open ${url}/deployment/dashboard`);
  logger.info(`to see ${url}/ci move: ${port === 3001 ? '' : `PORT=${port} `}npm run send-webhooks -w examples/admin`);
}

function addAssets(app: App): void {
  const monitorFolder = path.dirname(import.meta.resolve('deployment-monitor/package.json'));
  app.static('/assets/monitor', new URL(`${monitorFolder}/public/`));
  app.static('/assets', new URL('../public/', import.meta.url));
  app.http.get('/favicon.ico', (c) => c.redirect('/assets/favicon.svg'));
}
