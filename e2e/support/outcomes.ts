import type { Page } from 'playwright-core';

/** How an event ended, as the page is told: its number, the outcome, and the reason when there is one. */
export type Outcome = readonly (number | string)[];

/** Records how the events of a page end, from now on. */
export async function recordOutcomes(page: Page): Promise<() => Promise<Outcome[]>> {
  const outcomes = await page.evaluateHandle(() => {
    const seen: (number | string)[][] = [];
    document.addEventListener('nopal:event', (event) => {
      const { number, outcome, reason } = (event as CustomEvent).detail;
      seen.push(reason === undefined ? [number, outcome] : [number, outcome, reason]);
    });
    return seen;
  });
  return () => outcomes.evaluate((seen) => seen);
}
