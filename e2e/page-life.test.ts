/** Pages that are hidden, frozen, put into the back/forward cache, or whose computer slept. */
import type { BrowserContext } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { startNetwork } from './support/network.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();

/** A board of an app with these limits. */
async function openBoard(limits: object = {}): Promise<{ app: FixtureApp; tab: Tab; visitor: BrowserContext }> {
  const app = await FixtureApp.start('viewers', { env: { LIMITS: JSON.stringify(limits) } });
  const visitor = await hurry(await browser.visitor());
  const tab = await browser.open(`${app.url}/board`, visitor).then((each) => each.connected());
  return { app, tab, visitor };
}

/** Hides a page or shows it; browsers that are driven by programs show all their pages. */
function setHidden(tab: Tab, hidden: boolean): Promise<void> {
  return tab.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);
}

/** From here on no timer of the page runs: what happens does not wait for one. */
async function stopTimers(visitor: BrowserContext): Promise<void> {
  await visitor.clock.pauseAt(Date.now() + 5000);
}

test('a hidden page gets few frames, and the newest state at once when it is shown', async () => {
  const { app, tab } = await openBoard();
  await setHidden(tab, true);
  await eventually(() => tab.sent).toContain('["pace",5000]');
  await app.push('headline', 'The first');
  await tab.shows('h1', 'The first');
  for (const headline of ['The second', 'The third', 'The newest']) await app.push('headline', headline);
  expect(await tab.text('h1')).toBe('The first');
  await setHidden(tab, false);
  await tab.shows('h1', 'The newest');
  expect(tab.received.join()).not.toMatch(/second|third/);
});

test('a hidden page acknowledges without a timer, since browsers hold those of hidden pages back', async () => {
  const app = await FixtureApp.start('viewers');
  const visitor = await browser.visitor();
  await visitor.clock.install();
  const tab = await browser.open(`${app.url}/board`, visitor).then((each) => each.connected());
  await stopTimers(visitor);
  await app.push('headline', 'Shown');
  await tab.shows('h1', 'Shown');
  expect(tab.sent.filter((message) => message.startsWith('["ack"'))).toEqual([]);
  await setHidden(tab, true);
  await app.push('headline', 'Hidden');
  await eventually(() => tab.sent).toContain('["ack",2]');
});

test('what a page gets to do while it is hidden is answered at once', async () => {
  const { app, tab } = await openBoard();
  await setHidden(tab, true);
  await app.push('headline', 'Takes the frame that is due');
  await tab.shows('h1', 'Takes the frame that is due');
  await tab.page.evaluate(() => document.querySelector('button')?.click());
  await tab.shows('output', '1');
});

/**
 * Puts a page to sleep: of what comes, nothing gets to its scripts any more. (A debugger does here what a computer does
 * that is closed, or a browser with tabs that nobody looks at; pages that are driven by programs cannot be frozen.)
 *
 * @returns wakes it up
 */
async function sleep(tab: Tab, visitor: BrowserContext): Promise<() => Promise<unknown>> {
  const session = await visitor.newCDPSession(tab.page);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  return async () => {
    await session.send('Debugger.resume');
    await session.detach();
  };
}

test('a page that slept for a while is up to date when it wakes', async () => {
  const { app, tab, visitor } = await openBoard();
  const wake = await sleep(tab, visitor);
  for (const headline of ['Asleep', 'Still asleep']) await app.push('headline', headline);
  await eventually(async () => (await app.gauges()).frames.patches).toBeGreaterThan(0);
  await wake();
  await tab.shows('h1', 'Still asleep');
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  expect(tab.console).toEqual(['[nopal] connected']);
});

test('a page that slept until the server forgot it becomes a fresh one, with what was typed', async () => {
  const { app, tab, visitor } = await openBoard({ beatMs: 100, stalledMs: 200, graceMs: 100 });
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  await tab.page.locator('#draft').fill('typed before');
  const wake = await sleep(tab, visitor);
  await eventually(async () => (await app.gauges()).viewers).toEqual({ connected: 0, away: 0, unclaimed: 0 });
  await app.push('headline', 'Next morning');
  await wake();
  await tab.shows('h1', 'Next morning');
  await tab.shows('output', '0');
  expect(await tab.page.locator('#draft').inputValue()).toBe('typed before');
  expect(await tab.page.evaluate(() => document.activeElement?.id)).toBe('draft');
  expect(tab.requests.filter((url) => url.endsWith('/board'))).toHaveLength(1);
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] connected']);
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
});

/**
 * Tells a page that it goes into the back/forward cache, or comes out of it. (Chromium itself keeps no page there that is
 * `no-store` and used a WebSocket; other browsers do.)
 */
function turn(tab: Tab, type: 'pagehide' | 'pageshow'): Promise<void> {
  return tab.page.evaluate((each) => {
    dispatchEvent(new PageTransitionEvent(each, { persisted: true }));
  }, type);
}

test('a page in the back/forward cache holds no connection, and is up to date when it comes back', async () => {
  const { app, tab } = await openBoard();
  await tab.page.locator('#draft').fill('typed before');
  await turn(tab, 'pagehide');
  await eventually(() => app.connected()).toBe(0);
  await app.push('headline', 'Meanwhile');
  await turn(tab, 'pageshow');
  await tab.shows('h1', 'Meanwhile');
  expect(await tab.page.locator('#draft').inputValue()).toBe('typed before');
  expect(tab.received.some((frame) => frame.startsWith('{"tree"'))).toBe(false);
  // Nothing was lost, so nothing is said of it.
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] resumed']);
});

test('a browser that is online again connects at once', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const visitor = await browser.visitor();
  await visitor.clock.install();
  const tab = await browser.open(`${network.url}/board`, visitor).then((each) => each.connected());
  await stopTimers(visitor);
  network.cut();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await visitor.setOffline(true);
  await app.push('headline', 'In the tunnel');
  expect(tab.webSockets).toBe(1);
  await visitor.setOffline(false);
  await tab.shows('h1', 'In the tunnel');
  expect(tab.console.at(-1)).toBe('[nopal] resumed');
});
