/** A page from being served to being released: claim, resume, and everything that can go wrong between. */
import { expect, test } from 'vitest';
import { createStateKey, useEffect, useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const newsKey = createStateKey<string>('news');
const ended: string[] = [];

function Story({ name = 'story', at }: { name?: string; at?: Date }) {
  const [news] = useState('old');
  const [side] = useState('a');
  useEffect(() => () => void ended.push(name), []);
  return (
    <main>
      <h1>{news}</h1>
      <p>{side}</p>
      <time>{at?.getTime() ?? 'never'}</time>
    </main>
  );
}

const start = (limits = {}) =>
  serve(
    (app) =>
      app
        .page('/', Story)
        .page('/dated', Story, { props: { name: 'dated', at: new Date(1234) } })
        .page('/chosen', Story, { componentId: 'chosen', props: { name: 'chosen' } }),
    { limits },
  );

test('what is pushed between the page and its connection is shown when it connects', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  running.app.updater.broadcastStateUpdate(newsKey, 'new');
  await page.connect();
  await page.shows('new', 'h1');
  expect(page.frames).toHaveLength(1);
  expect(page.frames[0]).not.toContain('tree');
});

test('pushes within the grace period come as one difference when the viewer is back', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await page.cut();
  await until(() => !running.app.updater.isComponentConnected(running.app.updater.getAllComponentIds()[0] ?? ''));
  for (const news of ['1', '2', '3']) running.app.updater.broadcastStateUpdate(newsKey, news);
  await page.connect();
  expect(page.viewer?.[2]).toBe(1);
  await page.shows('3', 'h1');
  expect(page.frames).toEqual(['[0,0,0,"3"]']);
});

test('a page that nobody claims is released, and claiming it then gives a fresh one of the same kind', async () => {
  const running = await start({ claimMs: 20 });
  const page = await TestPage.fetch(running, '/chosen');
  expect(running.app.updater.updateComponentState('chosen', newsKey, 'mine')).toBe(1);
  await until(() => running.app.updater.updateComponentState('chosen', 'side', 'b') === 0);
  await page.connect();
  expect(page.viewer?.[2]).toBe(0);
  // The whole tree: a fresh page is in its first state again.
  await page.shows('oldanever');
  expect(running.app.updater.updateComponentState('chosen', newsKey, 'again')).toBe(1);
  await page.shows('again', 'h1');
});

test('a viewer that stays away is released: its id, its state, its effects', async () => {
  const running = await start({ graceMs: 20 });
  ended.length = 0;
  const page = await TestPage.open(running, '/chosen');
  const { viewer } = page;
  expect(ended).toEqual([]);
  await page.cut();
  await until(() => running.app.updater.getAllComponentIds().length === 0);
  expect(ended).toEqual(['chosen']);
  expect(running.app.updater.broadcastStateUpdate(newsKey, 'x')).toBe(0);
  await page.connect();
  // Another viewer of the same page: the first is gone for good.
  expect(page.viewer?.[2]).toBe(0);
  expect(page.viewer?.[0]).not.toBe(viewer?.[0]);
  expect(running.app.updater.isComponentConnected('chosen')).toBe(true);
});

test('beyond the limit of unclaimed pages the oldest goes, and never a claimed one', async () => {
  const running = await start({ maxUnclaimed: 2 });
  const claimed = await TestPage.open(running);
  const pages = [await TestPage.fetch(running), await TestPage.fetch(running), await TestPage.fetch(running)];
  expect(running.app.updater.broadcastStateUpdate(newsKey, 'x')).toBe(3);
  await claimed.shows('x', 'h1');
  for (const page of pages) await page.connect();
  // The one that went is served anew, in its first state.
  await Promise.all(pages.slice(1).map((page) => page.shows('x', 'h1')));
  await until(() => pages[0]?.applied === 1);
  expect(pages[0]?.text('h1')).toBe('old');
});

test('a token serves once: a duplicated tab gets a fresh page of the same kind, and the first is not disturbed', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/dated');
  const copy = await TestPage.fetch(running, '/dated');
  running.app.updater.updateWhere(({ id }) => id.endsWith(page.viewer?.[0] ?? '-'), newsKey, 'mine');
  await page.shows('mine', 'h1');
  await copy.connect({ token: page.token });
  expect(copy.viewer?.[0]).not.toBe(page.viewer?.[0]);
  await until(() => copy.frames.some((frame) => frame.startsWith('{"tree"')));
  // Its props are what they were, dates included.
  expect([copy.text('h1'), copy.text('time')]).toEqual(['old', '1234']);
  expect(page.closedWith).toBeUndefined();
  expect(running.app.updater.broadcastStateUpdate(newsKey, 'both')).toBe(3);
  await Promise.all([page, copy].map((each) => each.shows('both', 'h1')));
});

test('a token that was not made here is gone', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  await page.connect({ token: page.token.replace(/..\./, 'xx.').replace(/\..*/, '.a-key-of-nobody-knows') });
  expect(page.isGone).toBe(true);
  // The same connection may then say hello with a good one.
  page.say(['hello', 1, page.token, 0]);
  await until(() => page.viewer !== undefined);
});

test('a wrong secret never gets the viewer, and does not end it', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const [id] = page.viewer ?? [''];
  const thief = await TestPage.fetch(running);
  await thief.connect({ token: page.token, resume: [id, 'AAAAAAAAAAAAAAAAAAAAAA', 0] });
  expect(thief.viewer?.[0]).not.toBe(id);
  expect(thief.viewer?.[2]).toBe(0);
  await thief.connect({ token: 'nonsense', resume: [id, '', 0] });
  expect(thief.isGone).toBe(true);
  expect(running.app.updater.isComponentConnected(`story-${id}`)).toBe(true);
  expect(page.closedWith).toBeUndefined();
});

test('an unclaimed viewer cannot be resumed', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  await page.connect({ token: 'nonsense', resume: ['', '', 0] });
  expect(page.isGone).toBe(true);
});

test('frames that the server does not know any more bring the whole tree', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  for (const news of ['1', '2']) {
    running.app.updater.broadcastStateUpdate(newsKey, news);
    await page.shows(news, 'h1');
  }
  await page.cut();
  const [id, secret] = page.viewer ?? ['', ''];
  page.frames = [];
  page.applied = 0;
  await page.connect({ resume: [id, secret, 0] });
  await until(() => page.frames.length === 1);
  expect(page.frames[0]).toMatch(/^\{"tree":/);
  running.app.updater.broadcastStateUpdate(newsKey, '3');
  await page.shows('3', 'h1');
});

test('a lost count is answered with the whole tree, and counts go on from it', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await page.cut();
  const [id, secret] = page.viewer ?? ['', ''];
  page.applied = 2 ** 40;
  await page.connect({ resume: [id, secret, 2 ** 40] });
  await until(() => page.frames.length === 1);
  running.app.updater.broadcastStateUpdate(newsKey, 'on');
  await page.shows('on', 'h1');
  expect(page.frames[1]).toBe('[0,0,0,"on"]');
});

test('a second connection of the same viewer replaces the first, which counts no more', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const first = page.socket;
  let closed = 0;
  first?.on('close', (code) => (closed = code));
  const before = page.viewer;
  await page.connect();
  expect(page.viewer).toEqual([before?.[0], before?.[1], 1]);
  first?.send(JSON.stringify(['nonsense']));
  await until(() => closed === 4409);
  running.app.updater.broadcastStateUpdate(newsKey, 'still here');
  await page.shows('still here', 'h1');
  expect(running.coded('bad-message')).toEqual([]);
});

test('other nodes than were served: the whole tree, also when the connection is cut before it arrived', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  await page.connect({ checksum: 1 });
  await until(() => page.frames.length === 1);
  expect(page.frames[0]).toMatch(/^\{"tree":/);

  const cut = await TestPage.fetch(running);
  await cut.connect({ checksum: 1 });
  await cut.cut();
  cut.frames = [];
  const [id, secret] = cut.viewer ?? ['', ''];
  cut.applied = 0;
  await cut.connect({ resume: [id, secret, 0] });
  await until(() => cut.frames.length === 1);
  expect(cut.frames[0]).toMatch(/^\{"tree":/);
});

test('another version of the script is told to load the page again', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  await page.connect({ version: 999 });
  await until(() => page.closedWith === 4426);
});

test('who does not say hello in time is cut off', async () => {
  const running = await start({ helloMs: 20 });
  const page = await TestPage.fetch(running);
  await page.dial();
  await until(() => page.closedWith === 4408);
  // So is who was told that its page is gone, and then says nothing more.
  await page.connect({ token: 'nonsense' });
  expect(page.isGone).toBe(true);
  await until(() => page.closedWith === 4408);
});
