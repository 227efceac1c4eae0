import type { Metrics } from '../metrics/metrics.ts';
import type { Prices } from '../prices/prices.ts';
import { createFeed, type Feed } from './feed.ts';

/** The streams that clients choose from. */
export interface Feeds {
  readonly metrics: Feed<Metrics>;
  readonly prices: Feed<Prices>;
}

/** Makes the streams, both empty. */
export function createFeeds(): Feeds {
  return { metrics: createFeed('system_metrics_'), prices: createFeed('prices_') };
}
