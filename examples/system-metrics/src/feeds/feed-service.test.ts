import { expect, test } from 'vitest';
import { simulatedMetrics } from '../metrics/simulated-metrics.ts';
import { simulatedPrices } from '../prices/simulated-prices.ts';
import { ManualSeconds } from '../testing/manual-seconds.ts';
import { feedService, historyLength } from './feed-service.ts';
import { createFeeds } from './feeds.ts';

test('pages get the newest metrics and prices, retained, and no more of the past than they show', async () => {
  const time = new ManualSeconds();
  const sources = { metrics: simulatedMetrics(1), prices: simulatedPrices(1), seconds: time.seconds };
  const pushed: Record<string, unknown>[] = [];
  const ending = new AbortController();
  const service = feedService(
    sources,
    createFeeds(),
  )({
    updater: {
      broadcastStateUpdate: (updates: unknown, options: unknown) => {
        expect(options).toEqual({ retain: true });
        return pushed.push(updates as Record<string, unknown>);
      },
    },
    signal: ending.signal,
  });
  const last = await time.pass(historyLength + 1);
  ending.abort();
  await expect(service).rejects.toThrow('abort');

  const source = simulatedMetrics(1);
  const samples = Array.from({ length: historyLength + 1 }, (_, index) => source(last - historyLength + index));
  expect(pushed[0]).toMatchObject({ systemMetrics: samples[0], metricsHistory: [samples[0]] });
  expect(pushed.at(-1)).toEqual({
    systemMetrics: samples.at(-1),
    metricsHistory: samples.slice(1),
    prices: { prices: expect.any(Object), timestamp: last },
  });
});
