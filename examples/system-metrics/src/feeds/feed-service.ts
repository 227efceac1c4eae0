import type { ComponentStateUpdater } from 'nopal';
import type { Metrics, MetricsSource } from '../metrics/metrics.ts';
import type { PriceSource } from '../prices/simulated-prices.ts';
import type { Seconds } from '../seconds.ts';
import type { Feeds } from './feeds.ts';

/** How many samples the page shows as its past: two minutes. */
export const historyLength = 120;

/** Where samples come from, and when. */
export interface Sources {
  readonly metrics: MetricsSource;
  readonly prices: PriceSource;
  readonly seconds: Seconds;
}

/** The part of what nopal hands to a service that this one uses; a test brings its own. */
interface Context {
  readonly updater: Pick<ComponentStateUpdater, 'broadcastStateUpdate'>;
  readonly signal: AbortSignal;
}

/**
 * A background service that takes a sample every second and gives it to everybody: to RPC clients by the feeds, to
 * nopal pages by a broadcast.
 *
 * @example
 * ```ts
 * const prices = simulatedPrices(1);
 * app.addHostedService(feedService({ metrics: await systemMetrics(), prices, seconds: everySecond }, feeds));
 * ```
 */
export function feedService(sources: Sources, feeds: Feeds) {
  return async function feedService({ updater, signal }: Context): Promise<void> {
    let metricsHistory: readonly Metrics[] = [];
    for await (const second of sources.seconds(signal)) {
      const systemMetrics = await sources.metrics(second);
      const prices = sources.prices(second);
      feeds.metrics.publish(systemMetrics);
      feeds.prices.publish(prices);
      metricsHistory = [...metricsHistory, systemMetrics].slice(-historyLength);
      // Retained: a page that is opened now starts with what the others show.
      updater.broadcastStateUpdate({ systemMetrics, metricsHistory, prices }, { retain: true });
    }
  };
}
