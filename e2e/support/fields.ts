import type { Page } from 'playwright-core';
import type { FixtureApp } from './fixture-app.ts';
import { startNetwork } from './network.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

/** Opens a page of the fields fixture over a network that takes 200 ms each way, once it is connected. */
export async function openFarAway(browser: TestBrowser, app: FixtureApp, path: string): Promise<Tab> {
  const network = await startNetwork(app.port);
  const tab = await browser.open(network.url + path).then((each) => each.connected());
  network.set({ toClient: { latencyMs: 200 }, toServer: { latencyMs: 200 } });
  return tab;
}

/** The element that has the focus, what it holds, and where its selection begins and ends. */
export function focused(page: Page): Promise<unknown[]> {
  return page.evaluate(() => {
    const { id, value, selectionStart, selectionEnd } = document.activeElement as HTMLInputElement;
    return [id, value, selectionStart, selectionEnd];
  });
}

/** Selects a part of what a field holds. */
export function select(page: Page, selector: string, from: number, to = from): Promise<void> {
  return page
    .locator(selector)
    .evaluate((field, [start, end]) => (field as HTMLInputElement).setSelectionRange(start, end), [from, to] as const);
}

/** What a field holds. */
export function valueOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).inputValue();
}
