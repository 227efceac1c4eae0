import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { BoundedQueue } from '../lib/bounded-queue.ts';
import { RecentIds } from '../lib/recent-ids.ts';
import { readGitHub } from './github.ts';
import { readJenkins } from './jenkins.ts';
import type { PipelineEvent } from './pipeline-event.ts';
import type { WebhookSecrets } from './secrets.ts';
import { isSigned } from './signature.ts';

/** The largest body that is read, in bytes. A workflow_job with its steps has about 20 KB. */
export const maxBodyBytes = 1024 * 1024;

/** How many deliveries of GitHub are remembered, to drop repeats. */
const rememberedDeliveries = 1000;

const accepted = 'Thank you, the page shows it now.\n';

/**
 * Where GitHub Actions and Jenkins report: `/github` and `/jenkins`. What was signed by them goes into the queue.
 *
 * @example
 * app.http.route('/webhooks', webhookRoutes(secrets, queue));
 */
export function webhookRoutes(secrets: WebhookSecrets, queue: Pick<BoundedQueue<PipelineEvent>, 'offer'>): Hono {
  const routes = new Hono();
  const delivered = new RecentIds(rememberedDeliveries);
  routes.use(bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge }));

  routes.post('/github', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (!isSigned(secrets.github, body, c.req.header('x-hub-signature-256'))) {
      return unsigned(c, 'X-Hub-Signature-256', 'GITHUB_WEBHOOK_SECRET', "the webhook's Secret in GitHub's settings");
    }
    const event = c.req.header('x-github-event');
    const delivery = c.req.header('x-github-delivery');
    if (event === undefined || delivery === undefined) {
      return c.text('GitHub sends the headers X-GitHub-Event and X-GitHub-Delivery; one of them is missing.\n', 400);
    }
    if (event !== 'workflow_run' && event !== 'workflow_job') {
      return c.text(`Nothing to do for "${event}"; subscribe to Workflow runs and Workflow jobs.\n`, 202);
    }
    if (delivered.has(delivery)) return c.text('That delivery was here before; it counts once.\n', 202);
    const answer = await take(c, body, (payload) => queue.offer(readGitHub(event, payload)));
    // Only now: what was refused may come again.
    if (answer.status === 202) delivered.add(delivery);
    return answer;
  });

  routes.post('/jenkins', async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (!isSigned(secrets.jenkins, body, c.req.header('x-signature-256'))) {
      return unsigned(c, 'X-Signature-256', 'JENKINS_WEBHOOK_SECRET', 'what signs for Jenkins (see the README)');
    }
    return take(c, body, (payload) => queue.offer(readJenkins(payload, Date.now())));
  });

  return routes;
}

/** Reads a signed body and hands it on; every way in which that fails says what to do. */
async function take(c: Context, body: Uint8Array, handOn: (payload: unknown) => boolean): Promise<Response> {
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    return c.text(`The body is not JSON: ${String(error)}\nChoose the content type application/json.\n`, 400);
  }
  try {
    if (handOn(payload)) return c.text(accepted, 202);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return c.text(`The body is JSON, but not what is expected here:\n${z.prettifyError(error)}\n`, 422);
  }
  c.header('retry-after', '5');
  return c.text('Too many webhooks wait already. Send this one again in some seconds.\n', 503);
}

function unsigned(c: Context, header: string, variable: string, sender: string): Response {
  return c.text(
    `The header ${header} does not hold "sha256=" and the HMAC-SHA256 of this body, made with the shared secret.\n` +
      `Set the same secret on both sides: the environment variable ${variable} here, and ${sender}.\n`,
    401,
  );
}

function tooLarge(c: Context): Response {
  return c.text(`The body has more than ${maxBodyBytes} bytes, the most that is read here. Send fewer fields.\n`, 413);
}
