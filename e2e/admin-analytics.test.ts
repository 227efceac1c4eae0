/** The admin's analytics: what they count of the browsers that look at them. */
import { expect, test } from 'vitest';
import { useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin('--export-rate', '1000000');

/** The numbers at a glance, as words: active users, page views, conversion rate, each with its detail. */
function figures({ page }: Tab): Promise<string[]> {
  return page.locator('.figure dd').allTextContents();
}

/** Which page was viewed how often. */
async function views({ page }: Tab): Promise<Record<string, string>> {
  const rows = page.locator('.pages tbody tr');
  return Object.fromEntries(
    await rows.evaluateAll((all) =>
      all.map(({ children }) => [children[0]?.textContent ?? '', children[1]?.textContent ?? '']),
    ),
  );
}

test('browsers, their open pages and what they look at are counted; pages that are only prepared are not', async () => {
  const watching = await openAt(browser, admin(), '/analytics');
  const visitor = await browser.visitor();
  const tab = await openAt(browser, admin(), '/ci', visitor);
  await eventually(() => figures(watching)).toEqual([
    '2',
    '2 open pages',
    '2',
    'by 2 visitors',
    '0%',
    '0 of 2 visitors deployed or exported',
  ]);

  await follow(tab, 'Sites');
  await isAt(tab, 'Sites', 'Sites', '/sites');
  // Without script nothing is counted, and nothing for a page that only the pointer was interested in.
  await browser.open(`${admin().url}/export`, { javaScriptEnabled: false });
  await tab.page.getByRole('link', { name: 'Settings' }).hover();
  await eventually(() => tab.sent.filter((message) => message.startsWith('["prefetch"')).at(-1)).toContain('/settings');
  await follow(tab, 'Exports');
  await isAt(tab, 'Exports', 'Exports', '/export');
  // A second page of the same browser is no other user.
  const second = await openAt(browser, admin(), '/ci', visitor);
  await eventually(() => figures(watching)).toEqual(
    expect.arrayContaining(['2', '3 open pages', '5', 'by 2 visitors']),
  );
  expect(await views(watching)).toEqual({ '/analytics': '1', '/ci': '2', '/sites': '1', '/export': '1' });
  await second.page.close();

  // Doing what the app is for.
  await tab.page.getByRole('button', { name: 'Start the export' }).click();
  await tab.page.getByRole('heading', { name: 'Export of Orders' }).waitFor();
  await eventually(() => figures(watching)).toEqual(
    expect.arrayContaining(['2 open pages', '50%', '1 of 2 visitors deployed or exported']),
  );
  await eventually(async () => (await views(watching))['/export/:id']).toBe('1');
  expect([...watching.errors, ...tab.errors, ...second.errors]).toEqual([]);
});

test('the charts say their numbers, too: in a sentence, and as a table', async () => {
  const tab = await openAt(browser, admin(), '/analytics');
  const chart = tab.page.getByRole('figure').filter({ hasText: 'Page views per minute' });
  const sentence = (): Promise<string | null> => chart.getByRole('img').getAttribute('aria-label');
  const inFigures = async (): Promise<string> => {
    const [, , total] = await figures(tab);
    return `Page views per minute: ${total} ${total === '1' ? 'view' : 'views'} in the last 30 minutes.`;
  };
  await eventually(async () => (await sentence()) === (await inFigures())).toBe(true);
  await chart.getByText('As a table').click();
  await chart.getByRole('region', { name: 'Page views per minute, as a table' }).waitFor();
  expect(await chart.locator('tbody tr').count()).toBe(30);
  const highest = Math.max(...(await chart.locator('tbody .number').allTextContents()).map(Number));
  expect(highest).toBeGreaterThan(0);
  // What is open stays open while the numbers go on.
  const other = await openAt(browser, admin(), '/ci');
  await eventually(() => figures(tab)).toEqual(expect.arrayContaining(['2 open pages']));
  expect(await chart.locator('details').getAttribute('open')).toBe('');
  expect([...tab.errors, ...other.errors]).toEqual([]);
});
