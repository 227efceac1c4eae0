/** Sends webhooks in the shape that GitHub Actions and Jenkins send them, to see `/ci` without either service. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { recordedDeliveries } from '../src/ci/recorded/deliveries.ts';
import { type WebhookSecrets, webhookSecrets } from '../src/ci/secrets.ts';
import { sign } from '../src/ci/signature.ts';
import { defaultData } from '../src/options.ts';

const usage = `Usage: npm run send-webhooks -w examples/admin -- [options]

Sends the signed webhooks of four builds, two of which fail, to a running admin.

Options:
  --url <address>     where it runs (default http://localhost:\${PORT or 3001})
  --pause <seconds>   time between two webhooks (default 0.7)
  --data <folder>     the data folder that it was started with, where its secret is
  --help              print this text

Environment: GITHUB_WEBHOOK_SECRET, JENKINS_WEBHOOK_SECRET, as for the admin itself.
`;

async function send(url: string, pauseMs: number, secrets: WebhookSecrets): Promise<void> {
  for (const { path, headers, body, story } of recordedDeliveries(Math.floor(Date.now() / 1000))) {
    const [secret, header] =
      path === '/webhooks/github' ? [secrets.github, 'x-hub-signature-256'] : [secrets.jenkins, 'x-signature-256'];
    const signed = { ...headers, [header]: sign(secret, Buffer.from(body)) };
    const response = await fetch(new URL(path, url), { method: 'POST', headers: signed, body }).catch(
      (cause: unknown) => {
        throw new Error(`Nothing answers at ${url}. Is the admin running? npm start -w examples/admin`, { cause });
      },
    );
    console.log(`${response.status} ${story}`);
    if (!response.ok) throw new Error(`The admin refused it: ${await response.text()}`);
    await sleep(pauseMs);
  }
  console.log(`Sent. See ${new URL('/ci', url).href}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: `http://localhost:${process.env['PORT'] || 3001}` },
      pause: { type: 'string', default: '0.7' },
      data: { type: 'string', default: defaultData },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const pauseMs = 1000 * Number(values.pause);
  if (!(pauseMs >= 0)) throw new Error(`--pause needs a number of seconds, but got "${values.pause}".`);
  await send(values.url, pauseMs, await webhookSecrets(values.data, process.env));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
