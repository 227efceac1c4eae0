import { setTimeout } from 'node:timers/promises';

/** Says when to take the next sample: each item is the time of one, in Unix seconds. Ends, or throws, when aborted. */
export type Seconds = (signal: AbortSignal) => AsyncIterable<number>;

/** A timer may fire a little before its time by the clock of the wall. */
const earlyMs = 10;

/** The time in whole seconds since 1970. */
export function unixSeconds(nowMs: number = Date.now()): number {
  return Math.floor(nowMs / 1000);
}

/** Gives every full second by the clock. Who takes longer for one misses those that pass meanwhile. */
export async function* everySecond(signal: AbortSignal): AsyncGenerator<number> {
  while (!signal.aborted) {
    await setTimeout(untilNextSecond(Date.now()), undefined, { signal });
    yield unixSeconds(Date.now() + earlyMs);
  }
}

/**
 * How long it takes until the next full second, or the one after if that is near: what is measured since the sample
 * before needs some time to be measured in.
 *
 * @returns milliseconds, from 500 up to 1,500
 */
export function untilNextSecond(nowMs: number): number {
  const wait = 1000 - (nowMs % 1000);
  return wait < 500 ? wait + 1000 : wait;
}
