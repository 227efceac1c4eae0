import { type RpcStub, type RpcSubscription, RpcTarget } from 'nopal/capnweb';
import type { Feeds } from '../feeds/feeds.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Prices } from '../prices/prices.ts';
import type { PolledMetrics, PolledPrices, Refused, Subscribed, Unsubscribed } from './answers.ts';
import { pollFeed, readId, subscribeFeed, unsubscribeFeeds } from './polls.ts';

/**
 * What RPC clients can call. An id is `unknown`, since a client may send anything and is answered all the same.
 */
export class MetricsApi extends RpcTarget {
  readonly #feeds: Feeds;

  constructor(feeds: Feeds) {
    super();
    this.#feeds = feeds;
  }

  /** Starts a subscription to the metrics, to be polled by `pollMetricsUpdates`. */
  subscribeSystemMetrics(): Subscribed {
    return subscribeFeed(this.#feeds.metrics, 'system metrics', 'pollMetricsUpdates');
  }

  /**
   * Gives the metrics that came since the poll before.
   *
   * @param id of `subscribeSystemMetrics`
   * @param most how many at most, a whole number from 1 on; all without it
   * @throws TypeError for another `most`
   */
  pollMetricsUpdates(id: unknown, most?: number): PolledMetrics | Refused {
    return pollFeed(this.#feeds.metrics, id, most);
  }

  /** Starts a subscription to the prices, to be polled by `pollPriceUpdates`. */
  subscribePrices(): Subscribed {
    return subscribeFeed(this.#feeds.prices, 'prices', 'pollPriceUpdates');
  }

  /** Gives the prices that came since the poll before; see `pollMetricsUpdates`. */
  pollPriceUpdates(id: unknown, most?: number): PolledPrices | Refused {
    return pollFeed(this.#feeds.prices, id, most);
  }

  /** Ends a subscription of either stream. */
  unsubscribe(id: unknown): Unsubscribed | Refused {
    return readId(id, (subscriptionId) => unsubscribeFeeds(Object.values(this.#feeds), subscriptionId));
  }

  /**
   * Has a function of the client called with the metrics: at once if there are any, then whenever they change. It is
   * called again when it has answered, with the newest: who is slow skips some.
   *
   * @returns ends it when it is disposed; the end of the connection does, too
   */
  onSystemMetrics(callback: RpcStub<(metrics: Metrics) => unknown>): RpcSubscription {
    return this.#feeds.metrics.state.subscribe(callback);
  }

  /** Has a function of the client called with the prices; see `onSystemMetrics`. */
  onPrices(callback: RpcStub<(prices: Prices) => unknown>): RpcSubscription {
    return this.#feeds.prices.state.subscribe(callback);
  }

  /** The metrics as a stream, which ends when it is cancelled; who reads slowly skips some. */
  systemMetricsStream(): ReadableStream<Metrics> {
    return this.#feeds.metrics.state.stream();
  }

  /** The prices as a stream; see `systemMetricsStream`. */
  pricesStream(): ReadableStream<Prices> {
    return this.#feeds.prices.state.stream();
  }
}
