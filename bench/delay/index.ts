import { setTimeout as sleep } from 'node:timers/promises';
import { createApp, type App } from 'nopal';
import { chromium, type Page } from 'playwright-core';
import { pino } from 'pino';
import { ensureChromium, launchOptions } from '../../scripts/chromium.mjs';
import { loadDashboard } from '../card/dashboard.ts';
import { fiveFields } from '../card/states.ts';
import type { Figure, Part, Section } from '../lib/part.ts';
import { spread } from '../lib/stats.ts';
import { ISOLATED, startBare, type BareServer } from './bare.ts';
import { compareClocks, now, type Offset } from './clock.ts';
import { openRecorded, takeArrivals } from './recorder.ts';
import { trafficOf } from './traffic.ts';
import { noteWrites, written } from './written.ts';

const UPDATES = 400;
/** As a server that is up for a while has seen; at a quicker pace than what is measured. */
const WARM_UP = 2500;
const WARM_UP_SPACING = 2;
/** Between updates, in milliseconds; far apart, so that each is rendered, sent and applied by itself. */
const SPACING = 35;
/** Long enough for one of nopal's beats, which come after 10 s without a word. */
const IDLE_MS = 16_000;

interface Times {
  readonly called: number;
  readonly written: number;
}

/** From the server's call to the changed DOM of a real browser, on one machine. */
const delay: Part = async () => {
  noteWrites();
  // The frame rate is raised for the sake of the warm-up; an update that comes alone is sent at once at any.
  const app = createApp({ logger: pino({ level: 'warn' }), limits: { framesPerSecond: 10_000 } });
  app.http.use('/card', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(ISOLATED)) c.header(name, value);
  });
  app.page('/card', await loadDashboard());
  const { url, port } = await app.listen({ port: 0, host: '127.0.0.1' });
  const bare = await startBare();
  const browser = await chromium.launch(launchOptions(await ensureChromium()));
  try {
    // A window each: a tab behind another one is slowed down.
    const open = async (address: string): Promise<Page> => openRecorded(await browser.newContext(), address);
    const card = await open(`${url}/card`);
    await card.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    const byHand = await open(`${bare.url}/pushed`);
    const pushed = await measurePushes(app, bare, card, byHand);
    const idle = await measureIdle(bare, port, await open(`${bare.url}/polled`));
    return [...pushed, idle];
  } finally {
    await browser.close();
    bare.close();
    await app.close();
  }
};
export default delay;

async function measurePushes(app: App, bare: BareServer, card: Page, byHand: Page): Promise<readonly Section[]> {
  const clocks = [await compareClocks(card, bare.echo), await compareClocks(byHand, bare.echo)] as const;
  const nopalTimes: Times[] = [];
  const bareTimes: Times[] = [];
  for (let n = 0; n < WARM_UP; n++) {
    app.updater.broadcastStateUpdate('deploymentStatus', fiveFields(n));
    bare.send(fiveFields(n));
    await sleep(WARM_UP_SPACING);
  }
  await sleep(500);
  await Promise.all([takeArrivals(card), takeArrivals(byHand)]);
  // In turn, so that whatever else the machine does falls on both alike.
  for (let n = 0; n < UPDATES; n++) {
    const status = fiveFields(WARM_UP + n);
    nopalTimes.push(await timed(() => app.updater.broadcastStateUpdate('deploymentStatus', status)));
    bareTimes.push(await timed(() => bare.send(status)));
  }
  const nopal = await split(card, nopalTimes, clocks[0]);
  const hand = await split(byHand, bareTimes, clocks[1]);
  const all = spread(nopal.all);
  const base = spread(hand.all);
  const ratio = all.median / base.median;
  const error = `clocks compared to ± ${(Math.max(...clocks.map((clock) => clock.error)) * 1000).toFixed(0)} µs`;
  const sum: Figure = {
    name: 'call → DOM changed',
    unit: 'µs',
    value: all,
    aim: { text: '≤ 1.5 × bare ws', met: ratio <= 1.5 },
    note: `${ratio.toFixed(2)} × at p50, ${(all.p99 / base.p99).toFixed(2)} × at p99`,
  };
  return [
    { title: 'Delay to the DOM of Chromium: nopal, five fields of the card', figures: [sum, ...steps(nopal, error)] },
    {
      title: 'Delay to the DOM of Chromium: hand-written page on bare ws, the same five fields',
      figures: [{ name: 'call → DOM changed', unit: 'µs', value: base }, ...steps(hand, error)],
    },
  ];
}

async function timed(send: () => unknown): Promise<Times> {
  const called = now();
  written.at = 0;
  send();
  // Uneven, so that updates do not fall in step with the browser's frames.
  await sleep(SPACING + Math.random() * 10);
  if (written.at === 0) throw new Error('An update was not written in time.');
  return { called, written: written.at };
}

interface Split {
  readonly all: number[];
  readonly server: number[];
  readonly network: number[];
  readonly apply: number[];
}

/** Splits the ways of updates into steps, in microseconds of this process's clock. */
async function split(page: Page, times: readonly Times[], { add }: Offset): Promise<Split> {
  const arrivals = await takeArrivals(page);
  if (arrivals.length !== times.length) throw new Error(`${times.length} updates made ${arrivals.length} changes.`);
  const result: Split = { all: [], server: [], network: [], apply: [] };
  times.forEach(({ called, written: out }, i) => {
    const { received, applied } = arrivals[i] ?? { received: NaN, applied: NaN };
    result.all.push((applied + add - called) * 1000);
    result.server.push((out - called) * 1000);
    result.network.push((received + add - out) * 1000);
    result.apply.push((applied - received) * 1000);
  });
  return result;
}

function steps({ server, network, apply }: Split, error: string): readonly Figure[] {
  return [
    { name: '  server: call → frame written', unit: 'µs', value: spread(server) },
    { name: '  network: written → received in the page', unit: 'µs', value: spread(network), note: error },
    { name: '  apply: received → DOM changed', unit: 'µs', value: spread(apply) },
  ];
}

/** Polling: how late changes are seen, and what it costs to ask while nothing happens; beside nopal's idle page. */
async function measureIdle(bare: BareServer, nopalPort: number, polled: Page): Promise<Section> {
  const { add } = await compareClocks(polled, bare.echo);
  await takeArrivals(polled);
  const before = { polled: trafficOf(bare.port), nopal: trafficOf(nopalPort) };
  await sleep(IDLE_MS);
  const after = { polled: trafficOf(bare.port), nopal: trafficOf(nopalPort) };
  const delays: number[] = [];
  await takeArrivals(polled);
  for (let n = 0; n < 16; n++) {
    const changed = now();
    bare.set(fiveFields(5000 + n));
    // At every phase of the interval alike.
    await sleep(1100 + (n * 1000) / 16);
    const [seen] = await takeArrivals(polled);
    if (seen !== undefined) delays.push(seen.applied + add - changed);
  }
  const perMinute = (part: 'requests' | 'bytes', of: 'polled' | 'nopal'): number =>
    Math.round(((after[of][part] - before[of][part]) * 60_000) / IDLE_MS);
  const scaled = `an idle window of ${IDLE_MS / 1000} s, scaled`;
  return {
    title: 'The same card polled once a second',
    figures: [
      { name: 'polled: change → DOM changed', unit: 'ms', value: spread(delays) },
      { name: 'polled: requests per idle minute', unit: '', value: perMinute('requests', 'polled'), note: scaled },
      {
        name: 'polled: bytes per idle minute',
        unit: 'B',
        value: perMinute('bytes', 'polled'),
        note: `${scaled}; without TCP`,
      },
      { name: 'nopal: requests per idle minute', unit: '', value: perMinute('requests', 'nopal'), note: scaled },
      {
        name: 'nopal: bytes per idle minute',
        unit: 'B',
        value: perMinute('bytes', 'nopal'),
        note: 'heartbeats; the same window',
      },
    ],
  };
}
