/** Lists with keys: what is in them keeps its node and its state wherever it goes, and so do frames, videos and elements of the app. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Group } from './fixtures/components/Groups.tsx';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { markNodes, marksOf } from './support/nodes.ts';
import { useFixtureApp } from './support/shared-app.ts';
import type { Tab } from './support/tab.ts';
import { update } from './support/updates.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

/** Groups as text: `a: x y, b: z` are two, of two items and one; `x=new` is an item with a text of its own. */
function groups(text: string): Group[] {
  return text.split(', ').map((each) => {
    const [id = '', items = ''] = each.split(':');
    const words = items.trim() === '' ? [] : items.trim().split(' ');
    return {
      id,
      items: words.map((word) => {
        const [name = '', content = name] = word.split('=');
        return { id: name, text: content };
      }),
    };
  });
}

/** What the page shows, in the same form, and the count that each part has. */
function shown(page: Page): Promise<{ text: string; counts: Record<string, string> }> {
  return page.evaluate(() => {
    const counts: Record<string, string> = {};
    for (const button of document.querySelectorAll('button')) {
      counts[button.ariaLabel?.replace('Count ', '') ?? ''] = button.textContent ?? '';
    }
    const text = [...document.querySelectorAll('section')].map((section) => {
      const items = [...section.querySelectorAll('li')].map((item) => {
        const content = item.querySelector('span')?.textContent ?? '';
        return content === item.id ? item.id : `${item.id}=${content}`;
      });
      return `${section.id}: ${items.join(' ')}`.trim();
    });
    return { text: text.join(', '), counts };
  });
}

/** Sets the groups, and waits until they are there. */
async function set(tab: Tab, text: string): Promise<void> {
  await update(app(), { type: 'Groups', values: { groups: groups(text) } });
  await eventually(async () => (await shown(tab.page)).text).toBe(text);
}

/** Opens groups, and marks and counts every part of them that is named. */
async function openGroups(text: string, names: readonly string[]): Promise<Tab> {
  const tab = await (await browser.open(`${app().url}/groups`)).connected();
  await set(tab, text);
  for (const [index, name] of names.entries()) {
    for (let i = 0; i <= index; i++) await tab.page.getByLabel(`Count ${name}`, { exact: true }).click();
  }
  const selectors = names.map((name) => `#${name}`);
  await eventually(async () => Object.entries((await shown(tab.page)).counts)).toEqual(
    expect.arrayContaining(names.map((name, index) => [name, String(index + 1)])),
  );
  await markNodes(tab.page, selectors);
  return tab;
}

test('items that come and go at the start, in the middle and at the end leave the others their nodes and state', async () => {
  const tab = await openGroups('a: u v w', ['u', 'v', 'w']);
  for (const [text, marks] of [
    ['a: n1 u v w', [null, '#u', '#v', '#w']],
    ['a: n1 u n2 v w', [null, '#u', null, '#v', '#w']],
    ['a: n1 u n2 v w n3', [null, '#u', null, '#v', '#w', null]],
    ['a: u n2 v w n3', ['#u', null, '#v', '#w', null]],
    ['a: u v w n3', ['#u', '#v', '#w', null]],
    ['a: u v w', ['#u', '#v', '#w']],
    ['a: w u v', ['#w', '#u', '#v']],
  ] as const) {
    await set(tab, text);
    expect([text, await marksOf(tab.page, 'li')]).toEqual([text, marks]);
  }
  expect((await shown(tab.page)).counts).toEqual({ a: '0', u: '1', v: '2', w: '3' });
  // One that went and comes again is a new one.
  await set(tab, 'a: u w');
  await set(tab, 'a: u v w');
  expect(await marksOf(tab.page, 'li')).toEqual(['#u', null, '#w']);
  expect((await shown(tab.page)).counts).toEqual({ a: '0', u: '1', v: '0', w: '3' });
});

test('groups that rotate while their items swap and change keep all nodes and all state', async () => {
  const names = ['a', 'b', 'c', 'x', 'y', 'z'];
  const tab = await openGroups('a: x y, b: z, c:', names);
  await set(tab, 'c:, a: y=edited x, b: z=edited');
  expect(await marksOf(tab.page, 'section')).toEqual(['#c', '#a', '#b']);
  expect(await marksOf(tab.page, 'li')).toEqual(['#y', '#x', '#z']);
  expect((await shown(tab.page)).counts).toEqual({ a: '1', b: '2', c: '3', x: '4', y: '5', z: '6' });
  // State that moved goes on in the same instance.
  await tab.page.getByLabel('Count y').click();
  await eventually(async () => (await shown(tab.page)).counts['y']).toBe('6');
});

test('the same key below another parent is another item', async () => {
  const tab = await openGroups('a: x y, b: z', ['x', 'y', 'z']);
  await set(tab, 'a: y, b: x z');
  expect(await marksOf(tab.page, 'li')).toEqual(['#y', null, '#z']);
  expect((await shown(tab.page)).counts).toEqual({ a: '0', b: '0', x: '0', y: '2', z: '3' });
});

test('keys that are there twice are told in the log, with the component, and all is shown right', async () => {
  const tab = await (await browser.open(`${app().url}/rows`)).connected();
  const texts = (): Promise<string[]> => tab.page.locator('#keyed li').allTextContents();
  for (const names of [
    ['ant', 'ant', 'bee'],
    ['bee', 'ant', 'cat', 'ant', 'ant'],
    ['ant', 'bee'],
    ['dog', 'dog', 'ant', 'bee'],
    ['bee', 'dog', 'ant', 'dog'],
  ]) {
    await update(app(), { type: 'Rows', values: { names } });
    await eventually(texts).toEqual(names);
  }
  const complaints = app().complaints().join('\n');
  expect(complaints).toMatch(/<Rows> renders several children with the key "ant"/);
  expect(complaints).toMatch(/<Rows> renders several children with the key "dog"/);
  await tab.page.locator('#keyed button').last().click();
  await tab.shows('#hits', 'dog');
});

/** What the elements of the page's movables went through since it was last asked. */
type Lives = Record<string, readonly string[]>;

/** Opens the movables, their videos playing and their frames loaded and written in. */
async function openMovables({ url }: FixtureApp): Promise<{ tab: Tab; lives: () => Promise<Lives> }> {
  const visitor = await browser.visitor();
  await visitor.addInitScript(() => {
    customElements.define(
      'x-tile',
      class extends HTMLElement {
        readonly life: string[] = [];
        connectedCallback(): void {
          this.life.push('connected');
        }
        disconnectedCallback(): void {
          this.life.push('disconnected');
        }
        connectedMoveCallback(): void {
          this.life.push('moved');
        }
      },
    );
  });
  const tab = await (await browser.open(`${url}/movables`, await hurry(visitor))).connected();
  for (const name of ['ant', 'bee', 'cat']) await tab.page.frameLocator(`#${name} iframe`).locator('input').fill(name);
  await tab.page.evaluate(async () => {
    for (const video of document.querySelectorAll('video')) {
      const canvas = document.createElement('canvas');
      // Something to show, or else it does not play.
      canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
      video.srcObject = canvas.captureStream();
      await video.play();
      video.addEventListener('pause', () => (video.dataset['paused'] = ''));
    }
  });
  const lives = (): Promise<Lives> =>
    tab.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement & { life: string[] }>('x-tile')].map((tile) => [
          tile.parentElement?.id,
          tile.life.splice(0),
        ]),
      ),
    );
  expect(await lives()).toEqual({ ant: ['connected'], bee: ['connected'], cat: ['connected'] });
  return { tab, lives };
}

/** Waits for an order, and checks that all got there without being taken out of the page. */
async function areMoved({ page }: Tab, lives: () => Promise<Lives>, names: readonly string[]): Promise<void> {
  await eventually(() => page.evaluate(() => [...document.querySelectorAll('section')].map(({ id }) => id))).toEqual(
    names,
  );
  const told = Object.values(await lives()).flat();
  expect(told.length).toBeGreaterThan(0);
  expect(new Set(told)).toEqual(new Set(['moved']));
  for (const name of names) {
    expect(await page.frameLocator(`#${name} iframe`).locator('input').inputValue()).toBe(name);
  }
  const videos = await page.evaluate(() =>
    [...document.querySelectorAll('video')].map((video) => {
      const before = Number(video.dataset['time'] ?? 0);
      video.dataset['time'] = String(video.currentTime);
      return [video.paused, video.dataset['paused'], video.currentTime >= before];
    }),
  );
  expect(videos).toEqual(names.map(() => [false, undefined, true]));
}

test('frames, videos and elements of the app are moved without being taken out of the page', async () => {
  const { tab, lives } = await openMovables(app());
  for (const names of [
    ['cat', 'ant', 'bee'],
    ['bee', 'ant', 'cat'],
    ['ant', 'bee', 'cat'],
  ]) {
    await update(app(), { type: 'Movables', values: { names } });
    await areMoved(tab, lives, names);
  }
});

test('so they are when a page is set right as a whole', async () => {
  const before = await FixtureApp.start('navigation');
  const { tab, lives } = await openMovables(before);
  const names = ['cat', 'ant', 'bee'];
  await update(before, { type: 'Movables', values: { names } });
  await areMoved(tab, lives, names);
  await before.kill();
  await FixtureApp.start('navigation', { port: before.port });
  await areMoved(tab, lives, ['ant', 'bee', 'cat']);
});
