/** What once went wrong in the browser's script, in a real browser. */
import type { ChaosProxy } from 'nopal-chaos';
import type { BrowserContext, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { startNetwork } from './support/network.ts';
import { marksOf, markEach } from './support/nodes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();

async function openFaults(): Promise<{ app: FixtureApp; tab: Tab }> {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/faults`).then((each) => each.connected());
  return { app, tab };
}

async function heard(tab: Tab): Promise<readonly string[]> {
  return (await tab.text('#heard'))?.split('\n') ?? [];
}

function countOf(tab: Tab, message: string): number {
  return tab.console.filter((line) => line === message).length;
}

/** From the script's arrival on, the network brings nothing of the app: the page works, but cannot connect. */
async function holdFromScriptOn(visitor: BrowserContext, network: ChaosProxy): Promise<void> {
  await visitor.route('**/_nopal/client-*.js', async (route: Route) => {
    const response = await route.fetch();
    const body = await response.text();
    network.stall('toClient');
    await route.fulfill({ response, body });
  });
}

test('an event that is larger than a message may be is told as not run, and the page goes on', async () => {
  const { tab } = await openFaults();
  await tab.page.locator('#count').click();
  await tab.shows('output', '1');
  await tab.page.locator('#story').evaluate((field) => {
    (field as HTMLTextAreaElement).value = 'é'.repeat(33_000);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await eventually(() => tab.console).toContain('[nopal] event 2: not run (too-large)');
  await tab.page.locator('#count').click();
  await tab.shows('output', '2');
  // It was not even sent, so nothing had to end.
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] event 2: not run (too-large)']);
  expect(await tab.text('#length')).toBe('0');
});

test('values that an element refuses stop no patch', async () => {
  const { app, tab } = await openFaults();
  for (const value of ['abc', 'C:\\a.txt', 3]) {
    await app.push('level', value);
    await app.push('headline', `After ${value}`);
    await tab.shows('h1', `After ${value}`);
  }
  expect(tab.errors).toEqual([]);
  expect(tab.console).toEqual(['[nopal] connected']);
  expect(
    await tab.page
      .locator('progress')
      .first()
      .evaluate((bar) => (bar as HTMLProgressElement).value),
  ).toBe(3);
});

test('a click before the first connection runs once there is one', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const visitor = await browser.visitor();
  await holdFromScriptOn(visitor, network);
  const tab = await browser.open(`${network.url}/faults`, visitor);
  await tab.page.locator('#count').click();
  expect(tab.console).toEqual([]);
  network.resume();
  await tab.shows('output', '1');
  expect(tab.console).toEqual(['[nopal] connected']);
  // The very page that was served, not a whole tree.
  expect(tab.received.some((frame) => frame.startsWith('{"tree"'))).toBe(false);
});

test('a click before the first connection is told as not run when the page turns out to be another one', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const visitor = await browser.visitor();
  // The very same document each time; the first to come uses its token up.
  const first = await browser.open(`${network.url}/copied-faults`, visitor).then((each) => each.connected());
  await first.page.locator('#count').click();
  await first.shows('output', '1');

  await holdFromScriptOn(visitor, network);
  const tab = await browser.open(`${network.url}/copied-faults`, visitor);
  await tab.page.locator('#count').click();
  network.resume();
  await tab.connected();
  await eventually(() => tab.console).toEqual(['[nopal] connected', '[nopal] event 1: not run']);
  await tab.page.locator('#count').click();
  await tab.shows('output', '1');
});

test('events that do not bubble reach their own element alone; focus reaches those around it too', async () => {
  const { tab } = await openFaults();
  // A details that was parsed open says so by itself, whenever the browser comes to it.
  const told = async (): Promise<readonly string[]> =>
    (await heard(tab)).filter((each) => each !== '' && each !== 'around toggled');
  await tab.page.locator('#inner').hover();
  await eventually(told).toEqual(['outer entered', 'inner entered']);
  await tab.page.locator('#field').focus();
  await eventually(async () => (await told()).slice(2)).toEqual(['field focused', 'outer focused']);
  const before = (await heard(tab)).filter((each) => each === 'around toggled').length;
  await tab.page.locator('#within > summary').click();
  await eventually(async () => (await told()).slice(4)).toEqual(['within toggled']);
  expect((await heard(tab)).filter((each) => each === 'around toggled')).toHaveLength(before);
});

test('a password is sent when it is edited or submitted, once each, and not with keys and clicks', async () => {
  const { tab } = await openFaults();
  const secret = 'correct horse';
  await tab.page.locator('#password').fill(secret);
  await tab.page.locator('#password').click();
  await tab.page.locator('#password').press('Shift');
  await tab.page.locator('#sign-in').click();
  await eventually(async () => (await heard(tab)).at(-1)).toBe('signed in');
  const events = tab.sent.filter((frame) => frame.startsWith('["event"'));
  const carried = events.map((frame) => [JSON.parse(frame)[4], frame.split(secret).length - 1]);
  expect(carried.filter(([type]) => type !== 'change')).toEqual([
    ['input', 1],
    ['click', 0],
    ['keydown', 0],
    ['submit', 1],
  ]);
  expect(carried).toContainEqual(['change', 1]);
});

test('form fields arrive whatever they are named', async () => {
  const { tab } = await openFaults();
  for (const name of ['constructor', 'proto', 'toString']) await tab.page.getByLabel(name).fill(`my ${name}`);
  await tab.page.locator('#send').click();
  const entries = { constructor: 'my constructor', ['__proto__']: 'my proto', toString: 'my toString' };
  await eventually(async () => (await heard(tab)).at(-1)).toBe(JSON.stringify(Object.entries(entries)));
});

test('rows that are components right in a table are moved, made and removed in place', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/bare-rows`).then((each) => each.connected());
  const expected = (...names: string[]): Promise<unknown> =>
    eventually(() => tab.page.locator('td').allTextContents()).toEqual(names);
  await app.push('names', ['ant', 'bee', 'cat', 'elk']);
  await expected('ant', 'bee', 'cat', 'elk');
  const framesBefore = tab.received.length;
  await markEach(tab.page, 'tr');
  await app.push('names', ['elk', 'cat', 'dog', 'ant']);
  await expected('elk', 'cat', 'dog', 'ant');
  expect(await marksOf(tab.page, 'tr')).toEqual(['elk', 'cat', null, 'ant']);
  expect(tab.received.slice(framesBefore).some((frame) => frame.startsWith('{"tree"'))).toBe(false);
  expect(tab.errors).toEqual([]);
});

test('while a server answers with errors after a restart, they are not shown, and the page is asked for again', async () => {
  const before = await FixtureApp.start('viewers');
  const visitor = await browser.visitor();
  // Waits before another attempt are random up to a bound; near its lower end the test is quick.
  await visitor.addInitScript(() => (Math.random = () => 0.05));
  const tab = await browser.open(`${before.url}/faults`, visitor).then((each) => each.connected());
  await tab.page.locator('#field').fill('typed');
  let refused = 0;
  await visitor.route('**/faults', (route) => {
    if (refused === 2) return route.continue();
    refused++;
    return route.fulfill({ status: 503, body: '<h1>Unavailable</h1>', contentType: 'text/html' });
  });
  await before.kill();
  await FixtureApp.start('viewers', { port: before.port });
  await eventually(() => countOf(tab, '[nopal] connected')).toBe(2);
  expect(refused).toBe(2);
  // Whoever says that it does not know the page was reached, so nothing else is tried.
  expect(tab.requests.filter((url) => url.includes('/_nopal/stream'))).toEqual([]);
  expect(await tab.text('h1')).toBe('First edition');
  expect(await tab.page.locator('#field').inputValue()).toBe('typed');
  await tab.page.locator('#count').click();
  await tab.shows('output', '1');
});
