/** How long to wait before the first attempt to connect again, and before any, at most; in milliseconds. */
const firstMs = 500;
const mostMs = 15_000;

/**
 * How long to wait before connecting again: longer after each attempt, and random, so that not all pages that a server
 * lost come back at the same moment.
 *
 * @param {number} attempt how many attempts failed since it was last connected: 0 or more
 * @returns {number} milliseconds
 */
export function waitMs(attempt) {
  const most = Math.min(mostMs, firstMs * 2 ** attempt);
  return most / 2 + (Math.random() * most) / 2;
}
