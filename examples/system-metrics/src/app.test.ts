import { expect, test } from 'vitest';
import { simulatedMetrics } from './metrics/simulated-metrics.ts';
import { formatPercent, formatTime } from './page/format.ts';
import { simulatedPrices } from './prices/simulated-prices.ts';
import { runningApp, testSeed } from './testing/running-app.ts';

test('the page is complete without a script: metrics, those before, and prices', async () => {
  const { url, pass } = await runningApp();
  await pass(2);
  const source = simulatedMetrics(testSeed);
  const { prices } = simulatedPrices(testSeed)(1_700_000_001);
  const page = await fetch(`${url}/`);
  expect(page.status).toBe(200);
  const html = await page.text();
  for (const { cpuUsage, timestamp } of [source(1_700_000_001), source(1_700_000_002)]) {
    expect(html).toContain(formatPercent(cpuUsage));
    expect(html).toContain(formatTime(timestamp));
  }
  for (const symbol of Object.keys(prices)) expect(html).toContain(symbol);
});

test('the page that speaks RPC is found with and without the slash', async () => {
  const { url } = await runningApp();
  const page = await fetch(`${url}/static/serverpush`);
  expect([page.status, page.url]).toEqual([200, `${url}/static/serverpush/`]);
  expect(await page.text()).toContain('<!doctype html>');
});

test('browsers get the official client, and keep it', async () => {
  const { url } = await runningApp();
  const script = await fetch(`${url}/static/capnweb.js`);
  expect(script.status).toBe(200);
  expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(script.headers.get('cache-control')).toMatch(/max-age=\d+/);
  const text = await script.text();
  expect(text).toMatch(/export \{.*newWebSocketRpcSession/s);
  expect(text).not.toMatch(/^import /m);
  expect(text).not.toContain('sourceMappingURL');

  const etag = script.headers.get('etag') ?? '';
  const again = await fetch(`${url}/static/capnweb.js`, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});
