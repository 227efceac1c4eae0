import { fileURLToPath } from 'node:url';
import { createApp } from 'nopal';
import { DeploymentDashboard } from './src/components/DeploymentDashboard.tsx';
import { createLog } from './src/log.ts';
import { UsageError } from './src/arguments.ts';
import { type Options, parseCommand, usage } from './src/options.ts';
import { Workspace } from './src/pipeline/workspace.ts';
import { sampleDeployments } from './src/sample-deployments.ts';
import { deploymentService } from './src/service/deployment-service.ts';

const dashboard = '/deployment/dashboard';

async function serve(options: Options): Promise<void> {
  const app = createApp({ logger: createLog() });
  const workspace = new Workspace(fileURLToPath(new URL('./.workspace/', import.meta.url)));
  await workspace.open();

  app.page(dashboard, DeploymentDashboard, {
    title: 'Deployment Monitor',
    lang: 'en',
    stylesheets: ['/assets/monitor.css'],
  });
  app.http.get('/', (c) => c.redirect(dashboard));
  app.http.get('/favicon.ico', (c) => c.redirect('/assets/favicon.svg'));
  app.static('/assets', new URL('./public/', import.meta.url));
  app.static('/sites', workspace.sitesDir);
  app.addHostedService(deploymentService(sampleDeployments(options, workspace)));
  const { url } = await app.listen({ port: 3000 });
  app.logger.info(`open ${url}${dashboard}`);
}

try {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'help') console.log(usage);
  else await serve(command.options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
