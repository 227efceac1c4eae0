/** The admin's settings: a form that teaches, and pages that follow it. */
import { expect, test } from 'vitest';
import { useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin();

/** What the form says to be wrong, by the labels of its fields, as assistive technology finds it. */
function mistakes({ page }: Tab): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('main [aria-invalid=true]')].map((field) => {
      const description = document.getElementById(field.getAttribute('aria-describedby') ?? '');
      return `${field.labels?.[0]?.textContent}: ${description?.textContent}`;
    }),
  );
}

const save = ({ page }: Tab): Promise<void> => page.getByRole('button', { name: 'Save' }).click();

const allWrong = [
  'Team name: Give a name of at least 2 letters.',
  'Contact e-mail: This is no e-mail address; it looks like name@example.com.',
  'Seconds between two counts of the analytics: Give whole seconds from 1 to 60.',
];

async function fillWrongly({ page }: Tab): Promise<void> {
  await page.getByLabel('Team name').fill('x');
  await page.getByLabel('Contact e-mail').fill('nobody');
  await page.getByLabel('Seconds').fill('99');
  await page.getByLabel('Tell me').uncheck();
}

/** What the fields hold. */
async function values({ page }: Tab): Promise<unknown[]> {
  const fields = ['Team name', 'Contact e-mail', 'Seconds', 'Theme'];
  const texts = await Promise.all(fields.map((label) => page.getByLabel(label).inputValue()));
  return [...texts, await page.getByLabel('Tell me').isChecked()];
}

function theme({ page }: Tab): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
}

test('the form tells what is wrong at each field, keeps what was typed, and is saved once it is right', async () => {
  const tab = await openAt(browser, admin(), '/settings');
  const other = await openAt(browser, admin(), '/ci');
  await markNodes(tab.page, ['main form', '#navigation', 'main button']);
  await fillWrongly(tab);
  await save(tab);
  await eventually(() => mistakes(tab)).toEqual(allWrong);
  expect(await values(tab)).toEqual(['x', 'nobody', '99', 'system', false]);
  expect(await tab.text('main [role=status]')).toBe('');
  expect(await other.text('.brand')).toBe('Acme Web Team');

  await tab.page.getByLabel('Team name').fill('Night Team');
  await tab.page.getByLabel('Contact e-mail').fill('night@example.com');
  await tab.page.getByLabel('Seconds').fill('2');
  await tab.page.getByLabel('Theme').selectOption('dark');
  await save(tab);
  await tab.shows('main [role=status]', 'Saved.');
  expect(await mistakes(tab)).toEqual([]);
  // Every open page follows at once, and those that are opened later.
  for (const each of [tab, other, await openAt(browser, admin(), '/sites')]) {
    await each.shows('.brand', 'Night Team');
    expect(await theme(each)).toBe('dark');
  }
  expect(await markedNodes(tab.page, ['main form', '#navigation', 'main button'])).toHaveLength(4);
  await tab.page.reload();
  expect(await values(tab)).toEqual(['Night Team', 'night@example.com', '2', 'dark', false]);
  expect([...tab.errors, ...other.errors]).toEqual([]);
});

test('without script the form is the same', async () => {
  const tab = await browser.open(`${admin().url}/settings`, { javaScriptEnabled: false });
  const other = await openAt(browser, admin(), '/ci');
  const fields = tab.page.locator('main [aria-invalid=true]');
  await fillWrongly(tab);
  await save(tab);
  expect(await tab.page.locator('main .field-error:visible').allTextContents()).toEqual(
    allWrong.map((line) => line.replace(/^[^:]*: /, '')),
  );
  expect(await fields.count()).toBe(3);
  // All but the theme, which is what it was.
  expect((await values(tab)).toSpliced(3, 1)).toEqual(['x', 'nobody', '99', false]);

  await tab.page.getByLabel('Team name').fill('Plain Team');
  await tab.page.getByLabel('Contact e-mail').fill('plain@example.com');
  await tab.page.getByLabel('Seconds').fill('3');
  await tab.page.getByLabel('Theme').selectOption('light');
  await tab.page.getByLabel('Tell me').check();
  await save(tab);
  expect(await tab.page.locator('main [role=status]').textContent()).toBe('Saved.');
  expect(await fields.count()).toBe(0);
  expect(await tab.page.locator('.brand').textContent()).toBe('Plain Team');
  await other.shows('.brand', 'Plain Team');
  expect(await theme(other)).toBe('light');
  await tab.page.goto(`${admin().url}/settings`);
  expect(await values(tab)).toEqual(['Plain Team', 'plain@example.com', '3', 'light', true]);
});
