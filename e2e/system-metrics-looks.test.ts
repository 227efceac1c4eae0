/** Both pages for every eye: narrow and wide, light and dark, before, while and after there is something to see. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { faintTexts } from './support/contrast.ts';
import { choose, moves, openRpcPage, press, says, startMetrics } from './support/system-metrics.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
// One thing changes from each to the next.
const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'dark', width: 800 },
  { colorScheme: 'dark', width: 360 },
  { colorScheme: 'light', width: 360 },
] as const;

/** What is wrong with how the page looks, each way, and where its charts are. */
async function look({ page }: Tab): Promise<{ problems: string[]; places: string[] }> {
  const problems: string[] = [];
  const places: string[] = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.panel')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => `${element.className || 'the page'} is too wide`),
    );
    problems.push(...[...wide, ...(await faintTexts(page))].map((text) => `${colorScheme}, ${width}: ${text}`));
    const tops = page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top));
    places.push(`${width}: ${(await tops).map(Math.round).join(', ')}`);
  }
  return { problems, places };
}

test('the page that speaks RPC can be read, and nothing on it jumps, whatever happens', async () => {
  const app = await startMetrics();
  const tab = await openRpcPage(browser, app.url);
  const first = await look(tab);
  expect(first.problems).toEqual([]);
  await choose(tab, 'Polling');
  await press(tab, 'Subscribe');
  await moves(tab);
  expect(await look(tab)).toEqual(first);
  await app.kill();
  await says(tab, 'The server cannot be reached.');
  await tab.page.getByText(/: stale$/).waitFor();
  expect(await look(tab)).toEqual(first);
  await startMetrics(app.port);
  await press(tab, 'Connect');
  await tab.page.locator('#message', { hasText: 'The subscription was invalid' }).waitFor();
  expect(await look(tab)).toEqual(first);
});

test('it can be used by keyboard: what is pressed keeps the focus', async () => {
  const app = await startMetrics();
  const tab = await openRpcPage(browser, app.url);
  const { page } = tab;
  await page.getByRole('radio', { name: 'Push' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await says(tab, 'Connected. Subscribed to metrics and prices by polling.');
  await page.getByRole('button', { name: 'Unsubscribe' }).focus();
  await page.keyboard.press('Space');
  await says(tab, 'Connected. Not subscribed.');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('unsubscribe');
  expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)).toBe('solid');
});

test('without script it leads to the page that needs none, which can be read', async () => {
  const { url } = await startMetrics();
  const tab = await browser.open(`${url}/static/serverpush/`, { javaScriptEnabled: false });
  expect(await tab.page.getByRole('button').count()).toBe(0);
  await tab.page.getByRole('paragraph').getByRole('link', { name: 'The nopal page' }).first().click();
  await tab.page.getByRole('meter', { name: 'CPU' }).waitFor();

  const live = await browser.open(url).then((each) => each.connected());
  await moves(live);
  expect((await look(live)).problems).toEqual([]);
});
