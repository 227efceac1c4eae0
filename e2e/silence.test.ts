/** Connections on which nothing arrives any more though nobody ended them, and what was clicked meanwhile. */
import type { ChaosProxy } from 'nopal-chaos';
import type { BrowserContext } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { startNetwork } from './support/network.ts';
import { recordOutcomes } from './support/outcomes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();

interface Scene {
  readonly app: FixtureApp;
  readonly network: ChaosProxy;
  readonly tab: Tab;
  readonly visitor: BrowserContext;
}

/** A page whose clock can be put forward, behind a network that can be made bad. */
async function openBoard(limits: object = {}): Promise<Scene> {
  const app = await FixtureApp.start('viewers', { env: { LIMITS: JSON.stringify(limits) } });
  const network = await startNetwork(app.port);
  const visitor = await hurry(await browser.visitor());
  await visitor.clock.install();
  const tab = await browser.open(`${network.url}/board`, visitor).then((each) => each.connected());
  return { app, network, tab, visitor };
}

function click(tab: Tab): Promise<void> {
  return tab.page.getByRole('button', { name: 'Count' }).click();
}

/** How many handlers ran. */
async function runs(app: FixtureApp): Promise<number> {
  return (await app.gauges()).events.done;
}

const silentForLess = 20_000;
const silentForLong = 30_000;

test('a page notices that it hears nothing any more, and is up to date again', async () => {
  const { app, network, tab, visitor } = await openBoard();
  network.halfOpen();
  await app.push('headline', 'Unheard');
  await visitor.clock.fastForward(silentForLess);
  expect(tab.console).toEqual(['[nopal] connected']);
  await visitor.clock.fastForward(silentForLong - silentForLess);
  await tab.shows('h1', 'Unheard');
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] resumed']);
  expect(tab.webSockets).toBe(2);
});

test('a server notices that a browser is not there any more, and keeps its page for when it is back', async () => {
  const { app, network, tab, visitor } = await openBoard({ beatMs: 100, stalledMs: 500 });
  network.halfOpen();
  await eventually(async () => (await app.gauges()).connections.websocket).toBe(0);
  expect((await app.gauges()).viewers).toEqual({ connected: 0, away: 1, unclaimed: 0 });
  await app.push('headline', 'While away');
  await visitor.clock.fastForward(silentForLong);
  await tab.shows('h1', 'While away');
  expect((await app.gauges()).viewers).toEqual({ connected: 1, away: 0, unclaimed: 0 });
});

test('a browser that lives is not taken for one that does not, however little happens', async () => {
  const { app, tab } = await openBoard({ beatMs: 100, stalledMs: 500 });
  // Each beat is a frame that the browser counts and acknowledges.
  const acknowledged = (): number => tab.sent.filter((message) => message.startsWith('["ack"')).length;
  await eventually(acknowledged).toBeGreaterThan(1);
  expect(tab.console).toEqual(['[nopal] connected']);
  expect((await app.gauges()).connections.websocket).toBe(1);
});

/** Ways in which a network fails, and how it works again. */
const failures: [string, (scene: Scene) => void, (scene: Scene) => unknown][] = [
  [
    'cut',
    ({ network }) => {
      network.refuse();
      network.cut();
    },
    ({ network }) => network.accept(),
  ],
  ['stalled', ({ network }) => network.stall(), ({ network }) => network.resume()],
  ['half-open', ({ network }) => network.halfOpen(), ({ visitor }) => visitor.clock.fastForward(silentForLong)],
];

test.each(failures)(
  'clicks on a page whose connection is %s run once each when it works again',
  async (_, fail, mend) => {
    const scene = await openBoard();
    const { app, tab } = scene;
    fail(scene);
    for (let i = 0; i < 3; i++) await click(tab);
    await mend(scene);
    await tab.shows('output', '3');
    await click(tab);
    await tab.shows('output', '4');
    expect(await runs(app)).toBe(4);
  },
);

test('clicks whose answers were lost are asked for again, and do not run again', async () => {
  const { app, network, tab } = await openBoard();
  const outcomes = await recordOutcomes(tab.page);
  network.stall('toClient');
  for (let i = 0; i < 3; i++) await click(tab);
  await eventually(() => runs(app)).toBe(3);
  expect(await outcomes()).toEqual([]);
  network.cut();
  network.resume();
  await tab.shows('output', '3');
  await eventually(outcomes).toEqual([1, 2, 3].map((number) => [number, 'done']));
  expect(await runs(app)).toBe(3);
});

test('when the page was away for too long it is told what did not run, and what may have', async () => {
  const { app, network, tab } = await openBoard({ graceMs: 100 });
  const outcomes = await recordOutcomes(tab.page);
  network.stall('toClient');
  await click(tab);
  await eventually(() => runs(app)).toBe(1);
  network.refuse();
  network.cut();
  await eventually(async () => (await app.gauges()).viewers).toEqual({ connected: 0, away: 0, unclaimed: 0 });
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await click(tab);
  network.resume();
  network.accept();
  await eventually(outcomes).toEqual([
    [1, 'unknown'],
    [2, 'not run'],
  ]);
  expect(tab.console.slice(1)).toEqual([
    '[nopal] connection lost; reconnecting',
    '[nopal] connected',
    '[nopal] event 1: unknown',
    '[nopal] event 2: not run',
  ]);
  await click(tab);
  await tab.shows('output', '1');
});

test.each([
  ['the same secret', { NOPAL_SECRET: 'the same on every node' }],
  ['another secret', {}],
])('clicks while a server restarts with %s are told as not run', async (_, env) => {
  const before = await FixtureApp.start('viewers', { env });
  const tab = await browser.open(`${before.url}/board`, await hurry(await browser.visitor()));
  await tab.connected();
  const outcomes = await recordOutcomes(tab.page);
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  for (let i = 0; i < 2; i++) await click(tab);
  const after = await FixtureApp.start('viewers', { env, port: before.port });
  await eventually(outcomes).toEqual([
    [1, 'not run'],
    [2, 'not run'],
  ]);
  await tab.connected();
  await click(tab);
  await tab.shows('output', '1');
  expect(await runs(after)).toBe(1);
});
