import { newHttpBatchRpcSession, newWebSocketRpcSession } from 'capnweb';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Metrics } from '../metrics/metrics.ts';
import { runningApp } from '../testing/running-app.ts';
import type { MetricsApi } from './metrics-api.ts';

// Node has it from version 22 on; the client looks at its constants.
beforeAll(() => {
  vi.stubGlobal('WebSocket', WebSocket);
});

/** A session of the official client over a WebSocket, which ends with the test. */
function connect(url: string) {
  const api = newWebSocketRpcSession<MetricsApi>(url.replace('http', 'ws') + '/api');
  onTestFinished(() => api[Symbol.dispose]());
  return api;
}

test('over HTTP: subscribe and poll in one round trip, then poll in another', async () => {
  const { url, pass } = await runningApp();
  const batch = () => newHttpBatchRpcSession<MetricsApi>(`${url}/api`);
  const first = batch();
  const subscription = first.subscribeSystemMetrics();
  const [{ subscriptionId, status }, polled] = await Promise.all([
    subscription,
    first.pollMetricsUpdates(subscription.subscriptionId),
  ]);
  expect(status).toBe('active');
  expect(polled).toMatchObject({ subscriptionId, updates: [] });
  const last = await pass(2);
  expect(await batch().pollMetricsUpdates(subscriptionId)).toMatchObject({
    updates: [{ timestamp: last - 1 }, { timestamp: last }],
  });
});

test('over a WebSocket: both streams are polled, and unsubscribed', async () => {
  const { url, pass } = await runningApp();
  const api = connect(url);
  const [metrics, prices] = await Promise.all([api.subscribeSystemMetrics(), api.subscribePrices()]);
  const last = await pass();
  expect(await api.pollMetricsUpdates(metrics.subscriptionId)).toMatchObject({ updates: [{ timestamp: last }] });
  expect(await api.pollPriceUpdates(prices.subscriptionId)).toMatchObject({ updates: [{ timestamp: last }] });
  expect(await api.unsubscribe(prices.subscriptionId)).toMatchObject({ status: 'inactive' });
  expect(await api.pollPriceUpdates(prices.subscriptionId)).toEqual({ error: 'subscription not found' });
});

test('push: the newest at once, then each as it comes, until the subscription is disposed', async () => {
  const { url, pass } = await runningApp();
  const first = await pass();
  const api = connect(url);
  const metrics: number[] = [];
  const prices: number[] = [];
  const subscription = await api.onSystemMetrics(({ timestamp }: Metrics) => void metrics.push(timestamp));
  await api.onPrices(({ timestamp }) => void prices.push(timestamp));
  await expect.poll(() => [metrics, prices]).toEqual([[first], [first]]);

  await pass();
  await expect
    .poll(() => [metrics, prices])
    .toEqual([
      [first, first + 1],
      [first, first + 1],
    ]);

  subscription[Symbol.dispose]();
  // Its answer comes after the release was read, and the prices after the metrics would have.
  await api.unsubscribe('');
  await pass();
  await expect.poll(() => prices).toEqual([first, first + 1, first + 2]);
  expect(metrics).toEqual([first, first + 1]);
});

test('the streams give what is newest, and end when they are cancelled', async () => {
  const { url, pass } = await runningApp();
  const first = await pass();
  const api = connect(url);
  const metrics = (await api.systemMetricsStream()).getReader();
  const prices = (await api.pricesStream()).getReader();
  expect((await metrics.read()).value).toMatchObject({ timestamp: first });
  expect((await prices.read()).value).toMatchObject({ timestamp: first });
  await pass();
  expect((await metrics.read()).value).toMatchObject({ timestamp: first + 1 });
  await metrics.cancel();
  await prices.cancel();
});
