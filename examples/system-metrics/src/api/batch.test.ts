import { expect, test } from 'vitest';
import { simulatedMetrics } from '../metrics/simulated-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { callOld, postBatch, resolved } from '../testing/batch.ts';
import { runningApp, testSeed } from '../testing/running-app.ts';

const subscribed = {
  subscriptionId: expect.stringMatching(/^system_metrics_.{16,}$/),
  message: expect.any(String),
  status: 'active',
  pollInterval: 1000,
};

function timestamps(updates: unknown): number[] {
  return (updates as readonly Metrics[]).map(({ timestamp }) => timestamp);
}

test.each([
  ['the official dialect', 0],
  ['the older dialect', 1],
])('%s: two lines with a newline behind each are answered by one line', async (_, bootstrap) => {
  const { url } = await runningApp();
  const lines = await postBatch(url, `["push",["pipeline",${bootstrap},["subscribeSystemMetrics"],[]]]\n["pull",1]\n`);
  expect(lines).toEqual([['resolve', 1, subscribed]]);
});

test.each([
  ['the official dialect', 0],
  ['the older dialect', 1],
])('%s: the id of a subscription goes into a poll of the same batch', async (_, bootstrap) => {
  const { url, pass } = await runningApp();
  await pass();
  const lines = await postBatch(
    url,
    [
      `["push",["pipeline",${bootstrap},["subscribeSystemMetrics"],[]]]`,
      `["push",["pipeline",${bootstrap},["pollMetricsUpdates"],[["pipeline",1,["subscriptionId"]]]]]`,
      `["pull",2]`,
    ].join('\n'),
  );
  expect(lines).toHaveLength(1);
  const { id, value } = resolved(lines[0]);
  expect(id).toBe(2);
  // It begins with what comes next.
  expect(value).toMatchObject({ subscriptionId: subscribed.subscriptionId, updates: [], hasMore: false });
});

test('a poll gives what came since the one before, oldest first and once', async () => {
  const { url, pass } = await runningApp();
  await pass(2);
  const { subscriptionId } = await callOld(url, 'subscribeSystemMetrics');
  await pass(3);
  const before = Math.floor(Date.now() / 1000);
  const first = await callOld(url, 'pollMetricsUpdates', subscriptionId);
  const after = Math.floor(Date.now() / 1000);

  const source = simulatedMetrics(testSeed);
  const samples = [1, 2, 3, 4, 5].map((second) => source(1_700_000_000 + second));
  expect(first).toEqual({
    subscriptionId,
    updates: samples.slice(2),
    hasMore: false,
    dropped: 0,
    timestamp: expect.any(Number),
  });
  expect(Number.isInteger(first['timestamp'])).toBe(true);
  expect(first['timestamp']).toBeGreaterThanOrEqual(before);
  expect(first['timestamp']).toBeLessThanOrEqual(after);

  expect(await callOld(url, 'pollMetricsUpdates', subscriptionId)).toMatchObject({ updates: [], hasMore: false });
  const last = await pass();
  expect(timestamps((await callOld(url, 'pollMetricsUpdates', subscriptionId))['updates'])).toEqual([last]);
});

test('30 updates are kept for who does not poll, and those that were lost are counted', async () => {
  const { url, pass } = await runningApp();
  const { subscriptionId } = await callOld(url, 'subscribeSystemMetrics');
  const last = await pass(40);
  const { updates, hasMore, dropped } = await callOld(url, 'pollMetricsUpdates', subscriptionId);
  expect(timestamps(updates)).toEqual(Array.from({ length: 30 }, (_, index) => last - 29 + index));
  expect([hasMore, dropped]).toEqual([false, 10]);
  expect(await callOld(url, 'pollMetricsUpdates', subscriptionId)).toMatchObject({ updates: [], dropped: 0 });
});

test('who asks for a few is told that there are more', async () => {
  const { url, pass } = await runningApp();
  const { subscriptionId } = await callOld(url, 'subscribeSystemMetrics');
  const last = await pass(3);
  const some = await callOld(url, 'pollMetricsUpdates', subscriptionId, 2);
  expect([timestamps(some['updates']), some['hasMore']]).toEqual([[last - 2, last - 1], true]);
  const rest = await callOld(url, 'pollMetricsUpdates', subscriptionId, 2);
  expect([timestamps(rest['updates']), rest['hasMore']]).toEqual([[last], false]);
});

test('metrics and prices are subscribed to apart, and unsubscribed by the same method', async () => {
  const { url, pass } = await runningApp();
  const metrics = await callOld(url, 'subscribeSystemMetrics');
  const prices = await callOld(url, 'subscribePrices');
  expect(prices).toEqual({ ...subscribed, subscriptionId: expect.stringMatching(/^prices_.{16,}$/) });
  const last = await pass();

  const polled = await callOld(url, 'pollPriceUpdates', prices['subscriptionId']);
  expect(polled['updates']).toEqual([
    {
      prices: {
        NPL: expect.any(Number),
        ACM: expect.any(Number),
        GLX: expect.any(Number),
        UMB: expect.any(Number),
      },
      timestamp: last,
    },
  ]);
  expect(await callOld(url, 'pollPriceUpdates', metrics['subscriptionId'])).toEqual({
    error: 'subscription not found',
  });

  // An argument that is a list: its text would be the id.
  expect(await callOld(url, 'unsubscribe', [[prices['subscriptionId']]])).toEqual({ error: 'subscription not found' });

  for (const [poll, { subscriptionId }] of [
    ['pollMetricsUpdates', metrics],
    ['pollPriceUpdates', prices],
  ] as const) {
    expect(await callOld(url, 'unsubscribe', subscriptionId)).toEqual({
      subscriptionId,
      message: expect.any(String),
      status: 'inactive',
    });
    expect(await callOld(url, poll, subscriptionId)).toEqual({ error: 'subscription not found' });
    expect(await callOld(url, 'unsubscribe', subscriptionId)).toEqual({ error: 'subscription not found' });
  }
});

test.each([
  ['an id that nobody has', ['system_metrics_0'], 'subscription not found'],
  ['a number', [7], 'subscription not found'],
  ['false', [false], 'subscription not found'],
  ['an object', [{ toString: 'system_metrics_0' }], 'subscription not found'],
  ['nothing', [], 'subscription ID required'],
  ['null', [null], 'subscription ID required'],
  ['undefined', [['undefined']], 'subscription ID required'],
  ['no letter', [''], 'subscription ID required'],
])('%s as the id of a subscription is answered', async (_, args, error) => {
  const { url } = await runningApp();
  for (const method of ['pollMetricsUpdates', 'pollPriceUpdates', 'unsubscribe']) {
    expect(await callOld(url, method, ...args)).toEqual({ error });
  }
});

test('a function as the id of a subscription is answered, and let go', async () => {
  const { url } = await runningApp();
  const lines = await postBatch(url, '["push",["pipeline",0,["pollMetricsUpdates"],[["export",-1]]]]\n["pull",1]');
  expect(lines).toHaveLength(2);
  expect(lines).toContainEqual(['release', -1, 1]);
  expect(lines).toContainEqual(['resolve', 1, { error: 'subscription not found' }]);
});

test('what cannot be asked for is refused without a word of how the server is made', async () => {
  const { url } = await runningApp();
  const calls = ['["noSuchMethod"],[]', '["constructor"],[]', '["pollMetricsUpdates"],["id",0]'];
  for (const call of calls) {
    const lines = await postBatch(url, `["push",["pipeline",0,${call}]]\n["pull",1]\n`);
    expect(lines).toEqual([['reject', 1, ['error', 'TypeError', expect.any(String)]]]);
  }
});
