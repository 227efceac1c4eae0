import path from 'node:path';
import { secretFrom } from '../lib/secret-file.ts';

/** What the services sign their webhooks with. */
export interface WebhookSecrets {
  github: string;
  jenkins: string;
}

/**
 * The secrets of the environment, `GITHUB_WEBHOOK_SECRET` and `JENKINS_WEBHOOK_SECRET`. Where there is none, one is made
 * and kept in the data folder, so that `send-webhooks` on the same machine can sign too.
 */
export async function webhookSecrets(dataFolder: string, env: NodeJS.ProcessEnv): Promise<WebhookSecrets> {
  const own = await secretFrom(path.join(dataFolder, 'webhook-secret'));
  return {
    github: env['GITHUB_WEBHOOK_SECRET'] || own,
    jenkins: env['JENKINS_WEBHOOK_SECRET'] || own,
  };
}
