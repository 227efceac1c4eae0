/** The admin's exports: one job, seen from several pages. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { recordChanges } from './support/record-changes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin('--export-rate', '80000');

/** Starts an export of the orders; resolves to the path of its page. */
async function start(tab: Tab): Promise<string> {
  await tab.page.getByLabel('Orders').check();
  await tab.page.getByRole('button', { name: 'Start the export' }).click();
  await tab.page.waitForURL(/\/export\/\w{12}$/);
  return new URL(tab.page.url()).pathname;
}

async function percent({ page }: Tab): Promise<number> {
  return Number(await page.locator('progress').getAttribute('value'));
}

const isRising = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));

test('an export is followed from two browsers and through a reload, and its file is complete', async () => {
  const tab = await openAt(browser, admin(), '/export');
  const path = await start(tab);
  await isAt(tab, 'Export of Orders', 'Export of Orders', path);
  const other = await openAt(browser, admin(), path);
  const seen = await recordChanges(other.page, 'progress', 'value');
  await eventually(() => percent(tab)).toBeGreaterThan(10);
  const before = await percent(tab);
  await tab.page.reload({ waitUntil: 'commit' });
  expect(await percent(tab)).toBeGreaterThanOrEqual(before);
  await tab.connected();

  for (const each of [tab, other]) {
    await each.page.getByRole('link', { name: 'Download' }).waitFor();
    expect(await percent(each)).toBe(100);
    expect(await each.text('main [role=status] .mark')).toContain('succeeded');
    expect(await each.page.locator('.numbers dd').allTextContents()).toEqual(['100%', '200,000 of 200,000', '–']);
  }
  const values = (await seen()).map(Number);
  expect(values.length).toBeGreaterThan(5);
  expect(isRising(values)).toBe(true);

  const link = tab.page.getByRole('link', { name: 'Download' });
  const [download] = await Promise.all([tab.page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe(`orders-${path.replace('/export/', '')}.csv`);
  const lines = (await readFile(await download.path(), 'utf8')).split('\n');
  expect(lines.shift()).toBe('order,ordered at,customer,product,quantity,price');
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(200_000);
  expect(lines.findIndex((line, i) => !line.startsWith(`${i + 1},20`))).toBe(-1);
  // A download is no navigation: the page is there, and connected.
  await isAt(tab, 'Export of Orders', 'Export of Orders', path);
  await follow(tab, 'All exports');
  await isAt(tab, 'Exports', 'Exports', '/export');
  // The list follows twice a second only.
  await eventually(() => tab.text('.rows')).toContain('200,000 rows');
  expect([...tab.errors, ...other.errors]).toEqual([]);
});

test('an export that is cancelled ends on all pages, and leaves no file', async () => {
  const tab = await openAt(browser, admin(), '/export');
  const path = await start(tab);
  const other = await openAt(browser, admin(), path);
  const list = await openAt(browser, admin(), '/export');
  await other.page.getByRole('button', { name: 'Cancel' }).click();
  for (const each of [tab, other]) {
    await each.page.locator('main .mark-cancelled').waitFor();
    expect(await each.page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    expect(await each.page.getByRole('link', { name: 'Download' }).count()).toBe(0);
  }
  await list.page.locator('.rows li').filter({ hasText: 'cancelled' }).locator(`a[href="${path}"]`).waitFor();
  expect((await fetch(`${admin().url}${path}/file`)).status).toBe(404);
  expect([...tab.errors, ...other.errors, ...list.errors]).toEqual([]);
});

test('an export is started and cancelled without script', async () => {
  const tab = await browser.open(`${admin().url}/export`, { javaScriptEnabled: false });
  await start(tab);
  await tab.page.getByRole('button', { name: 'Cancel' }).click();
  await tab.page.locator('main .mark-cancelled').waitFor();
});
