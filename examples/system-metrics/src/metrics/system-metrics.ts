import { currentLoad, mem } from 'systeminformation';
import { type Metrics, type MetricsSource, percent } from './metrics.ts';
import { countBytes } from './network-bytes.ts';
import { Throughput } from './throughput.ts';

/**
 * Metrics of the machine that this runs on. What happened since the sample before counts from the call of this
 * function for the first sample.
 *
 * @example
 * ```ts
 * const sample = await systemMetrics();
 * await sample(Math.floor(Date.now() / 1000));
 * ```
 */
export async function systemMetrics(): Promise<MetricsSource> {
  const throughput = new Throughput();
  // The first measurement says from where to count.
  await measure(throughput, 0);
  return (timestamp) => measure(throughput, timestamp);
}

async function measure(throughput: Throughput, timestamp: number): Promise<Metrics> {
  const [load, memory, bytes] = await Promise.all([currentLoad(), mem(), countBytes()]);
  return {
    cpuUsage: percent(load.currentLoad / 100),
    // `active` is what cannot be had by giving up caches; `used` would count these too.
    memoryUsage: percent(memory.active / memory.total),
    networkIO: Math.round(throughput.since(bytes, performance.now())),
    timestamp,
  };
}
