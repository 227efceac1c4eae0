/** Elements of other languages in the page, and nodes that others put into it. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { markNodes, markedNodes } from './support/nodes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import { update } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

const URIS: Readonly<Record<string, string>> = {
  'http://www.w3.org/1999/xhtml': 'html',
  'http://www.w3.org/2000/svg': 'svg',
  'http://www.w3.org/1998/Math/MathML': 'mathml',
};

/** The elements that a selector matches, each as `language:name`. */
async function languages(page: Page, selector: string): Promise<string[]> {
  const found = await page.evaluate(
    (each) => [...document.querySelectorAll(each)].map((node) => [node.namespaceURI ?? '', node.localName]),
    selector,
  );
  return found.map(([uri = '', name]) => `${URIS[uri]}:${name}`);
}

/** Pushes to the drawings. */
async function draw(values: Readonly<Record<string, unknown>>): Promise<void> {
  await update(app(), { type: 'Drawings', values });
}

const points = ['svg:g', 'svg:circle', 'svg:g', 'svg:circle'];
const label = ['svg:foreignObject', 'html:p', 'svg:svg'];

test('drawings and formulas are what they are from the beginning, also inside of each other', async () => {
  const tab = await (await browser.open(`${app().url}/drawings`)).connected();
  expect(await languages(tab.page, '#chart, #chart *')).toEqual([
    'svg:svg',
    'svg:defs',
    'svg:linearGradient',
    'svg:stop',
    ...points,
    ...label,
  ]);
  expect(await languages(tab.page, '#formula, #formula *')).toEqual([
    'mathml:math',
    'mathml:mrow',
    'mathml:mn',
    'mathml:mn',
    'mathml:annotation-xml',
    'html:p',
  ]);
});

test('parts of them that come later are what they are, and so is what takes the place of HTML', async () => {
  const tab = await (await browser.open(`${app().url}/drawings`)).connected();
  await markNodes(tab.page, ['#chart', '#point-2', '#formula']);
  await draw({ points: [3, 2, 4], isDrawn: true, isLabelled: false });
  await tab.page.locator('#late path').waitFor({ state: 'attached' });
  expect(await languages(tab.page, '#chart > g, #chart > g *, #label, #label *')).toEqual([
    ...points,
    'svg:g',
    'svg:circle',
  ]);
  expect(await languages(tab.page, '#formula mn')).toEqual(['mathml:mn', 'mathml:mn', 'mathml:mn']);
  expect(await languages(tab.page, '#late *')).toEqual([
    'svg:svg',
    'svg:path',
    'svg:foreignObject',
    'html:b',
    'mathml:math',
    'mathml:msup',
    'mathml:mi',
    'mathml:mn',
  ]);
  expect(await markedNodes(tab.page, ['#chart', '#point-2', '#formula'])).toEqual([
    'window',
    '#chart',
    '#point-2',
    '#formula',
  ]);
  // What is drawn is really drawn: a circle of HTML would have no size.
  const radius = await tab.page.evaluate(
    () => document.querySelector('#point-4 circle')?.getBoundingClientRect().width,
  );
  expect(radius).toBe(20);
  await draw({ points: [1, 2], isDrawn: false, isLabelled: true });
  await tab.page.locator('#label').waitFor({ state: 'attached' });
  expect(await languages(tab.page, '#label, #label *')).toEqual(label);
  expect(await languages(tab.page, '#late *')).toEqual(['html:p']);
  await eventually(() => tab.html()).toBe(await tab.freshHtml());
});

/** Puts what is in every text of the page into elements of its own, as a translation does that keeps the texts. */
function wrapTexts(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.getElementById('nopal') as Element, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const font = document.createElement('font');
      text.replaceWith(font);
      font.append(text);
    }
    return texts.length;
  });
}

/** Puts translated texts into the place of the page's own, as browsers do that translate pages. */
function replaceTexts(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.getElementById('nopal') as Element, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const font = document.createElement('font');
      font.append(text.data.toUpperCase());
      text.replaceWith(font);
    }
    return texts.length;
  });
}

for (const [how, translate] of [
  ['wrapped', wrapTexts],
  ['replaced', replaceTexts],
] as const) {
  test(`texts that a translation ${how} never make a patch or a click hit something else`, async () => {
    const tab = await (await browser.open(`${app().url}/rows`)).connected();
    expect(await translate(tab.page)).toBeGreaterThan(8);
    await tab.page.getByRole('button', { name: 'Keyed bee', exact: true }).click();
    await eventually(() => tab.text('#hits')).toMatch(/bee/i);
    await tab.page.getByRole('button', { name: 'Unkeyed cat', exact: true }).click();
    await eventually(() => tab.text('#hits')).toMatch(/bee,cat/i);
    await update(app(), { type: 'Rows', values: { names: ['dog', 'cat', 'ant'] } });
    const rows = (): Promise<string[]> =>
      tab.page.evaluate(() => [...document.querySelectorAll('#keyed li')].map((row) => row.textContent.toLowerCase()));
    await eventually(rows).toEqual(['dog', 'cat', 'ant']);
    await update(app(), { type: 'Rows', values: { count: 7 } });
    await eventually(() => tab.text('main p')).toMatch(/^count there were 7 clicks by now\.$/i);
    await tab.page.getByRole('button', { name: 'Keyed dog', exact: true }).click();
    await eventually(() => tab.text('#hits')).toMatch(/bee,cat,dog/i);
    expect(tab.errors).toEqual([]);
  });
}

test('a translated page that is set right as a whole says nothing twice', async () => {
  const before = await FixtureApp.start('navigation');
  const tab = await (await browser.open(`${before.url}/rows`, await hurry(await browser.visitor()))).connected();
  await replaceTexts(tab.page);
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await FixtureApp.start('navigation', { port: before.port });
  await tab.connected();
  await tab.shows('main p', 'Count There were 0 clicks by now.');
  expect(await tab.html()).toBe(await tab.freshHtml());
});

test('elements that an extension puts between others, or takes away, never make a patch or a click hit something else', async () => {
  const tab = await (await browser.open(`${app().url}/rows`)).connected();
  await tab.page.evaluate(() => {
    for (const each of document.querySelectorAll('#nopal li, #nopal button, #nopal output')) {
      each.before(document.createElement('grammar-check'));
      each.append(document.createElement('grammar-check'));
      each.after(document.createElement('grammar-check'), 'a text of theirs');
    }
    document.querySelector('#unkeyed')?.remove();
  });
  await tab.page.getByRole('button', { name: 'Keyed cat', exact: true }).click();
  await tab.shows('#hits', 'cat');
  await update(app(), { type: 'Rows', values: { names: ['cat', 'eel', 'ant'], count: 5 } });
  await eventually(() => tab.page.locator('#keyed li').allTextContents()).toEqual([
    expect.stringContaining('cat'),
    expect.stringContaining('eel'),
    expect.stringContaining('ant'),
  ]);
  await tab.shows('output', '5');
  await tab.page.getByRole('button', { name: 'Keyed eel', exact: true }).click();
  await tab.shows('#hits', 'cat,eel');
  expect(await tab.page.locator('grammar-check').count()).toBeGreaterThan(5);
  expect(tab.errors).toEqual([]);
});
