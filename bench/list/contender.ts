import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { changed, firstRows, NEXT_ID, rowOf, ROWS, type Change } from './changes.ts';
import { watchMessages, type Measured } from './stopwatch.ts';

/** Who shows the list, and how it is told of changes. */
export interface Contender {
  readonly name: string;
  readonly url: string;
  readonly send: (change: Change, rows: ReturnType<typeof firstRows>) => void;
}

/** What was measured in one visit, by kind of change. */
export type Visit = Readonly<Record<Change['kind'], Measured[]>>;

/** How often each change is made in a visit before it counts, and then. */
const WARM_UP = 8;
const PER_VISIT = 12;
/** Between changes, in milliseconds; uneven, so that they do not fall in step with the browser's frames. */
const PAUSE = 30;
const PAUSE_SPREAD = 17;
/** Where nopal writes a row's key; the peers keep theirs elsewhere. */
const NOPALS_KEY = / data-key="[^"]*"/g;
/** How long a change may take to be seen, in milliseconds. */
const PATIENCE = 20_000;

/** What is done in a visit, and whether it counts. */
interface Step {
  readonly kind: Change['kind'];
  readonly isWarm: boolean;
  readonly change: Change;
}

/**
 * All changes of a visit. Moves come last and by themselves: a library that moves the other rows instead has the browser
 * lay all of them out anew, side by side in memory, which makes later changes quicker to paint.
 */
function changes(): readonly Step[] {
  const steps: Step[] = [];
  const add = (n: number, change: Change): void => void steps.push({ kind: change.kind, isWarm: n >= WARM_UP, change });
  for (let n = 0; n < WARM_UP + PER_VISIT; n++) {
    add(n, { kind: 'insert', row: rowOf(NEXT_ID + n) });
    add(n, { kind: 'remove' });
  }
  for (let n = 0; n < WARM_UP + PER_VISIT; n++) add(n, { kind: 'move', from: ROWS - 1 });
  return steps;
}

/** Opens the list in a window of its own, makes the changes one by one, and closes it. Resolves also to its last HTML. */
export async function visit(browser: Browser, { name, url, send }: Contender): Promise<[Visit, string]> {
  const context = await browser.newContext();
  const result: Visit = { insert: [], move: [], remove: [] };
  let rows = firstRows();
  try {
    const page = await context.newPage();
    let seen: ((measured: Measured) => void) | undefined;
    await watchMessages(page, (measured) => seen?.(measured));
    await page.goto(url);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await page.waitForFunction((length) => document.querySelector('tbody')?.childElementCount === length, ROWS);
    await sleep(500);
    for (const { kind, isWarm, change } of changes()) {
      rows = changed(rows, change);
      await sleep(PAUSE + Math.random() * PAUSE_SPREAD);
      const measured = await new Promise<Measured>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${name} shows no "${kind}".`)), PATIENCE);
        seen = (measured) => {
          clearTimeout(timer);
          resolve(measured);
        };
        send(change, rows);
      });
      if (measured.first !== String(rows[0]?.id) || measured.rows !== rows.length)
        throw new Error(`${name} shows another list after "${kind}": ${JSON.stringify(measured)}`);
      if (isWarm) result[kind].push(measured);
    }
    const html = await page.evaluate(() => document.querySelector('table')?.outerHTML ?? '');
    return [result, html.replaceAll(NOPALS_KEY, '')];
  } finally {
    await context.close();
  }
}
