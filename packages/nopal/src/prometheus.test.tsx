import { bearerAuth } from 'hono/bearer-auth';
import { Counter, Registry } from 'prom-client';
import { afterEach, expect, test, vi } from 'vitest';
import { readExposition, type Exposition } from '../test/docs/exposition.ts';
import { makeApp, serve, type RunningApp } from '../test/support/app.ts';
import { TestPage } from '../test/support/test-page.ts';
import { useState } from './index.ts';
import { prometheus, type PrometheusOptions } from './prometheus.ts';

function Board() {
  const [headline] = useState('Nothing yet');
  const [clicks, setClicks] = useState(0);
  return (
    <main>
      <h1>{headline}</h1>
      <button onClick={() => setClicks(clicks + 1)}>{clicks}</button>
      <i
        onClick={() => {
          throw new Error('of this handler');
        }}
      />
    </main>
  );
}

/** A page's name is that of its component, with its module. */
const BOARD = 'nopal/src/prometheus.test.tsx#Board';
const token = 'a-token-of-this-test';

function start(options?: PrometheusOptions): Promise<RunningApp> {
  return serve((app) => {
    app.page('/', Board);
    app.http.get('/metrics', bearerAuth({ token }), prometheus(app, options));
  });
}

function ask(app: RunningApp, authorization = `Bearer ${token}`): Promise<Response> {
  return fetch(`${app.url}/metrics`, { headers: { authorization } });
}

async function scrape(app: RunningApp): Promise<Exposition> {
  return readExposition(await (await ask(app)).text());
}

afterEach(() => {
  vi.doUnmock('prom-client');
  vi.resetModules();
});

test('whoever does not pass the guard sees nothing; whoever does gets the text format', async () => {
  const app = await start();
  const refused = await ask(app, 'Bearer of-somebody-else');
  expect(refused.status).toBe(401);
  expect(await refused.text()).not.toContain('nopal_');
  const answered = await ask(app);
  expect(answered.status).toBe(200);
  expect(answered.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(answered.headers.get('cache-control')).toBe('no-store');
});

test('nothing is served unless it is mounted', async () => {
  const { app } = makeApp();
  app.page('/', Board);
  expect((await app.http.request('/metrics')).status).toBe(404);
  await app.close();
});

test('it tells what the app holds and what happened', async () => {
  const app = await start();
  await scrape(app);
  const page = await TestPage.open(app);
  await TestPage.fetch(app);
  app.app.updater.broadcastStateUpdate('headline', 'Something');
  await page.shows('Something', 'h1');
  await page.click('button');
  await page.click('i');
  const stranger = await TestPage.fetch(app);
  await stranger.connect({ checksum: 1 });
  await vi.waitUntil(() => stranger.frames.length === 1);

  const { types, values } = await scrape(app);
  const value = (series: string): number | undefined => values.get(series);
  expect(value('nopal_connections{transport="websocket"}')).toBe(2);
  expect(value('nopal_connections{transport="sse"}')).toBe(0);
  expect(value('nopal_viewers{state="connected"}')).toBe(2);
  expect(value('nopal_viewers{state="unclaimed"}')).toBe(1);
  expect(value('nopal_viewers{state="away"}')).toBe(0);
  expect(value('nopal_instances')).toBe(3);
  // The first page was clicked, the second one had the headline pushed, the third came after.
  expect(value('nopal_distinct_trees')).toBe(3);
  expect(value('nopal_frames_total{kind="patch"}')).toBe(2);
  expect(value('nopal_frames_total{kind="tree"}')).toBe(1);
  expect(value('nopal_frames_total{kind="message"}')).toBe(2);
  expect(value('nopal_bytes_out_total')).toBeGreaterThan(100);
  expect(value('nopal_morphs_total{reason="checksum"}')).toBe(1);
  expect(value('nopal_morphs_total{reason="used-token"}')).toBe(0);
  expect(value('nopal_events_total{end="done"}')).toBe(1);
  expect(value('nopal_events_total{end="failed"}')).toBe(1);
  expect(value('nopal_event_seconds_count{end="done"}')).toBe(1);
  expect(value('nopal_event_seconds_count{end="failed"}')).toBe(1);
  expect(value(`nopal_diff_seconds_count{page="${BOARD}"}`)).toBe(2);
  expect(value(`nopal_flush_seconds_count{page="${BOARD}"}`)).toBeGreaterThan(0);
  expect(value('nopal_encode_seconds_count{transport="websocket"}')).toBeGreaterThan(0);
  expect(value('nopal_render_seconds_count')).toBeGreaterThan(0);
  expect(value('nopal_render_seconds_bucket{le="+Inf"}')).toBe(value('nopal_render_seconds_count'));
  expect(value('nopal_event_loop_delay_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
  expect(types.get('nopal_connections')).toBe('gauge');
  expect(types.get('nopal_frames_total')).toBe('counter');
  expect(types.get('nopal_event_seconds')).toBe('histogram');
});

test('it tells of topics', async () => {
  const app = await start({ processMetrics: false });
  const { topics } = app.app;
  const before = (await scrape(app)).values;
  expect(before.get('nopal_topics')).toBe(0);
  const member = topics.presence('room:lobby').join({ id: 'ann' });
  // It takes the first message, and asks for no other.
  const subscription = topics.subscribe('room:lobby', () => new Promise<void>(() => undefined));
  topics.subscribe('room:lobby', () => undefined);
  topics.subscribe('orders', () => undefined);
  await topics.publish('room:lobby', 1);
  await vi.waitUntil(() => subscription.position.offset === 1);
  await topics.publish('room:lobby', 2);
  await topics.publish('nobody', 3);
  await vi.waitUntil(() => topics.gauges().behind === 1);

  const { types, values } = await scrape(app);
  expect(values.get('nopal_topics')).toBe(2);
  expect(values.get('nopal_topic_subscribers')).toBe(3);
  expect(values.get('nopal_topic_subscribers_behind')).toBe(1);
  expect(values.get('nopal_topic_present')).toBe(1);
  expect(values.get('nopal_topic_published_total')).toBe(3);
  expect(types.get('nopal_topic_published_total')).toBe('counter');
  member.leave();
  expect((await scrape(app)).values.get('nopal_topic_present')).toBe(0);
  expect((await scrape(app)).values.get('nopal_topic_published_total')).toBe(3);
});

test('asking again does not count again, and the gauges are read once for each answer', async () => {
  const app = await start();
  const page = await TestPage.open(app);
  const read = vi.spyOn(app.app, 'gauges');
  await scrape(app);
  await scrape(app);
  await page.click('button');
  const { values } = await scrape(app);
  expect(read).toHaveBeenCalledTimes(3);
  expect(values.get('nopal_connections{transport="websocket"}')).toBe(1);
  expect(values.get('nopal_events_total{end="done"}')).toBe(1);
  expect(values.get('nopal_event_seconds_count{end="done"}')).toBe(1);
});

test('no label names a viewer, and nothing is measured before somebody asks', async () => {
  const app = await start({ processMetrics: false });
  const page = await TestPage.open(app);
  const text = await (await ask(app)).text();
  expect(text).not.toContain(page.viewer?.[0]);
  expect(readExposition(text).values.get('nopal_render_seconds_count')).toBe(0);
});

test("an app's own registry holds its metrics and nopal's, those of the process once", async () => {
  const registry = new Registry();
  new Counter({ name: 'deployments_total', help: 'Deployments', registers: [registry] }).inc(3);
  const { app } = makeApp();
  app.http.get('/metrics', prometheus(app, { registry }));
  const { values } = readExposition(await (await app.http.request('/metrics')).text());
  expect(values.get('deployments_total')).toBe(3);
  expect(values.get('nopal_instances')).toBe(0);
  expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  expect(values.has('nodejs_eventloop_lag_seconds')).toBe(true);
  // Two of nopal's in one registry would be one sum of two apps.
  expect(() => prometheus(app, { registry })).toThrow('has already been registered');
  await app.close();
});

test('metrics of the process can be left to somebody else', async () => {
  const { app } = makeApp();
  app.http.get('/metrics', prometheus(app, { processMetrics: false }));
  const { types } = readExposition(await (await app.http.request('/metrics')).text());
  expect([...types.keys()].filter((name) => !name.startsWith('nopal_'))).toEqual([]);
  await app.close();
});

test('without prom-client it says what to install', async () => {
  vi.resetModules();
  vi.doMock('prom-client', () => {
    throw new Error("Cannot find package 'prom-client'");
  });
  await expect(import('./prometheus.ts')).rejects.toThrow('npm install prom-client');
});
