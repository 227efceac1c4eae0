import { now } from '../rig/clock.ts';

/** How quick it was. */
export interface Timed {
  readonly perSecond: number;
  /** Of this process, per piece of work, in microseconds. */
  readonly cpu: number;
}

/** Does a piece of work so many times, some at a time. */
export async function timed(count: number, atOnce: number, run: (n: number) => Promise<unknown>): Promise<Timed> {
  const start = now();
  const cpu = process.cpuUsage();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const ms = now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (count / ms) * 1000, cpu: (user + system) / count };
}
