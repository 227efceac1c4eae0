/** By what a page connects, where WebSockets do not get through and where they do. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { OldProxy } from './support/old-proxy.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();

/** The scripts that a tab loaded, without their hashes. */
function scripts(tab: Tab): string[] {
  return tab.requests.flatMap((url) => /\/(\w+)-[\w-]+\.js$/.exec(url)?.[1] ?? []);
}

/** Shows that state arrives and events run. */
async function works(app: FixtureApp, tab: Tab, clicks = 1): Promise<void> {
  const headline = `Works for the ${clicks}. time`;
  await app.push('headline', headline);
  await tab.shows('h1', headline);
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', String(clicks));
}

test('a page that connects by WebSocket loads no second script and asks for nothing else', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  await works(app, tab);
  expect(scripts(tab)).toEqual(['client', 'events']);
  expect(tab.requests.map((url) => url.replace(/-[\w-]+\.js$/, '.js')).toSorted()).toEqual(
    ['/_nopal/client.js', '/_nopal/events.js', '/assets/fixtures.css', '/board', '/favicon.ico']
      .map((path) => app.url + path)
      .filter((url) => tab.requests.includes(url) || url.endsWith('.js')),
  );
});

test('without WebSockets a page connects by Server-Sent Events; the next page of the tab does so at once', async () => {
  const app = await FixtureApp.start('viewers');
  const proxy = await OldProxy.start(app.port);
  const visitor = await hurry(await browser.visitor());
  const tab = await browser.open(`${proxy.url}/board`, visitor).then((each) => each.connected());
  await works(app, tab);
  expect(tab.webSockets).toBe(2);
  expect(scripts(tab)).toEqual(['client', 'events', 'spare']);
  expect([proxy.count('GET /_nopal/stream'), proxy.count('POST /_nopal/poll')]).toEqual([1, 0]);
  expect(tab.console).toEqual(['[nopal] connected']);

  await tab.page.goto(`${proxy.url}/badge`);
  await tab.connected();
  await app.push('greeting', 'Hello again');
  await tab.shows('#greeting', 'Hello again');
  expect(tab.webSockets).toBe(2);
  expect(proxy.count('GET /_nopal/stream')).toBe(2);

  // What is remembered is this tab's alone.
  const second = await browser.open(`${proxy.url}/board`, visitor).then((each) => each.connected());
  expect(second.webSockets).toBe(2);
});

test('where a proxy holds streams back, too, a page connects by polls', async () => {
  const app = await FixtureApp.start('viewers');
  const proxy = await OldProxy.start(app.port, { collects: true });
  const visitor = await hurry(await browser.visitor());
  await visitor.clock.install();
  const tab = await browser.open(`${proxy.url}/board`, visitor);
  for (const attempt of [1, 2]) {
    await eventually(() => proxy.count('GET /_nopal/stream')).toBe(attempt);
    // How long a stream may take to begin.
    await visitor.clock.fastForward(5000);
  }
  await tab.connected();
  await works(app, tab);
  await works(app, tab, 2);
  expect(scripts(tab)).toEqual(['client', 'events', 'spare']);
  expect(tab.console).toEqual(['[nopal] connected']);
  await tab.page.reload();
  await tab.connected();
  await works(app, tab);
  expect([tab.webSockets, proxy.count('GET /_nopal/stream')]).toEqual([2, 2]);
});

test('a connection by Server-Sent Events that is cut is resumed', async () => {
  const app = await FixtureApp.start('viewers');
  const proxy = await OldProxy.start(app.port);
  const visitor = await hurry(await browser.visitor());
  const tab = await browser.open(`${proxy.url}/board`, visitor).then((each) => each.connected());
  await works(app, tab);
  proxy.cut();
  await works(app, tab, 2);
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] resumed']);
});

test('a page that was told to poll tries nothing else', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/polled`).then((each) => each.connected());
  await works(app, tab);
  await works(app, tab, 2);
  expect(tab.webSockets).toBe(0);
  expect(tab.requests.filter((url) => url.includes('/stream'))).toEqual([]);
  expect((await app.gauges()).connections).toEqual({ websocket: 0, sse: 0, poll: 1 });
});

test('a page with a pace of its own asks that often, and holds no connection in between', async () => {
  const app = await FixtureApp.start('viewers');
  const proxy = await OldProxy.start(app.port);
  const visitor = await browser.visitor();
  await visitor.clock.install();
  const tab = await browser.open(`${proxy.url}/paced`, visitor).then((each) => each.connected());
  await visitor.clock.pauseAt(Date.now() + 5000);
  const polls = (): number => proxy.count('POST /_nopal/poll');
  /** Waits until the page was answered whatever it asked, and has seen it. */
  const answered = async (): Promise<void> => {
    await tab.page.evaluate(() => fetch('/favicon.ico'));
    await eventually(() => proxy.waiting).toBe(0);
    await tab.page.evaluate(() => fetch('/favicon.ico'));
  };
  await answered();
  const before = polls();
  await app.push('headline', 'Waits to be asked for');
  await answered();
  expect([polls(), await tab.text('h1')]).toEqual([before, 'First edition']);
  await visitor.clock.runFor(2000);
  await tab.shows('h1', 'Waits to be asked for');
  for (let i = 2; i < 5; i++) {
    await answered();
    await visitor.clock.runFor(1999);
    await answered();
    expect(polls()).toBe(before + i - 1);
    await visitor.clock.runFor(1);
    await eventually(polls).toBe(before + i);
  }
  expect(tab.console).toEqual(['[nopal] connected']);
});

test('after a restart that took a while, a page that used WebSockets uses them again', async () => {
  const env = { NOPAL_SECRET: 'the same on every node' };
  const before = await FixtureApp.start('viewers', { env });
  const tab = await browser.open(`${before.url}/board`, await hurry(await browser.visitor()));
  await tab.connected();
  await before.kill();
  await eventually(() => tab.webSockets).toBeGreaterThan(4);
  const after = await FixtureApp.start('viewers', { env, port: before.port });
  await tab.connected();
  await works(after, tab);
  expect((await after.gauges()).connections).toEqual({ websocket: 1, sse: 0, poll: 0 });
  expect(scripts(tab)).toEqual(['client', 'events']);
});
