/** Networks that are slow, late or lossy: pages are behind as little as can be, and others do not feel it. */
import { slowReader } from 'nopal-chaos';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { startNetwork } from './support/network.ts';
import { recordChanges } from './support/record-changes.ts';

const browser = useBrowser();
/** What may be under way, and one frame that may always be. */
const WINDOW_BYTES = 64 * 1024 + 4096;

test('a page behind a slow network is at most a window behind, and others do not wait for it', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const [slow, other] = await Promise.all([
    browser.open(`${network.url}/stream`).then((tab) => tab.connected()),
    browser.open(`${app.url}/stream`).then((tab) => tab.connected()),
  ]);
  const seen = await Promise.all([slow, other].map((tab) => recordChanges(tab.page, '#tick')));
  network.set(slowReader(20_000));
  await app.stream('POST');
  // Far more than the network takes, and than kernels would keep for it.
  await eventually(() => app.gauges().then(({ bytesOut }) => bytesOut)).toBeGreaterThan(500_000);
  const last = await app.stream('DELETE');

  const delivered = (): number => network.connections.reduce((sum, each) => sum + each.delivered.toClient, 0);
  const before = delivered();
  await other.shows('#tick', String(last));
  await slow.shows('#tick', String(last));
  // The window, and the patch from there to the newest state.
  expect(delivered() - before).toBeLessThan(WINDOW_BYTES + 4096);
  const [bySlow, byOther] = await Promise.all(seen.map((read) => read()));
  expect(bySlow?.length).toBeLessThan((byOther?.length ?? 0) / 2);
  expect((await app.gauges()).conflatedUpdates).toBeGreaterThan(0);
  // It was slow, not dead.
  expect(slow.console).toEqual(['[nopal] connected']);
});

test('a click on a page behind a slow network runs though updates keep coming', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const tab = await browser.open(`${network.url}/stream`).then((each) => each.connected());
  network.set(slowReader(20_000));
  await app.stream('POST');
  await eventually(() => app.gauges().then(({ conflatedUpdates }) => conflatedUpdates)).toBeGreaterThan(10);
  await tab.page.getByRole('button', { name: 'Click' }).click();
  await tab.shows('output', '1');
  await app.stream('DELETE');
});

test('with a network that is late, uneven and loses much, all that is typed, clicked and pushed arrives', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port, { seed: 7 });
  const tab = await browser.open(`${network.url}/faults`).then((each) => each.connected());
  const bad = { latencyMs: 200, jitterMs: 100, loss: 0.1 };
  network.set({ toClient: bad, toServer: bad });
  const [story, count] = [tab.page.locator('#story'), tab.page.locator('#count')];
  for (let i = 0; i < 10; i++) {
    await story.pressSequentially(`${i} `);
    await count.click();
    await app.push('headline', `Edition ${i}`);
  }
  await tab.shows('output', '10');
  await tab.shows('#length', '20');
  await tab.shows('h1', 'Edition 9');
  expect(await story.inputValue()).toHaveLength(20);
  expect(tab.console).toEqual(['[nopal] connected']);
});
