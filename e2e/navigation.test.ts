/** Pages that change under a shell that stays, and what is pushed to them meanwhile. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import { recordChanges } from './support/record-changes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import { letGo, update, visits } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

const shellNodes = ['#shell', 'nav', '#banner', '#clicks', '#search', '#story', 'main'];

test('a shell keeps its nodes, its state, what is typed and what is scrolled while its page changes', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, [...shellNodes, 'h1']);
  await tab.page.locator('#search').fill('typed');
  await tab.page.locator('#story').evaluate((story) => (story.scrollTop = 120));
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '1');

  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  expect(await markedNodes(tab.page, [...shellNodes, 'h1'])).toEqual(['window', ...shellNodes]);
  expect(await tab.page.locator('#search').inputValue()).toBe('typed');
  expect(await tab.page.locator('#story').evaluate((story) => story.scrollTop)).toBe(120);
  expect(await tab.text('#clicks')).toBe('1');
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '2');
  expect(tab.errors).toEqual([]);
  expect(tab.requests.filter((url) => url.includes('/people'))).toEqual([]);
});

test('another address is another page, also of the same component; another query of it is not', async () => {
  const tab = await openAt(browser, app(), '/people/ann?tab=log');
  await markNodes(tab.page, ['h1']);
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  await follow(tab, 'Other tab');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=other');
  expect(await tab.text('#by-props')).toBe('{"tab":"other"}');
  expect(await tab.text('#visits')).toBe('1');
  expect(await markedNodes(tab.page, ['h1'])).toEqual(['window', 'h1']);
  await follow(tab, 'Bob instead');
  await isAt(tab, 'bob', 'Person bob', '/people/bob');
  expect(await tab.text('#visits')).toBe('0');
  expect(await markedNodes(tab.page, ['h1'])).toEqual(['window']);
});

test('a field of the shell keeps focus and caret when a handler or a push changes the page below it', async () => {
  const tab = await openAt(browser, app(), '/home');
  await tab.page.locator('#search').fill('typed');
  await tab.page.locator('#search').evaluate((field) => (field as HTMLInputElement).setSelectionRange(1, 3));
  // As a program clicks: the focus stays where it is.
  await tab.page.getByRole('link', { name: 'News', exact: true }).evaluate((link) => (link as HTMLElement).click());
  await isAt(tab, 'News', 'News', '/news');
  await update(app(), { type: 'News', values: { headline: 'While typing' } });
  await tab.shows('#headline', 'While typing');
  const field = await tab.page.evaluate(() => {
    const { id, value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement;
    return [id, value, selectionStart, selectionEnd];
  });
  expect(field).toEqual(['search', 'typed', 1, 3]);
});

test('another shell takes the place of the whole page, and so does a page without one', async () => {
  const tab = await openAt(browser, app(), '/news');
  await markNodes(tab.page, ['#shell']);
  await tab.page.locator('#clicks').click();
  await tab.shows('#clicks', '1');
  await follow(tab, 'Other');
  await isAt(tab, 'News', 'Other news', '/other/news');
  expect(await tab.page.locator('#shell').count()).toBe(0);
  await follow(tab, 'Back to news');
  await isAt(tab, 'News', 'News', '/news');
  // The shell is a new one.
  expect(await tab.text('#clicks')).toBe('0');
  await follow(tab, 'Plain news');
  await isAt(tab, 'News', 'Plain news', '/plain/news');
  expect(await tab.html()).toBe(await tab.freshHtml());
  await follow(tab, 'Leave');
  await isAt(tab, 'Home', 'Home', '/home');
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window']);
});

test('the same component gets the same pushes on its own and in a shell, and the shell gets its own', async () => {
  const own = await FixtureApp.start('navigation');
  const plain = await openAt(browser, own, '/plain/news');
  const inShell = await openAt(browser, own, '/home');
  await follow(inShell, 'News');
  await isAt(inShell, 'News', 'News', '/news');
  const show = async (headline: string, reader: string): Promise<void> => {
    for (const tab of [plain, inShell]) {
      await tab.shows('#headline', headline);
      await tab.shows('#reader', reader);
    }
  };
  expect(await update(own, { values: { headline: 'For all' } })).toBe(2);
  await show('For all', 'nobody');
  expect(await update(own, { type: 'News', values: { headline: 'For a type', reader: 'ann' } })).toBe(2);
  await show('For a type', 'ann');
  expect(await update(own, { where: ['reader', 'ann'], values: { headline: 'For readers' } })).toBe(2);
  await show('For readers', 'ann');
  const ids = (await (await fetch(`${own.url}/control/ids/News`)).json()) as string[];
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(await update(own, { id, values: { headline: 'For one', reader: 'bob' } })).toBe(1);
  await show('For one', 'bob');
  expect(await update(own, { type: 'Shell', values: { banner: 'Busy' } })).toBe(1);
  await inShell.shows('#banner', 'Busy');
  await show('For one', 'bob');
});

test('a page that was left gets nothing any more, and what was retained is there when it is entered', async () => {
  const own = await FixtureApp.start('navigation');
  const tab = await openAt(browser, own, '/news');
  await follow(tab, 'Home');
  await isAt(tab, 'Home', 'Home', '/home');
  expect(await update(own, { values: { headline: 'Nobody sees this' } })).toBe(0);
  await own.push('reader', 'retained');
  await follow(tab, 'News');
  await tab.shows('#reader', 'retained');
  expect(await tab.text('#headline')).toBe('No news');
});

test('what is pushed before, during and after a navigation arrives in the page that is shown, once', async () => {
  const own = await FixtureApp.start('navigation');
  const tab = await openAt(browser, own, '/news');
  const heard = await recordChanges(tab.page, '#heard');
  const headlines = await recordChanges(tab.page, '#headline');
  const push = async (n: number): Promise<void> => {
    await update(own, { values: { heard: n }, append: true });
    await own.push('headline', `Headline ${n}`);
  };
  await push(1);
  await follow(tab, 'Slow');
  // The pointer may have asked before the click did.
  await eventually(async () => (await visits(own)).join()).toMatch(/ \/slow$/);
  await push(2);
  await tab.shows('#headline', 'Headline 2');
  // Some arrive together with the page: one after another, while the page is on its way.
  const pushed = push(3).then(() => push(4));
  await Promise.all([letGo(own), pushed]);
  await isAt(tab, 'News', 'Slow', '/slow');
  await tab.shows('#headline', 'Headline 4');
  await push(5);
  await tab.shows('#headline', 'Headline 5');
  await eventually(() => tab.text('#heard')).toMatch(/5$/);
  const numbers = (await tab.text('#heard'))?.split(',').map(Number);
  expect(numbers?.toSorted()).toEqual([1, 2, 3, 4, 5]);
  // Nothing came twice, or after what is newer.
  expect(new Set(await heard()).size).toBe((await heard()).length);
  expect(new Set(await headlines()).size).toBe((await headlines()).length);
});

test('handlers lead elsewhere: by navigate, and by a redirect after a form was submitted', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  await tab.page.getByRole('button', { name: 'Go to Cat' }).click();
  await isAt(tab, 'cat', 'Person cat', '/people/cat?tab=a&tab=b');
  expect(await tab.text('#by-props')).toBe('{"tab":["a","b"]}');
  expect(await tab.text('#by-hooks')).toBe('[{"id":"cat"},{"tab":["a","b"]}]');
  await follow(tab, 'Home');
  await tab.page.getByLabel('Name').fill('eve');
  await tab.page.keyboard.press('Enter');
  await isAt(tab, 'eve', 'Person eve', '/people/eve#saved');
  await tab.page.locator('#visits').click();
  await tab.shows('#visits', '1');
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window', '#shell']);
});

test('title and meta elements are those of the page, and the title is announced', async () => {
  const tab = await openAt(browser, app(), '/home');
  const meta = (): Promise<Record<string, string>> =>
    tab.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLMetaElement>('meta[name]:not([name=viewport])')].map((each) => [
          each.name,
          each.content,
        ]),
      ),
    );
  expect(await meta()).toEqual({});
  await follow(tab, 'People');
  await isAt(tab, 'People', 'People', '/people');
  expect(await meta()).toEqual({ description: 'All of them', robots: 'none' });
  await follow(tab, 'Ann');
  await isAt(tab, 'ann', 'Person ann', '/people/ann?tab=log');
  expect(await meta()).toEqual({ author: 'us' });
  expect(await tab.page.locator('body > [aria-live=polite]').textContent()).toBe('Person ann');
  // A page's own meta elements, which came with its document, go with it too.
  const direct = await openAt(browser, app(), '/people');
  await follow(direct, 'Home');
  await isAt(direct, 'Home', 'Home', '/home');
  expect(await direct.page.locator('meta[name=robots]').count()).toBe(0);
  await follow(tab, 'Inbox');
  await isAt(tab, 'Inbox', 'Inbox', '/inbox');
  await update(app(), { type: 'Inbox', values: { unread: 3 } });
  await isAt(tab, 'Inbox', '(3) Inbox', '/inbox');
});

test('pages that are not there, that fail, or that send elsewhere change in place, too', async () => {
  const tab = await openAt(browser, app(), '/home');
  await markNodes(tab.page, ['#shell']);
  await follow(tab, 'Nowhere');
  await isAt(tab, 'There is nothing here', 'Not found', '/nowhere');
  await follow(tab, 'Broken');
  await isAt(tab, 'Failed: broken on purpose', 'Failed', '/broken');
  await follow(tab, 'Guarded');
  await isAt(tab, 'Home', 'Home', '/home?from=/guarded');
  expect(await markedNodes(tab.page, ['#shell'])).toEqual(['window', '#shell']);
});
