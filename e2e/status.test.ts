/** What a visitor sees of a connection that is lost. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { faintTexts } from './support/contrast.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';

const browser = useBrowser();

test.for(['light', 'dark'] as const)(
  'a bar says so above a strict page, in %s colours, until it is back',
  async (colorScheme) => {
    const before = await FixtureApp.start('viewers');
    const visitor = await hurry(await browser.visitor({ colorScheme }));
    const tab = await browser.open(`${before.url}/strict`, visitor).then((each) => each.connected());
    const bar = tab.page.getByRole('status').filter({ hasText: 'Connection lost. Reconnecting…' });
    expect(await bar.count()).toBe(0);
    await before.kill();
    await bar.waitFor();
    expect(await bar.evaluate((each) => [each.closest('#nopal'), each.getBoundingClientRect().top])).toEqual([null, 0]);
    expect((await faintTexts(tab.page)).filter((text) => text.startsWith('Connection'))).toEqual([]);
    await FixtureApp.start('viewers', { port: before.port });
    await bar.waitFor({ state: 'detached' });
    await tab.connected();
    expect(tab.errors.filter((error) => error.includes('Content Security Policy'))).toEqual([]);
  },
);

test('an element of the page takes its place', async () => {
  const before = await FixtureApp.start('fields');
  const tab = await browser
    .open(`${before.url}/offline`, await hurry(await browser.visitor()))
    .then((each) => each.connected());
  const own = tab.page.getByText('You are away');
  expect(await own.isVisible()).toBe(false);
  await before.kill();
  await own.waitFor();
  expect(await tab.page.getByText('Connection lost').count()).toBe(0);
  await FixtureApp.start('fields', { port: before.port });
  await own.waitFor({ state: 'hidden' });
});
