import type { Page } from 'playwright-core';

/**
 * Records what the first match of a selector says, now and after every change of the page.
 *
 * @param attribute the attribute to read; the text when left out
 * @returns a function that gives what was recorded up to then, without repetitions; `null` where nothing matched
 */
export async function recordChanges(
  page: Page,
  selector: string,
  attribute?: string,
): Promise<() => Promise<(string | null)[]>> {
  const recorder = await page.evaluateHandle(
    ([each, name]) => {
      const read = (): string | null => {
        const node = document.querySelector(each);
        return (name === null ? node?.textContent : node?.getAttribute(name)) ?? null;
      };
      const seen = [read()];
      const observer = new MutationObserver(() => {
        const value = read();
        if (value !== seen.at(-1)) seen.push(value);
      });
      observer.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true });
      return { observer, seen };
    },
    [selector, attribute ?? null] as const,
  );
  return () => recorder.evaluate(({ seen }) => seen);
}
