const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * How long to wait before trying again, in milliseconds: anything up to a bound that doubles with each attempt, so that
 * many pages that lost the same server do not come back at the same moment ("full jitter").
 *
 * @param attempt how many attempts failed so far
 * @param random from 0 up to 1
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}
