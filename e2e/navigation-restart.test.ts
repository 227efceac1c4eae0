/** Servers that start again while somebody is on a page that was moved to in place. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';

const browser = useBrowser();

test('a page that a visitor may not see any more after a restart is not shown at its address', async () => {
  const before = await FixtureApp.start('navigation', { env: { MEMBER: 'yes' } });
  const tab = await openAt(browser, before, '/people', await hurry(await browser.visitor()));
  await follow(tab, 'Guarded');
  await isAt(tab, 'News', 'Guarded', '/guarded');
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await FixtureApp.start('navigation', { port: before.port });
  await isAt(tab, 'Home', 'Home', '/home?from=/guarded');
});

test.for([
  ['the same secret', { NOPAL_SECRET: 'the same on every node' }],
  ['a secret of its own', {}],
] as const)('after a restart with %s the page is still the one that was moved to', async ([, env]) => {
  const before = await FixtureApp.start('navigation', { env });
  const tab = await openAt(browser, before, '/home', await hurry(await browser.visitor()));
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  await tab.page.locator('#search').fill('typed');
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await markNodes(tab.page, ['#search', 'h1']);
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await FixtureApp.start('navigation', { env, port: before.port });
  await tab.shows('#visits', '0');
  await tab.connected();
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  expect(await markedNodes(tab.page, ['#search', 'h1'])).toEqual(['window', '#search', 'h1']);
  expect(await tab.page.locator('#search').inputValue()).toBe('typed');
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  await tab.page.evaluate(() => history.back());
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
});
