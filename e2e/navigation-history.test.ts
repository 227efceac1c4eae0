/** The browser's own ways: back and forward, places in pages, reloads. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import type { Tab } from './support/tab.ts';
import { letGo, update } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

const back = (tab: Tab): Promise<void> => tab.page.evaluate(() => history.back());
const forward = (tab: Tab): Promise<void> => tab.page.evaluate(() => history.forward());
const scrolled = (tab: Tab): Promise<number> => tab.page.evaluate(() => Math.round(scrollY));

/** Scrolls, and waits until the page was told of it. */
async function scrollTo(tab: Tab, top: number): Promise<void> {
  await tab.page.evaluate(
    (y) =>
      new Promise((resolve) => {
        addEventListener('scroll', resolve, { once: true });
        window.scrollTo(0, y);
      }),
    top,
  );
}

/** Waits until the place in the page that addresses name is at the top of the window. */
async function isInTheMiddle(tab: Tab): Promise<void> {
  await eventually(() =>
    tab.page.evaluate(() => Math.abs(Math.round(document.getElementById('middle')?.getBoundingClientRect().top ?? 1))),
  ).toBe(0);
}

test('back and forward show the pages of the history, each scrolled to where it was', async () => {
  const tab = await openAt(browser, app(), '/long');
  await markNodes(tab.page, ['#shell']);
  await scrollTo(tab, 1500);
  // As a program clicks: nothing is scrolled for it.
  await tab.page.getByRole('link', { name: 'Again' }).evaluate((link) => (link as HTMLElement).click());
  await isAt(tab, 'Long', 'Long', '/long?again');
  expect(await scrolled(tab)).toBe(0);
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  await follow(tab, 'Long');
  await isAt(tab, 'Long', 'Long', '/long');
  expect(await scrolled(tab)).toBe(0);
  await scrollTo(tab, 700);
  await back(tab);
  await isAt(tab, 'People', 'People', '/people');
  await back(tab);
  await isAt(tab, 'Long', 'Long', '/long?again');
  await back(tab);
  await isAt(tab, 'Long', 'Long', '/long');
  await eventually(() => scrolled(tab)).toBe(1500);
  await tab.page.evaluate(() => history.go(2));
  await isAt(tab, 'People', 'People', '/people');
  await forward(tab);
  await isAt(tab, 'Long', 'Long', '/long');
  await eventually(() => scrolled(tab)).toBe(700);
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window', '#shell']);
});

test('a patch leaves the scroll position alone', async () => {
  const tab = await openAt(browser, app(), '/long');
  await scrollTo(tab, 1500);
  await update(app(), { type: 'Long', values: { headline: 'Much\nlonger'.repeat(5) } });
  await eventually(() => tab.text('#headline')).toContain('longer');
  expect(await scrolled(tab)).toBe(1500);
});

test('from another document one comes back to the pages and the places where one was', async () => {
  const tab = await openAt(browser, app(), '/long');
  await scrollTo(tab, 900);
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  await follow(tab, 'Long');
  await isAt(tab, 'Long', 'Long', '/long');
  await scrollTo(tab, 500);
  await follow(tab, 'File');
  await tab.page.waitForURL('**/fixtures.css');
  await back(tab);
  await isAt(tab, 'Long', 'Long', '/long');
  await eventually(() => scrolled(tab)).toBe(500);
  await tab.connected();
  await back(tab);
  await isAt(tab, 'People', 'People', '/people');
  await back(tab);
  await isAt(tab, 'Long', 'Long', '/long');
  await eventually(() => scrolled(tab)).toBe(900);
  await forward(tab);
  await isAt(tab, 'People', 'People', '/people');
});

test('who goes back twice, or back while a page is awaited, gets there', async () => {
  const tab = await openAt(browser, app(), '/people');
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  await follow(tab, 'News');
  await isAt(tab, 'News', 'News', '/news');
  await markNodes(tab.page, ['#shell']);
  await tab.page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('popstate', resolve, { once: true });
        history.back();
      }),
  );
  await back(tab);
  await isAt(tab, 'People', 'People', '/people');
  await tab.page.evaluate(() => history.go(2));
  await isAt(tab, 'News', 'News', '/news');
  await follow(tab, 'Slow');
  await tab.page.getByRole('progressbar').waitFor();
  await back(tab);
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  await letGo(app());
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await forward(tab);
  await isAt(tab, 'News', 'News', '/news');
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window', '#shell']);
});

test('an address with a hash leads to its place: on another page, on the same one, and back again', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  await follow(tab, 'Middle');
  await isAt(tab, 'Long', 'Long', '/long#middle');
  await isInTheMiddle(tab);
  await follow(tab, 'Home');
  await isAt(tab, 'Home', 'Home', '/home');
  await follow(tab, 'Long');
  await isAt(tab, 'Long', 'Long', '/long');
  expect(await scrolled(tab)).toBe(0);
  const asked = tab.sent.length;
  for (const name of ['To the middle', 'Middle']) {
    await follow(tab, name);
    await isAt(tab, 'Long', 'Long', '/long#middle');
    await isInTheMiddle(tab);
  }
  await back(tab);
  await isAt(tab, 'Long', 'Long', '/long');
  await eventually(() => scrolled(tab)).toBe(0);
  // The page was the same all the time.
  expect(tab.sent.slice(asked).filter((message) => message.startsWith('["go"'))).toEqual([]);
  await forward(tab);
  await isAt(tab, 'Long', 'Long', '/long#middle');
  await isInTheMiddle(tab);
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window', '#shell']);
});

test('a page that takes the place of another is not between it and what was before', async () => {
  const tab = await openAt(browser, app(), '/people');
  await follow(tab, 'Home');
  await isAt(tab, 'Home', 'Home', '/home');
  await tab.page.getByRole('button', { name: 'Go to Dan instead' }).click();
  await isAt(tab, 'dan', 'Person dan', '/people/dan');
  await follow(tab, 'Bob instead');
  await isAt(tab, 'bob', 'Person bob', '/people/bob');
  await back(tab);
  await isAt(tab, 'People', 'People', '/people');
  await forward(tab);
  await isAt(tab, 'bob', 'Person bob', '/people/bob');
});

test('a redirect and a link to the page that is shown add nothing to the history', async () => {
  const tab = await openAt(browser, app(), '/people');
  const length = await tab.page.evaluate(() => history.length);
  await follow(tab, 'People');
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '1');
  expect(await tab.page.evaluate(() => history.length)).toBe(length);
  await follow(tab, 'Guarded');
  await isAt(tab, 'Home', 'Home', '/home?from=/guarded');
  expect(await tab.page.evaluate(() => history.length)).toBe(length + 1);
  await back(tab);
  await isAt(tab, 'People', 'People', '/people');
});

test('a reload shows the page that was moved to, as another visitor would see it', async () => {
  const tab = await openAt(browser, app(), '/home');
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await tab.page.reload();
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  await tab.connected();
  await tab.shows('#visits', '0');
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await back(tab);
  await isAt(tab, 'Home', 'Home', '/home');
});

test('who goes back before the script for it is there gets there, too', async () => {
  const tab = await openAt(browser, app(), '/home');
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  let deliver = (): void => {};
  const held = new Promise<void>((resolve) => (deliver = resolve));
  const visitor = tab.page.context();
  await visitor.route('**/navigation-*.js', async (route) => {
    await held;
    await route.continue();
  });
  const session = await visitor.newCDPSession(tab.page);
  await session.send('Network.clearBrowserCache');
  await tab.page.reload({ waitUntil: 'commit' });
  await tab.connected();
  await back(tab);
  deliver();
  await isAt(tab, 'Home', 'Home', '/home');
});

test('one comes back from a page without links, too, also after a reload', async () => {
  const tab = await openAt(browser, app(), '/home');
  await follow(tab, 'Rows');
  await tab.page.locator('#keyed').waitFor();
  await tab.page.reload();
  await tab.connected();
  await back(tab);
  await isAt(tab, 'Home', 'Home', '/home');
});
