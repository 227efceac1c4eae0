import { randomWalk, seededRandom } from '../random.ts';
import { type Metrics, percent } from './metrics.ts';

/**
 * Metrics of a machine that does not exist, for demonstrations and tests: the same seed gives the same samples.
 *
 * @param seed an integer; its lower 32 bits count
 * @example
 * ```ts
 * const sample = simulatedMetrics(7);
 * sample(1_700_000_000); // { cpuUsage: …, memoryUsage: …, networkIO: …, timestamp: 1700000000 }
 * ```
 */
export function simulatedMetrics(seed: number): (timestamp: number) => Metrics {
  const random = seededRandom(seed);
  const cpu = randomWalk(random, { home: 0.38, step: 0.09, pull: 0.06 });
  const memory = randomWalk(random, { home: 0.56, step: 0.012, pull: 0.03 });
  // The exponent walks: networks are quiet for a while, then carry a thousand times as much.
  const magnitude = randomWalk(random, { home: 5.2, step: 0.3, pull: 0.08 });
  return (timestamp) => ({
    cpuUsage: percent(cpu()),
    memoryUsage: percent(memory()),
    networkIO: Math.round(10 ** magnitude()),
    timestamp,
  });
}
