const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * The longest time to wait before trying again, in milliseconds; it doubles with each attempt up to a bound.
 *
 * @param attempt how many attempts failed so far
 */
export function backoff(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}
