/** What a visitor sees of an event that the server has not answered. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { openFarAway, valueOf } from './support/fields.ts';
import { letOneGo } from './support/gates.ts';
import { useFixtureApp } from './support/shared-app.ts';

const browser = useBrowser();
const app = useFixtureApp('fields');

test('a form that is being sent shows it through every push, and is as the server means it with the answer', async () => {
  const tab = await openFarAway(browser, app(), '/save');
  const { page } = tab;
  const save = page.locator('#save');
  await save.click();
  expect(await save.textContent()).toBe('Saving…');
  expect([await save.isDisabled(), await page.locator('form[data-pending] #save[data-pending]').count()]).toEqual([
    true,
    1,
  ]);
  expect([await page.locator('#name').isEditable(), await page.getByLabel('Rest').isDisabled()]).toEqual([false, true]);
  // Into the button, whose text is another now, and beside what is disabled.
  await app().push('notice', 'Pushed meanwhile');
  await tab.shows('h1', 'Pushed meanwhile');
  expect([await save.textContent(), await save.isDisabled()]).toEqual(['Saving…', true]);
  // Once is enough.
  await page.locator('form').evaluate((form) => (form as HTMLFormElement).requestSubmit());
  await eventually(() => letOneGo(app())).toBe(true);
  await tab.shows('#saved', 'Ann');
  await tab.shows('#save', 'Save Ann Pushed meanwhile');
  await eventually(() => page.locator('[data-pending]').count()).toBe(0);
  expect([await save.isDisabled(), await page.locator('#locked').isDisabled()]).toEqual([false, true]);
  expect([await page.locator('#name').isEditable(), await page.getByLabel('Rest').isDisabled()]).toEqual([true, false]);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('save');
  expect(tab.sent.filter((message) => message.includes('"submit"'))).toHaveLength(1);
  expect(await tab.html()).toBe(
    await tab.freshHtml().then((html) => html.replace('Save nothing', 'Save Ann').replace('>nothing<', '>Ann<')),
  );
});

test('an answer to what was typed before does not take back what was typed since', async () => {
  const tab = await openFarAway(browser, app(), '/save');
  const step = tab.page.locator('#step');
  await step.pressSequentially('abc', { delay: 20 });
  for (const answered of ['a', 'ab']) {
    await eventually(() => letOneGo(app())).toBe(true);
    await tab.shows('#stepped', answered);
    expect(await valueOf(tab.page, '#step')).toBe('abc');
  }
  await eventually(() => letOneGo(app())).toBe(true);
  await tab.shows('#stepped', 'abc');
  await eventually(() => tab.page.locator('[data-pending]').count()).toBe(0);
  expect(await valueOf(tab.page, '#step')).toBe('abc');
});
