/** Numbers from 0 up to, but without, 1. */
export type Random = () => number;

/**
 * Random numbers that are the same in each run: Mulberry32, which is small, and as even as a test's dice have to be.
 *
 * @param seed any integers; each list of them starts a sequence of its own
 */
export function createRandom(...seed: readonly number[]): Random {
  let state = seed.reduce((hash, each) => Math.imul(hash ^ each, 0x9e3779b1) ^ (hash >>> 15), 0x2545f491);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
