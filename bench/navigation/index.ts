import { createApp } from 'nopal';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { ensureChromium, launchOptions } from '../../scripts/chromium.mjs';
import { ISOLATED } from '../delay/bare.ts';
import type { Figure, Part, Section } from '../lib/part.ts';
import { progress } from '../lib/progress.ts';
import { spread } from '../lib/stats.ts';
import { AdminShell, Orders, PATHS, Users, WAYS, type Way } from './pages.tsx';
import { visit, type Trip } from './visit.ts';

/** How often each way is gone, each time in a window of its own. */
const ROUNDS = 4;

const NAMES: Readonly<Record<Way, string>> = {
  place: 'in place',
  load: 'full load',
};

const COMPARED = [
  ['there', 'click → page in the DOM'],
  ['painted', 'click → painted'],
  ['toBrowser', 'bytes to the browser'],
] as const;

/** From one page to another: within a shell, and by loading it; the same server and browser, scripts in its cache. */
const navigation: Part = async () => {
  const app = createApp({ logger: pino({ level: 'warn' }) });
  app.http.use('*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(ISOLATED)) c.header(name, value);
  });
  app.page(PATHS[0], Users, { title: 'Users', shell: AdminShell });
  app.page(PATHS[1], Orders, { title: 'Orders', shell: AdminShell });
  const { url, port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  const browser = await chromium.launch(launchOptions(await ensureChromium()));
  try {
    const trips = new Map<Way, Trip[]>(WAYS.map((way) => [way, []]));
    // In turns, so that whatever else the machine does falls on all alike.
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [way, all] of trips) all.push(...(await visit(browser, url, port, way)));
      progress(`round ${round} of ${ROUNDS}`);
    }
    return [section(trips)];
  } finally {
    await browser.close();
    await app.close();
  }
};
export default navigation;

function section(trips: ReadonlyMap<Way, readonly Trip[]>): Section {
  const of = (way: Way, what: 'there' | 'painted' | 'live' | 'toServer' | 'toBrowser') =>
    spread((trips.get(way) ?? []).map((trip) => trip[what]));
  const ratios = COMPARED.map(([what, text]): Figure => ({
    name: `full load ÷ in place: ${text}`,
    unit: '×',
    value: of('load', what).median / of('place', what).median,
  }));
  const figures = [...trips.keys()].flatMap((way): Figure[] => [
    { name: `${NAMES[way]}: click → page in the DOM`, unit: 'ms', value: of(way, 'there') },
    { name: `${NAMES[way]}: click → painted`, unit: 'ms', value: of(way, 'painted') },
    { name: `${NAMES[way]}: click → also connected`, unit: 'ms', value: of(way, 'live') },
    { name: `${NAMES[way]}: bytes to the browser`, unit: 'B', value: of(way, 'toBrowser') },
    { name: `${NAMES[way]}: bytes to the server`, unit: 'B', value: of(way, 'toServer') },
  ]);
  return {
    title: 'Navigation between two pages of one shell, a table of 50 rows each',
    figures: [...ratios, ...figures],
  };
}
