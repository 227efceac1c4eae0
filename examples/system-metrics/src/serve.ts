import { metricsApp } from './app.ts';
import { simulatedMetrics } from './metrics/simulated-metrics.ts';
import { systemMetrics } from './metrics/system-metrics.ts';
import type { Options } from './options.ts';
import { simulatedPrices } from './prices/simulated-prices.ts';
import { everySecond } from './seconds.ts';

/** Starts the example. */
export async function serve({ simulate, seed }: Options): Promise<void> {
  const app = await metricsApp({
    metrics: simulate ? simulatedMetrics(seed) : await systemMetrics(),
    prices: simulatedPrices(seed),
    seconds: everySecond,
  });
  const { url } = await app.listen({ port: 8000 });
  console.log(`The page is ${url}/, pushed to by broadcast.`);
  console.log(`Cap'n Web RPC is at ${url}/api and ${url.replace('http', 'ws')}/api`);
  console.log(`The page that speaks it is ${url}/static/serverpush/`);
}
