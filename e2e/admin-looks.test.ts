/** The admin for every eye: narrow and wide, light and dark, empty and in use. */
import { expect, test } from 'vitest';
import { signIn, useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { faintTexts } from './support/contrast.ts';
import { eventually } from './support/eventually.ts';
import { follow, openAt } from './support/in-shell.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin('--pace', '0', '--failure-rate', '0', '--export-rate', '1000000');

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 780 };
// One thing changes from each to the next.
const looks = [
  { colorScheme: 'light', viewport: wide },
  { colorScheme: 'dark', viewport: wide },
  { colorScheme: 'dark', viewport: narrow },
  { colorScheme: 'light', viewport: narrow },
] as const;

/** What is wrong with how a page looks, each way: how far it scrolls sideways, and texts that cannot be read. */
async function problems({ page }: Tab): Promise<string[]> {
  const found: string[] = [];
  for (const { colorScheme, viewport } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const texts = sideways > 0 ? [`${sideways} px too wide`] : [];
    texts.push(...(await faintTexts(page)));
    found.push(...texts.map((text) => `${colorScheme}, ${viewport.width}: ${text}`));
  }
  return found;
}

const pages = [
  '/deployment/dashboard',
  '/ci',
  '/sites',
  '/analytics',
  '/export',
  '/me',
  '/settings',
  '/login',
  '/nothing',
];

/** What is wrong at some addresses, by address. */
async function problemsAt(tab: Tab, paths: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const path of paths) {
    await tab.page.goto(admin().url + path);
    await tab.connected();
    found[path] = await problems(tab);
  }
  return found;
}

const fine = (paths: readonly string[]): object => Object.fromEntries(paths.map((path) => [path, []]));

test('the pages that show what happened can be read while nothing happened yet', async () => {
  const tab = await openAt(browser, admin(), '/login');
  await signIn(tab, admin(), 'Amina Diallo');
  const empty = ['/ci', '/sites', '/analytics', '/me'];
  expect(await problemsAt(tab, empty)).toEqual(fine(empty));
});

test('every page can be read when it has much to tell, an alert and the menu included', async () => {
  const tab = await openAt(browser, admin(), '/me');
  await signIn(tab, admin(), 'Boris Novák');
  await tab.connected();
  const { page } = tab;
  await page.getByLabel('To', { exact: true }).selectOption('Boris Novák');
  await page.getByRole('textbox', { name: 'Task' }).fill(`Read ${'averylongwordwithoutanybreak'.repeat(6)}`);
  await page.getByRole('button', { name: 'Assign' }).click();
  await page.locator('.rows', { hasText: 'averylongword' }).first().waitFor();
  await page.goto(`${admin().url}/export`);
  await page.getByRole('button', { name: 'Start the export' }).click();
  await page.getByRole('link', { name: 'Download' }).waitFor();
  const job = new URL(page.url()).pathname;
  await admin().sendWebhooks();
  await follow(tab, 'Sites');
  const ends = ['succeeded', 'succeeded', 'failed'];
  for (const [i, end] of ends.entries()) {
    await page
      .getByLabel('Break the build')
      .first()
      .setChecked(end === 'failed');
    await page.getByRole('button', { name: 'Deploy Crumb & Crust' }).click();
    const marks = ends.slice(0, i + 1).toReversed();
    await eventually(() =>
      page.locator('.mark').evaluateAll((all) => all.map(({ lastChild }) => lastChild?.textContent)),
    ).toEqual(marks);
  }
  await page.getByText('Why it failed').click();
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).waitFor();
  expect(await problems(tab)).toEqual([]);
  // Narrow by now: what can be done with a version is beside it, not out of sight.
  const box = await page.getByRole('button', { name: 'Roll back to' }).first().boundingBox();
  expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThan(narrow.width);
  await page.getByRole('button', { name: 'Menu' }).click();
  expect(await problems(tab)).toEqual([]);
  expect(await problemsAt(tab, [...pages, job])).toEqual(fine([...pages, job]));
});
