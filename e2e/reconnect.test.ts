/** Connections that end and servers that die: the page shows what a fresh one would, and what the visitor did stays. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { startNetwork } from './support/network.ts';
import { markedNodes, markNodes } from './support/nodes.ts';

const browser = useBrowser();
const nodes = ['h1', '#draft', '#notes', '#bee', 'output', '#story'];

/** Scrolls, types into the fields, and leaves the caret in the draft with "af" selected. */
async function type(page: Page): Promise<void> {
  await page.locator('#story').evaluate((story) => (story.scrollTop = 120));
  await page.locator('#notes').fill('Two\nlines');
  await page.locator('#draft').fill('draft');
  await page.locator('#draft').evaluate((field) => (field as HTMLInputElement).setSelectionRange(2, 4));
}

/** What the visitor did to the page. */
function typed(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const draft = document.querySelector<HTMLInputElement>('#draft');
    return {
      notes: document.querySelector('textarea')?.value,
      draft: draft?.value,
      focused: document.activeElement?.id,
      selection: [draft?.selectionStart, draft?.selectionEnd],
      scrolled: document.querySelector('#story')?.scrollTop,
    };
  });
}

const unchanged = { notes: 'Two\nlines', draft: 'draft', focused: 'draft', selection: [2, 4], scrolled: 120 };

test('a cut connection is resumed: what changed meanwhile arrives, what was typed stays', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const tab = await browser.open(`${network.url}/board`).then((each) => each.connected());
  await app.push('headline', 'Before the cut');
  await tab.shows('h1', 'Before the cut');
  await type(tab.page);
  await markNodes(tab.page, nodes);

  network.cut();
  await app.push('headline', 'During the cut');
  await tab.shows('h1', 'During the cut');
  expect(await typed(tab.page)).toEqual(unchanged);
  expect(await markedNodes(tab.page, nodes)).toEqual(['window', ...nodes]);
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] resumed']);
  // As a patch: the page that the browser had was still known.
  expect(tab.received.some((frame) => frame.startsWith('{"tree"'))).toBe(false);

  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
});

test('a page that the server let go of gets the whole tree, and what was typed stays', async () => {
  const app = await FixtureApp.start('viewers', { env: { LIMITS: JSON.stringify({ maxOldTrees: 0 }) } });
  const network = await startNetwork(app.port);
  const tab = await browser.open(`${network.url}/board`).then((each) => each.connected());
  await type(tab.page);
  await markNodes(tab.page, nodes);
  network.refuse();
  network.cut();
  await eventually(() => app.connected()).toBe(0);
  await app.push('headline', 'During the cut');
  await app.push('items', ['eel', 'cat', 'bee']);
  await eventually(async () => (await app.gauges()).oldTrees.count).toBe(0);
  network.accept();
  await tab.shows('h1', 'During the cut');
  expect(tab.received.filter((frame) => frame.startsWith('{"tree"'))).toHaveLength(1);
  expect(await tab.page.locator('li').allTextContents()).toEqual(['eel', 'cat', 'bee']);
  expect(await typed(tab.page)).toEqual(unchanged);
  expect(await markedNodes(tab.page, nodes)).toEqual(['window', ...nodes]);
  expect((await app.gauges()).morphs).toMatchObject({ 'let-go': 1 });
});

test('a frame that was lost on the way is made up for after the cut', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const tab = await browser.open(`${network.url}/board`).then((each) => each.connected());
  network.stall('toClient');
  await app.push('headline', 'Lost');
  await app.push('items', ['cat', 'dog']);
  network.cut();
  network.resume();
  await tab.shows('h1', 'Lost');
  expect(await tab.html()).toBe(await tab.freshHtml());
});

/**
 * Lives through a crash of the server.
 *
 * @param env what both servers have in their environment
 * @returns how often the page's address was asked for in all
 */
async function surviveCrash(env: Readonly<Record<string, string>>): Promise<number> {
  const before = await FixtureApp.start('viewers', { env });
  const tab = await browser.open(`${before.url}/board`).then((each) => each.connected());
  await before.push('items', ['dog', 'bee', 'cat', 'eel']);
  await tab.page.locator('#eel').waitFor();
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  await type(tab.page);
  await markNodes(tab.page, nodes);

  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  const after = await FixtureApp.start('viewers', { env: { ...env, HEADLINE: 'Second edition' }, port: before.port });
  await tab.shows('h1', 'Second edition');
  await tab.connected();
  const asked = tab.requests.filter((url) => url.endsWith('/board')).length;
  expect(await tab.html()).toBe(await tab.freshHtml());
  expect(await typed(tab.page)).toEqual(unchanged);
  expect(await markedNodes(tab.page, nodes)).toEqual(['window', ...nodes]);
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] connected']);

  await after.push('headline', 'Pushed again');
  await tab.shows('h1', 'Pushed again');
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  // Its answer comes after what it changed.
  await tab.page.waitForSelector('[data-pending]', { state: 'detached' });
  expect(await tab.html()).toBe(await tab.freshHtml().then((html) => html.replace('<output>0', '<output>1')));
  return asked;
}

test('a server that crashed and came back is asked for the page again, without a reload', async () => {
  expect(await surviveCrash({})).toBe(2);
});

test('one that has the same secret as before knows the page by its token alone', async () => {
  expect(await surviveCrash({ NOPAL_SECRET: 'the same on every node' })).toBe(1);
});
