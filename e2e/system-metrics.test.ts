/** The page that speaks RPC, with the official client in a real browser; and the nopal page beside it. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import {
  calls,
  choose,
  moves,
  openRpcPage,
  press,
  sampleTimes,
  says,
  startMetrics,
  useMetrics,
} from './support/system-metrics.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const metrics = useMetrics();

/** The id by which the page is subscribed to the metrics, by polling. */
const subscriptionIds = ({ received }: Tab): string[] =>
  received.flatMap((message) => /"(system_metrics_[\w-]+)","message".*"active"/.exec(message)?.[1] ?? []);

test('values are pushed once subscribed, and the server keeps nothing once unsubscribed', async () => {
  const tab = await openRpcPage(browser, metrics().url);
  expect(await sampleTimes(tab)).toEqual([]);
  expect(tab.sent).toEqual([]);

  await press(tab, 'Subscribe');
  await says(tab, 'Connected. Subscribed to metrics and prices by push.');
  await moves(tab);
  await moves(tab);
  const { page } = tab;
  for (const name of ['CPU', 'Memory', 'Network']) {
    await page.getByRole('meter', { name }).waitFor();
    await page.getByRole('img', { name: `${name} over the last 2 minutes: now ` }).waitFor();
  }
  expect(await tab.text('.cpu .now')).toBe(await tab.text('.samples tbody tr td:nth-child(2)'));
  expect(await tab.text('#age')).toMatch(/^Last update \d s ago$/);
  expect(await page.locator('.prices tbody tr').count()).toBeGreaterThan(1);

  await press(tab, 'Unsubscribe');
  await says(tab, 'Connected. Not subscribed.');
  // Each of the two callbacks is released by the server, so it has nothing left to call.
  await eventually(() => tab.received.filter((message) => /^\["release",-\d+,1\]$/.test(message)).length).toBe(2);
  const times = await sampleTimes(tab);
  await press(tab, 'Disconnect');
  await says(tab, 'Not connected.');
  expect(await sampleTimes(tab)).toEqual(times);
  expect([tab.webSockets, tab.errors]).toEqual([1, []]);
});

test('switching to polling and back while subscribed subscribes in the other way', async () => {
  const tab = await openRpcPage(browser, metrics().url);
  await tab.page.getByRole('checkbox', { name: 'Prices' }).uncheck();
  await press(tab, 'Subscribe');
  await moves(tab);
  await choose(tab, 'Polling');
  await says(tab, 'Connected. Subscribed to metrics by polling.');
  await moves(tab);
  await moves(tab);
  expect(calls(tab, 'pollMetricsUpdates')).toBeGreaterThan(0);
  expect(calls(tab, 'pollPriceUpdates')).toBe(0);
  // The second stream joins, alone.
  await choose(tab, 'Prices');
  await eventually(() => calls(tab, 'pollPriceUpdates')).toBeGreaterThan(0);
  expect([calls(tab, 'subscribeSystemMetrics'), calls(tab, 'subscribePrices')]).toEqual([1, 1]);

  await choose(tab, 'Push');
  await says(tab, 'Connected. Subscribed to metrics and prices by push.');
  await eventually(() => tab.received.filter((message) => message.includes('"inactive"')).length).toBe(2);
  await moves(tab);
  expect(tab.webSockets).toBe(1);
});

test('an invalid subscription is said plainly, and made anew', async () => {
  const tab = await openRpcPage(browser, metrics().url);
  await choose(tab, 'Polling');
  await press(tab, 'Subscribe');
  await moves(tab);
  const [id] = subscriptionIds(tab);
  // Somebody else who knows it ends it.
  await fetch(`${metrics().url}/api`, {
    method: 'POST',
    body: [
      ['push', ['pipeline', 0, ['unsubscribe'], [id]]],
      ['pull', 1],
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  });
  await tab.page.locator('#message', { hasText: 'The subscription was invalid' }).waitFor();
  await tab.page.getByText('Invalid subscription to metrics: the server says “subscription not found”.').waitFor();
  await eventually(() => subscriptionIds(tab).length).toBe(2);
  await moves(tab);
});

test('a server that is restarted is found again by itself, and subscribed to as before', async () => {
  const before = await startMetrics();
  const [push, polling] = [await openRpcPage(browser, before.url), await openRpcPage(browser, before.url)];
  await choose(polling, 'Polling');
  for (const tab of [push, polling]) await press(tab, 'Subscribe');
  await Promise.all([moves(push), moves(polling)]);

  await before.kill();
  for (const tab of [push, polling]) {
    await says(tab, 'Connection lost.');
    await tab.page.getByText(/^Next try in \d+ s\.$/).waitFor();
  }
  await startMetrics(before.port);
  await says(push, 'Connected. Subscribed to metrics and prices by push.');
  await says(polling, 'Connected. Subscribed to metrics and prices by polling.');
  await Promise.all([moves(push), moves(polling)]);
  expect(await polling.text('#reconnects')).toBe('1');
  // An id of the server before is none of this one.
  await polling.page.locator('#message', { hasText: 'The subscription was invalid' }).waitFor();
});

test.for([
  ['is left', 'pagehide', 'pageshow', false],
  ['is hidden', 'visibilitychange', 'visibilitychange', true],
] as const)('a page that %s polls no more, until it is back', async ([, hide, show, isHidden]) => {
  const visitor = await browser.visitor();
  await visitor.clock.install();
  const tab = await openRpcPage(browser, metrics().url, visitor);
  await choose(tab, 'Polling');
  await press(tab, 'Subscribe');
  await moves(tab);
  const tell = (type: string, hidden: boolean): Promise<void> =>
    tab.page.evaluate(
      ([type, hidden]) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        (type.startsWith('page') ? window : document).dispatchEvent(new Event(type));
      },
      [type, hidden] as const,
    );
  const polls = (): number => calls(tab, 'pollMetricsUpdates') + calls(tab, 'pollPriceUpdates');
  await tell(hide, isHidden);
  // What was under way is answered.
  const answers = (): number => tab.received.filter((message) => message.includes('"hasMore"')).length;
  await eventually(answers).toBe(polls());
  const asked = polls();
  // Every timer that is set would fire.
  await tab.page.clock.runFor(60_000);
  expect(polls()).toBe(asked);
  await tell(show, false);
  await eventually(polls).toBeGreaterThan(asked);
  await moves(tab);
});

test('the nopal page moves without a script of the app, by no more than what is new', async () => {
  const tab = await browser.open(metrics().url).then((each) => each.connected());
  await moves(tab);
  await moves(tab);
  expect(await tab.text('.cpu .now')).toBe(await tab.text('.samples tbody tr td:nth-child(2)'));
  const scripts = tab.requests.filter((url) => url.endsWith('.js')).map((url) => new URL(url).pathname);
  expect(scripts).toEqual([expect.stringMatching(/^\/_nopal\/client-/)]);
  // Of each chart the new bar alone is sent, and of the table the new row, however many there are.
  await eventually(() => tab.page.locator('svg.bars path').count()).toBeGreaterThan(11);
  const isOneStep = (frame: string): boolean =>
    frame.match(/"d":/g)?.length === 3 && frame.match(/\["tr"/g)?.length === 1;
  await eventually(() => isOneStep(tab.received.at(-1) ?? '')).toBe(true);
  await tab.page.getByRole('link', { name: "Cap'n Web RPC" }).click();
  await says(tab, 'Connected. Not subscribed.');
  await tab.page.getByRole('navigation').getByRole('link', { name: 'nopal page' }).click();
  await tab.connected();
});
