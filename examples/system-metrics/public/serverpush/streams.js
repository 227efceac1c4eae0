/**
 * What there is to subscribe to, and the methods by which the server offers it: polled, or pushed to a callback.
 *
 * @typedef {{ name: string, subscribe: string, poll: string, push: string }} Stream
 */

/** @type {Stream} */
export const metricsStream = {
  name: 'metrics',
  subscribe: 'subscribeSystemMetrics',
  poll: 'pollMetricsUpdates',
  push: 'onSystemMetrics',
};

/** @type {Stream} */
export const pricesStream = {
  name: 'prices',
  subscribe: 'subscribePrices',
  poll: 'pollPriceUpdates',
  push: 'onPrices',
};
