import { afterAll, beforeEach } from 'vitest';
import { AppProcess, type AtEnd } from './app-process.ts';
import type { TestBrowser } from './browser.ts';
import { eventually } from './eventually.ts';
import type { Tab } from './tab.ts';

/** Where the page is that speaks RPC. */
export const rpcPage = '/static/serverpush/';

/** Starts the real example, with metrics that are made up; ended with the test, unless told otherwise. */
export function startMetrics(port = 0, atEnd?: AtEnd): Promise<AppProcess> {
  return AppProcess.start({ folder: 'examples/system-metrics', command: ['server.ts', '--simulate'], port }, atEnd);
}

/** Starts the example with the first test of a file, for all of them, and ends it after them. */
export function useMetrics(): () => AppProcess {
  let app: AppProcess | undefined;
  // Not before all of them: one can only wait for a condition in a test.
  beforeEach(async () => {
    app ??= await startMetrics(0, () => undefined);
  });
  afterAll(() => app?.stop());
  return () => {
    if (app === undefined) throw new Error('The example is there in tests only.');
    return app;
  };
}

/** Opens the page that speaks RPC; it is connected when this resolves. */
export async function openRpcPage(
  browser: TestBrowser,
  url: string,
  options?: Parameters<TestBrowser['open']>[1],
): Promise<Tab> {
  const tab = await browser.open(url + rpcPage, options);
  await says(tab, 'Connected. Not subscribed.');
  return tab;
}

/** Waits until the page says this of its connection. */
export async function says({ page }: Tab, status: string): Promise<void> {
  await page.locator('#status-text').getByText(status).waitFor();
}

/** Presses a button of the page. */
export async function press({ page }: Tab, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Chooses a delivery, or a stream. */
export async function choose({ page }: Tab, name: 'Push' | 'Polling' | 'Metrics' | 'Prices'): Promise<void> {
  await page.locator('#choices').getByLabel(name, { exact: true }).check();
}

/** The times in the table of recent samples, newest first. */
export async function sampleTimes({ page }: Tab): Promise<string[]> {
  const times = await page.locator('.samples tbody tr td:first-child').allTextContents();
  return times.filter((time) => time !== '–');
}

/** Waits until a sample is there that was not when this was called. */
export async function moves(tab: Tab): Promise<void> {
  const [before] = await sampleTimes(tab);
  await eventually(async () => (await sampleTimes(tab))[0]).not.toBe(before);
}

/** How many calls of this method the page made. */
export function calls({ sent }: Tab, method: string): number {
  return sent.filter((message) => message.startsWith(`["push",["pipeline",0,["${method}"]`)).length;
}
