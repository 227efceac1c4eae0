import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { trafficOf } from '../delay/traffic.ts';
import { idOf, PATHS, type Way } from './pages.tsx';
import { watchArrivals, type Arrived } from './stopwatch.ts';

/** One way to another page, from the click on. */
export interface Trip extends Arrived {
  /** What passed through the server's sockets, without TCP; bytes. */
  readonly toServer: number;
  readonly toBrowser: number;
}

/** How many trips a visit has before they count, and then. */
const WARM_UP = 6;
const PER_VISIT = 16;
/** What comes within so many milliseconds after a page is there still belongs to it. */
const REST_MS = 300;
/** How long a page may take to come, in milliseconds. */
const PATIENCE = 20_000;

/** Goes to and fro between the pages in one way, in a window of its own. */
export async function visit(browser: Browser, url: string, port: number, way: Way): Promise<readonly Trip[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    let seen: ((arrived: Arrived) => void) | undefined;
    await watchArrivals(page, (arrived) => seen?.(arrived));
    await page.goto(url + PATHS[0]);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await sleep(REST_MS);
    const trips: Trip[] = [];
    for (let n = 1; n <= WARM_UP + PER_VISIT; n++) {
      const path = PATHS[n % PATHS.length] ?? PATHS[0];
      const before = trafficOf(port);
      const arrived = await go(page, `#${idOf(way, path)}`, (listener) => (seen = listener));
      await sleep(REST_MS);
      const after = trafficOf(port);
      if (arrived.path !== path || arrived.inPlace !== (way !== 'load') || new URL(page.url()).pathname !== path)
        throw new Error(`"${way}" to ${path} ended elsewhere: ${JSON.stringify(arrived)} at ${page.url()}`);
      const toServer = after.received - before.received;
      if (n > WARM_UP) trips.push({ ...arrived, toServer, toBrowser: after.bytes - before.bytes - toServer });
    }
    return trips;
  } finally {
    await context.close();
  }
}

/** Clicks a link. The click is the browser's own: pointer, press and release. */
function go(page: Page, selector: string, listen: (listener: (arrived: Arrived) => void) => void): Promise<Arrived> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`What ${selector} leads to does not come.`)), PATIENCE);
    listen((arrived) => {
      clearTimeout(timer);
      resolve(arrived);
    });
    page.click(selector, { noWaitAfter: true }).catch(reject);
  });
}
