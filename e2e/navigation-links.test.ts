/** Links: which are followed in place and which are the browser's, what they say of themselves, and the way there. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { startNetwork } from './support/network.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import type { Tab } from './support/tab.ts';
import { letGo, update, visits } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

/** Whether the document is the one whose shell was marked. */
async function isSameDocument(tab: Tab): Promise<boolean> {
  return (await markedNodes(tab.page, [])).length === 1;
}

test('a link is followed by the keyboard, too', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  await tab.page.getByRole('link', { name: 'People', exact: true }).focus();
  await tab.page.keyboard.press('Enter');
  await isAt(tab, 'People', 'People', '/people');
  expect(await tab.page.evaluate(() => document.activeElement?.textContent)).toBe('People');
  expect(await isSameDocument(tab)).toBe(true);
});

test('what the browser does with links in other ways stays its own: new tabs, windows, downloads', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  const context = tab.page.context();
  const link = tab.page.getByRole('link', { name: 'People', exact: true });
  for (const modifier of ['ControlOrMeta', 'Shift'] as const) {
    const [opened] = await Promise.all([context.waitForEvent('page'), link.click({ modifiers: [modifier] })]);
    await eventually(() => opened.url()).toBe(`${app().url}/people`);
    await opened.close();
  }
  const [middle] = await Promise.all([context.waitForEvent('page'), link.click({ button: 'middle' })]);
  await eventually(() => middle.url()).toBe(`${app().url}/people`);
  const [opened] = await Promise.all([context.waitForEvent('page'), follow(tab, 'New tab')]);
  await eventually(() => opened.url()).toBe(`${app().url}/news`);
  const [download] = await Promise.all([tab.page.waitForEvent('download'), follow(tab, 'Download')]);
  expect(download.suggestedFilename()).toBe('fixtures.css');
  await isAt(tab, 'Home', 'Home', '/home');
  expect(await isSameDocument(tab)).toBe(true);
});

test('links tell which of them leads to the page that is shown, and which to what is above it', async () => {
  const tab = await openAt(browser, app(), '/people');
  const current = (): Promise<string[][]> =>
    tab.page.evaluate(() =>
      [...document.querySelectorAll('[aria-current]')].map((link) => [link.textContent ?? '', link.ariaCurrent ?? '']),
    );
  expect(await current()).toEqual([['People', 'page']]);
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  expect(await current()).toEqual([
    ['People', 'true'],
    ['Ann', 'page'],
  ]);
  await follow(tab, 'Home');
  await isAt(tab, 'Home', 'Home', '/home');
  expect(await current()).toEqual([['Home', 'page']]);
});

test('a pointer that rests on a link has its page prepared, and the click asks for nothing more', async () => {
  const tab = await openAt(browser, app(), '/home');
  await tab.page.getByRole('link', { name: 'Prepared', exact: true }).hover();
  await eventually(() => visits(app())).toContain('prepared /prepared');
  await isAt(tab, 'Home', 'Home', '/home');
  await app().push('headline', 'Newer than what was prepared');
  await follow(tab, 'Prepared');
  await isAt(tab, 'News', 'Prepared', '/prepared');
  expect(await tab.text('#headline')).toBe('Newer than what was prepared');
  expect((await visits(app())).filter((visit) => visit.endsWith(' /prepared'))).toEqual(['prepared /prepared']);
  await follow(tab, 'Home');
  await isAt(tab, 'Home', 'Home', '/home');
  await follow(tab, 'Unprepared');
  await isAt(tab, 'News', 'Unprepared', '/unprepared');
  expect((await visits(app())).filter((visit) => visit.endsWith(' /unprepared'))).toEqual(['asked for /unprepared']);
});

test('a page that takes a while shows a line that says so, and the page before goes on living', async () => {
  const tab = await openAt(browser, app(), '/news');
  const line = tab.page.getByRole('progressbar', { name: 'Loading' });
  expect(await line.count()).toBe(0);
  await follow(tab, 'Slow');
  await line.waitFor();
  expect(await tab.page.locator('html[data-navigating]').count()).toBe(1);
  await update(app(), { type: 'News', values: { headline: 'While waiting' } });
  await tab.shows('#headline', 'While waiting');
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '1');
  expect(await letGo(app())).toBe(1);
  await isAt(tab, 'News', 'Slow', '/slow');
  await line.waitFor({ state: 'detached' });
  expect(await tab.page.locator('html[data-navigating]').count()).toBe(0);
  expect(await tab.text('#clicks')).toBe('1');
});

test('who goes elsewhere meanwhile gets there, and never to the page that was slow', async () => {
  const tab = await openAt(browser, app(), '/home');
  await follow(tab, 'Slow');
  await tab.page.getByRole('progressbar').waitFor();
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  await tab.page.getByRole('progressbar').waitFor({ state: 'detached' });
  await letGo(app());
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '1');
  await isAt(tab, 'People', 'People', '/people');
  await tab.page.evaluate(() => history.back());
  await isAt(tab, 'Home', 'Home', '/home');
});

test('what is no page of this document is loaded: files, other style sheets', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  await follow(tab, 'Styled');
  await isAt(tab, 'News', 'Styled', '/styled');
  expect(await isSameDocument(tab)).toBe(false);
  await tab.connected();
  await follow(tab, 'File');
  await eventually(() => tab.page.evaluate(() => document.body.textContent)).toContain('.scroller');
  expect(tab.page.url()).toBe(`${app().url}/assets/fixtures.css`);
});

test('while there is no connection the browser follows links', async () => {
  const network = await startNetwork(app().port);
  const visitor = await browser.visitor();
  await visitor.clock.install();
  const tab = await openAt(browser, network, '/home', visitor);
  await markNodes(tab.page, ['#shell']);
  // From here on no timer of the page runs: it does not connect again by itself.
  await visitor.clock.pauseAt(Date.now() + 5000);
  network.cut();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  expect(await isSameDocument(tab)).toBe(false);
  await tab.connected();
});

test.for([
  ['to the server', 'toServer'],
  ['to the browser', 'toClient'],
] as const)('what is lost on its way %s is made up for, and the page arrives', async ([, direction]) => {
  const network = await startNetwork(app().port);
  const tab = await openAt(browser, network, '/home', await hurry(await browser.visitor()));
  await markNodes(tab.page, ['#shell']);
  network.stall(direction);
  await follow(tab, 'Slow');
  await tab.page.getByRole('progressbar').waitFor();
  // Sent before the cut, the answer is lost; the question itself, when it never got there.
  if (direction === 'toClient') await eventually(() => letGo(app())).toBe(1);
  network.cut();
  network.resume();
  if (direction === 'toServer') await eventually(() => letGo(app())).toBe(1);
  await isAt(tab, 'News', 'Slow', '/slow');
  await tab.page.getByRole('progressbar').waitFor({ state: 'detached' });
  expect(await isSameDocument(tab)).toBe(true);
});

test.for(['sse', 'poll'])('where a browser connects by %s, links are followed in place, too', async (transport) => {
  const own = await FixtureApp.start('navigation', { env: { APP_OPTIONS: `{"transports":["${transport}"]}` } });
  const tab = await openAt(browser, own, '/home');
  await markNodes(tab.page, ['#shell']);
  await tab.page.getByRole('link', { name: 'News', exact: true }).hover();
  await follow(tab, 'News');
  await isAt(tab, 'News', 'News', '/news');
  await update(own, { type: 'News', values: { headline: 'Pushed' } });
  await tab.shows('#headline', 'Pushed');
  await tab.page.evaluate(() => history.back());
  await isAt(tab, 'Home', 'Home', '/home');
  expect(await isSameDocument(tab)).toBe(true);
  expect(tab.errors).toEqual([]);
});
