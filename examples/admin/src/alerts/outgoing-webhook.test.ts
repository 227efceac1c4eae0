import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { newAlert } from './alert.ts';
import { attempts, postAlert } from './outgoing-webhook.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function receiver(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function options(url: string) {
  const log: string[] = [];
  const say = (_: unknown, text?: string) => void log.push(text ?? String(_));
  return { log, url, logger: { info: say, warn: say, error: say }, signal: new AbortController().signal, pauseMs: 1 };
}

const alert = newAlert('The deployment of Crumb & Crust failed.', '/sites');

test('an alert is posted with its text and the contact', async () => {
  const bodies: unknown[] = [];
  const url = await receiver((request, response) => {
    void json(request).then((body) => {
      bodies.push(body);
      return response.end('ok');
    });
  });
  expect(await postAlert(alert, 'web@example.com', options(url))).toBe(true);
  expect(bodies).toEqual([{ ...alert, contact: 'web@example.com' }]);
});

test('what fails for a moment is tried again', async () => {
  let requests = 0;
  const url = await receiver((_, response) => {
    requests += 1;
    response.writeHead(requests < attempts ? 503 : 204).end();
  });
  expect(await postAlert(alert, '', options(url))).toBe(true);
  expect(requests).toBe(attempts);
});

test('what fails for good, or never answers, is given up and logged', async () => {
  let requests = 0;
  const url = await receiver((_, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(500).end();
  });
  const webhook = options(url);
  expect(await postAlert(alert, '', { ...webhook, timeoutMs: 50 })).toBe(false);
  expect(requests).toBe(attempts);
  expect(webhook.log).toHaveLength(attempts + 1);
  expect(webhook.log.at(-1)).toContain('ALERT_WEBHOOK');
});

test('the end of the app ends the attempts', async () => {
  const url = await receiver((_, response) => response.writeHead(500).end());
  expect(await postAlert(alert, '', { ...options(url), signal: AbortSignal.abort() })).toBe(false);
});
