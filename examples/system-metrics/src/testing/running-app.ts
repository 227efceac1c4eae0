import { onTestFinished } from 'vitest';
import { metricsApp } from '../app.ts';
import { simulatedMetrics } from '../metrics/simulated-metrics.ts';
import { simulatedPrices } from '../prices/simulated-prices.ts';
import { ManualSeconds } from './manual-seconds.ts';

/** The example, running. */
export interface RunningApp {
  /** Where it is, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Lets a number of seconds pass, one if none is given; see `ManualSeconds`. */
  pass(count?: number): Promise<number>;
}

/** The seed of what a running app makes up. */
export const testSeed = 7;

/** Starts the whole example, with simulated metrics, on a free port, and ends it with the test. */
export async function runningApp(): Promise<RunningApp> {
  const time = new ManualSeconds();
  const sources = {
    metrics: simulatedMetrics(testSeed),
    prices: simulatedPrices(testSeed),
    seconds: time.seconds,
  };
  const app = await metricsApp(sources, { logLevels: { default: 'silent' } });
  delete process.env['PORT'];
  const { port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  onTestFinished(() => app.close());
  return { url: `http://127.0.0.1:${port}`, pass: (count) => time.pass(count) };
}
