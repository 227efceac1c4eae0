import { expect, test } from 'vitest';
import { BoundedQueue } from '../lib/bounded-queue.ts';
import type { PipelineEvent } from './pipeline-event.ts';
import { recordedDeliveries } from './recorded/deliveries.ts';
import type { Delivery } from './recorded/delivery.ts';
import { sign } from './signature.ts';
import { maxBodyBytes, webhookRoutes } from './webhook-routes.ts';

const secrets = { github: 'g-secret', jenkins: 'j-secret' };

function setUp(max = 100) {
  const queue = new BoundedQueue<PipelineEvent>(max);
  const routes = webhookRoutes(secrets, queue);
  const send = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
    routes.request(path, { method: 'POST', body, headers });
  const deliver = ({ path, headers, body }: Delivery, secret?: string) => {
    const github = path.endsWith('github');
    const signature = sign(secret ?? (github ? secrets.github : secrets.jenkins), Buffer.from(body));
    return send(path.replace('/webhooks', ''), body, {
      ...headers,
      [github ? 'x-hub-signature-256' : 'x-signature-256']: signature,
    });
  };
  return { queue, send, deliver };
}

const deliveries = [...recordedDeliveries(7)];
const github = deliveries[0] as Delivery;
const jenkins = deliveries.find(({ path }) => path.endsWith('jenkins')) as Delivery;

test('everything that the services send during their builds is taken', async () => {
  const { queue, deliver } = setUp();
  const statuses = await Promise.all(deliveries.map(async (each) => (await deliver(each)).status));
  expect(new Set(statuses)).toEqual(new Set([202]));
  expect(queue.size).toBe(deliveries.length);
});

test.each([github, jenkins])('a wrong signature is refused, saying which header and variable: %#', async (delivery) => {
  const { queue, deliver, send } = setUp();
  const wrong = await deliver(delivery, 'guess');
  expect(wrong.status).toBe(401);
  expect(await wrong.text()).toMatch(/X-(Hub-)?Signature-256[\s\S]*_WEBHOOK_SECRET/);
  const none = await send(delivery.path.replace('/webhooks', ''), delivery.body, delivery.headers);
  expect(none.status).toBe(401);
  expect(queue.size).toBe(0);
});

test('a signature of one service does not open the other', async () => {
  expect((await setUp().deliver(jenkins, secrets.github)).status).toBe(401);
});

test('a delivery that GitHub sends again counts once', async () => {
  const { queue, deliver } = setUp();
  await deliver(github);
  const again = await deliver(github);
  expect([again.status, await again.text()]).toEqual([202, expect.stringContaining('counts once')]);
  expect(queue.size).toBe(1);
});

test('what is no JSON, and what is other JSON, is refused with the reason', async () => {
  const { deliver } = setUp();
  const text = await deliver({ ...github, body: 'payload=%7B%7D' });
  expect([text.status, await text.text()]).toEqual([400, expect.stringContaining('application/json')]);
  const other = await deliver({ ...github, body: '{"workflow_run":{"id":1}}' });
  expect([other.status, await other.text()]).toEqual([422, expect.stringContaining('run_attempt')]);
});

test('a body beyond the limit is not read', async () => {
  const { deliver, queue } = setUp();
  const large = await deliver({ ...github, body: JSON.stringify({ x: 'x'.repeat(maxBodyBytes) }) });
  expect([large.status, await large.text()]).toEqual([413, expect.stringContaining(String(maxBodyBytes))]);
  expect(queue.size).toBe(0);
});

test('when too much waits the sender is told, and the same delivery is welcome later', async () => {
  const { deliver, queue } = setUp(1);
  await deliver(jenkins);
  const refused = await deliver(github);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  await queue.read(new AbortController().signal).next();
  expect((await deliver(github)).status).toBe(202);
  expect(queue.size).toBe(1);
});

test('a ping and events that nobody asked for are no error', async () => {
  const { deliver, queue } = setUp();
  const ping = await deliver({ ...github, headers: { ...github.headers, 'x-github-event': 'ping' } });
  expect(ping.status).toBe(202);
  expect(queue.size).toBe(0);
});
