/** What patches leave alone in a real browser: nodes, focus, selections, scroll positions, and what others put there. */
import { expect, test } from 'vitest';
import { rows, type Row } from './fixtures/components/Table.tsx';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { markedNodes, markEach, markNodes, marksOf } from './support/nodes.ts';

const browser = useBrowser();

test('nodes, focus, selection and scroll position survive what changes around them', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  const nodes = ['h1', 'button', '#draft', '#notes', '#story', '#ant', '#cat'];
  await markNodes(tab.page, nodes);
  await tab.page.locator('#draft').fill('draft');
  await tab.page.locator('#draft').evaluate((field) => (field as HTMLInputElement).setSelectionRange(2, 4));
  await tab.page.locator('#story').evaluate((story) => (story.scrollTop = 200));

  await app.push('headline', 'Second edition');
  await app.push('items', ['dog', 'cat', 'ant']);
  await tab.shows('#story', `Second edition\n${'One more line\n'.repeat(100)}`);
  await tab.page.locator('#dog').waitFor();
  expect(await markedNodes(tab.page, nodes)).toEqual(['window', ...nodes]);
  const kept = await tab.page.evaluate(() => {
    const field = document.activeElement as HTMLInputElement;
    const scrolled = document.querySelector('#story')?.scrollTop;
    return [field.id, field.value, field.selectionStart, field.selectionEnd, scrolled];
  });
  expect(kept).toEqual(['draft', 'draft', 2, 4, 200]);
});

test('items with keys keep their nodes, and a focused field in one its caret, wherever they go', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  await markEach(tab.page, 'li');
  await tab.page.locator('#cat input').fill('purr');
  await tab.page.locator('#cat input').evaluate((field) => (field as HTMLInputElement).setSelectionRange(1, 3));

  for (const [items, marks] of [
    [
      ['cat', 'ant', 'bee'],
      ['cat', 'ant', 'bee'],
    ],
    [
      ['ant', 'bee', 'cat'],
      ['ant', 'bee', 'cat'],
    ],
    [
      ['dog', 'ant', 'eel', 'cat'],
      [null, 'ant', null, 'cat'],
    ],
    [['cat'], ['cat']],
    [
      ['bee', 'cat'],
      [null, 'cat'],
    ],
  ] as const) {
    await app.push('items', items);
    await eventually(() => tab.page.locator('li').allTextContents()).toEqual(items);
    expect(await marksOf(tab.page, 'li')).toEqual(marks);
    const field = await tab.page.evaluate(() => {
      const { ariaLabel, value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement;
      return [ariaLabel, value, selectionStart, selectionEnd];
    });
    expect(field).toEqual(['cat', 'purr', 1, 3]);
  }
});

test('nodes that an extension put in before the page connected are taken out, and patches land right', async () => {
  const app = await FixtureApp.start('viewers');
  const visitor = await browser.visitor();
  await visitor.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      if (document.readyState !== 'interactive') return;
      const root = document.getElementById('nopal');
      root?.prepend('A text', document.createElement('aside'));
      root?.querySelector('ul')?.prepend(document.createElement('li'));
      root?.querySelector('h1')?.replaceWith('No heading');
    });
  });
  const tab = await browser.open(`${app.url}/board`, visitor).then((each) => each.connected());
  await tab.page.getByRole('heading', { name: 'First edition' }).waitFor();
  await app.push('headline', 'Second edition');
  await app.push('items', ['dog', 'cat', 'ant']);
  await tab.shows('h1', 'Second edition');
  await tab.page.locator('#dog').waitFor();
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await app.push('count', 7);
  await tab.shows('output', '7');
  expect(await tab.html()).toBe(await tab.freshHtml());
});

test('nodes that an extension puts in later stay, and never shift a patch or a click', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  await tab.page.evaluate(() => {
    for (const selector of ['#nopal', 'main', 'ul', 'h1', 'output', 'p']) {
      const foreign = document.createElement('b');
      foreign.className = 'foreign';
      document.querySelector(selector)?.prepend(foreign);
    }
  });
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  await app.push('headline', 'Second edition');
  await app.push('items', ['dog', 'cat', 'ant']);
  await tab.shows('h1', 'Second edition');
  await eventually(() => tab.page.locator('#nopal li').allTextContents()).toEqual(['dog', 'cat', 'ant']);
  expect(await tab.page.locator('.foreign').count()).toBe(6);
});

test('1,000 rows are right after a prepend, a swap, a reverse and a change of one cell, each row in its node', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/table`).then((each) => each.connected());
  await markEach(tab.page, 'tr');

  const prepended = [...rows(0, 0), ...rows(1, 1000)];
  const swapped = [...rows(0, 1), ...rows(998, 998), ...rows(3, 997), ...rows(2, 2), ...rows(999, 1000)];
  const reversed = swapped.toReversed();
  const renamed = reversed.map((row) => (row.id === 500 ? { id: 500, name: 'Renamed' } : row));
  for (const content of [prepended, swapped, reversed, renamed, rows(1, 1000)]) {
    await app.push('rows', content);
    await eventually(() => tab.page.locator('tr').allTextContents()).toEqual(content.map(text));
    // Row 0 came later, and its node is a new one; all others are the nodes that were served.
    expect(await marksOf(tab.page, 'tr')).toEqual(
      content.map(({ id }) => (id === 0 ? null : text({ id, name: `Row ${id}` }))),
    );
  }
});

/** What a row says. */
function text({ id, name }: Row): string {
  return `${id}${name}`;
}
