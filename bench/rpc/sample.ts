import { now } from '../rig/clock.ts';

/** A sample of a machine's metrics: about 100 bytes of JSON. */
export interface Sample {
  readonly cpuUsage: number;
  readonly memoryUsage: number;
  readonly networkIO: number;
  /** When it was taken: milliseconds by the clock that all processes of the benchmark share. */
  readonly timestamp: number;
}

let taken = 0;

/** Another sample each time. */
export function sample(): Sample {
  const n = taken++;
  return {
    cpuUsage: 10.000001 + (n % 89) + (n % 997) / 1000,
    memoryUsage: 40.000001 + (n % 50) + (n % 991) / 1000,
    networkIO: 1_000_000 + ((n * 7919) % 8_999_999),
    timestamp: now(),
  };
}

/** About the size of a sample as JSON. */
export const SAMPLE_BYTES = Math.round(JSON.stringify(sample()).length / 5) * 5;
