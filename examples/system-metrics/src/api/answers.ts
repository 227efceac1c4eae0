import type { Metrics } from '../metrics/metrics.ts';
import type { Prices } from '../prices/prices.ts';

/** A subscription was made. */
export interface Subscribed {
  /** What to poll with. Who knows it may poll and unsubscribe; nobody can guess it. */
  readonly subscriptionId: string;
  /** What to do with it, for people. */
  readonly message: string;
  readonly status: 'active';
  /** How often there is something new, in milliseconds. */
  readonly pollInterval: number;
}

/** What came since the poll before. */
export interface Polled<T> {
  readonly subscriptionId: string;
  /** Oldest first; each is given once. */
  readonly updates: readonly T[];
  /** Whether more is waiting than was asked for. */
  readonly hasMore: boolean;
  /** How many updates were lost since the poll before, because more came than are kept. */
  readonly dropped: number;
  /** When this was answered, in Unix seconds. */
  readonly timestamp: number;
}

/** A subscription ended. */
export interface Unsubscribed {
  readonly subscriptionId: string;
  readonly message: string;
  readonly status: 'inactive';
}

/** Nothing was done. It is an answer and no exception, so that a batch's other calls and simple clients go on. */
export interface Refused {
  readonly error: 'subscription not found' | 'subscription ID required';
}

export type PolledMetrics = Polled<Metrics>;
export type PolledPrices = Polled<Prices>;
