/** The next number, at least 0 and below 1. */
export type Random = () => number;

/**
 * The same seed gives the same numbers (mulberry32), so that a failing deployment can be made to fail again.
 *
 * @param seed an integer; its lower 32 bits count.
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
