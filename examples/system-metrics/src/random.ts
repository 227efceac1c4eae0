/** The next number, at least 0 and below 1. */
export type Random = () => number;

/**
 * The same seed gives the same numbers (mulberry32), so that what was shown can be shown again.
 *
 * @param seed an integer; its lower 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where a walk starts, and how it goes. */
export interface Walk {
  /** The first value, and the one that it is drawn back to. */
  readonly home: number;
  /** How far one step goes at most, either way. */
  readonly step: number;
  /** How much of the way home is gone with each step: 0 wanders off, 1 never leaves. */
  readonly pull: number;
}

/**
 * A random walk that is drawn back home, so that one that has gone on for a week looks like one of a minute.
 *
 * @returns makes a step and tells where it led; never further from home than `step / pull`
 */
export function randomWalk(random: Random, { home, step, pull }: Walk): () => number {
  let value = home;
  return () => {
    value += pull * (home - value) + step * (2 * random() - 1);
    return value;
  };
}
