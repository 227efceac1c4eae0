import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { recordChanges } from './support/record-changes.ts';

const browser = useBrowser();

test('form, task and boundary in a browser', async () => {
  const app = await FixtureApp.start('hooks');
  const tab = await (await browser.open(app.url)).connected();
  const { page } = tab;
  const text = page.locator('[name=text]');
  await text.fill('a');
  await page.locator('[name=password]').fill('geheim');
  await page.locator('[name=loud]').check();
  await text.press('Enter');
  await tab.shows('.error', 'longer');
  expect(await page.locator('[name=password]').inputValue()).toBe('geheim');
  expect(await page.locator('[name=loud]').isChecked()).toBe(true);
  await page.locator('[name=to]').selectOption(['all', 'ann']);
  await text.fill('hello');
  await text.press('Enter');
  await text.pressSequentially(' more');
  await tab.shows('output', 'hello! to all+ann by geheim');
  await tab.shows('#status', 'done');
  await eventually(() => text.inputValue()).toBe(' more');
  expect(await page.locator('[name=password]').inputValue()).toBe('');
  expect(await page.locator('[name=loud]').isChecked()).toBe(false);
  expect(
    await page.locator('[name=to]').evaluate((s) => [...(s as HTMLSelectElement).selectedOptions].map((o) => o.value)),
  ).toEqual(['all']);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('text');
  // again, with nothing but what is the same as before
  await text.fill('hello');
  await page.locator('[name=password]').fill('x');
  await text.press('Enter');
  await tab.shows('output', 'hello! to all+ann by geheim, hello to all by x');
  await eventually(() => text.inputValue()).toBe('');
  await eventually(() => tab.text('#work')).toBe('done 3 madeagain');
  // Recorded, since it is over by the time that a test looks.
  const work = await recordChanges(page, '#work');
  await page.locator('#again').click();
  await eventually(work).toContain('pending  madeagain');
  await eventually(() => tab.text('#work')).toBe('done 3 madeagain');
  await app.push('mode', 'broken');
  await tab.shows('#retry', 'broke');
  await app.push('mode', 'well');
  await page.locator('#retry').click();
  await tab.shows('#fragile', 'well');
  expect(tab.errors).toEqual([]);
});

test('without script', async () => {
  const app = await FixtureApp.start('hooks');
  const tab = await browser.open(app.url, { javaScriptEnabled: false });
  const { page } = tab;
  await page.locator('[name=text]').fill('a');
  await page.locator('[name=password]').fill('geheim');
  await page.locator('[name=loud]').check();
  await page.locator('button').first().click();
  expect(await page.locator('.error').textContent()).toBe('longer');
  expect(await page.locator('[name=text]').inputValue()).toBe('a');
  expect(await page.locator('[name=password]').inputValue()).toBe('');
  expect(await page.locator('[name=loud]').isChecked()).toBe(true);
  await page.locator('[name=text]').fill('hello');
  await page.locator('[name=password]').fill('x');
  await page.locator('button').first().click();
  expect(await page.locator('output').textContent()).toBe('hello! to all by x');
  expect(await page.locator('[name=text]').inputValue()).toBe('');
});
