import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';

/** What a server used between `begin` and `end`. */
export interface Used {
  /** Of processor time, user and system, in microseconds. */
  readonly cpu: number;
  /** The longest that the event loop was late, in milliseconds; only when it was watched. */
  readonly longestBlock?: number;
}

/** The memory of a process, in bytes. */
export interface Memory {
  readonly rss: number;
  /** What JavaScript and its buffers hold. */
  readonly used: number;
}

/** Updates at a fixed pace. */
export interface Plan {
  readonly count: number;
  readonly spacing: number;
}

let started: NodeJS.CpuUsage | undefined;
let delay: IntervalHistogram | undefined;

/** What every server of the benchmark can be asked. */
export const usage = {
  /** Watching the event loop costs a wake-up a millisecond, so it is not done while processor time is measured. */
  begin(watchLoop: boolean): void {
    if (watchLoop) {
      delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
    }
    started = process.cpuUsage();
  },

  end(): Used {
    const { user, system } = process.cpuUsage(started);
    const cpu = user + system;
    if (delay === undefined) return { cpu };
    delay.disable();
    const longestBlock = delay.max / 1e6;
    delay = undefined;
    return { cpu, longestBlock };
  },

  /** Memory after what is garbage has gone. Needs `--expose-gc`. */
  async memory(): Promise<Memory> {
    for (let round = 0; round < 6; round++) {
      globalThis.gc?.();
      await sleep(150);
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, used: heapUsed + external };
  },
};

/** Calls `push` at the plan's pace. Resolves to when each call began, by the clock of all processes. */
export async function paced({ count, spacing }: Plan, push: () => void): Promise<number[]> {
  const times: number[] = [];
  const start = now();
  for (let n = 0; n < count; n++) {
    const wait = start + n * spacing - now();
    if (wait > 0) await sleep(wait);
    times.push(now());
    push();
  }
  return times;
}
