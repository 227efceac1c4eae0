import type { Page } from 'playwright-core';

/** A node that was marked: scripts can put properties on any node, and a new node does not have them. */
type Marked = Element & { mark?: string };

/**
 * Marks the first match of each selector, and the window, so that {@link markedNodes} can tell them from new ones.
 * Fails for a selector without a match.
 */
export async function markNodes(page: Page, selectors: readonly string[]): Promise<void> {
  await page.evaluate((all) => {
    (globalThis as { mark?: string }).mark = 'window';
    for (const selector of all) {
      const node = document.querySelector<Marked>(selector);
      if (node === null) throw new Error(`Nothing matches ${selector}.`);
      node.mark = selector;
    }
  }, selectors);
}

/** What was marked and is still what it was: 'window' when the document was not loaded again, and selectors. */
export function markedNodes(page: Page, selectors: readonly string[]): Promise<string[]> {
  return page.evaluate((all) => {
    const kept = all.filter((selector) => document.querySelector<Marked>(selector)?.mark === selector);
    return (globalThis as { mark?: string }).mark === 'window' ? ['window', ...kept] : kept;
  }, selectors);
}

/** Gives each match its own text as a mark. */
export async function markEach(page: Page, selector: string): Promise<void> {
  await page.evaluate((each) => {
    for (const node of document.querySelectorAll<Marked>(each)) node.mark = node.textContent ?? '';
  }, selector);
}

/** The marks of all matches in order; `null` for those that are new. */
export function marksOf(page: Page, selector: string): Promise<(string | null)[]> {
  return page.evaluate(
    (each) => [...document.querySelectorAll<Marked>(each)].map(({ mark }) => mark ?? null),
    selector,
  );
}
