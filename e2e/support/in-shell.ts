import type { BrowserContext } from 'playwright-core';
import type { TestBrowser } from './browser.ts';
import { eventually } from './eventually.ts';
import type { FixtureApp } from './fixture-app.ts';
import type { Tab } from './tab.ts';

/** Opens a page of the navigation fixture, ready to be moved about in. */
export async function openAt(
  browser: TestBrowser,
  { url }: Pick<FixtureApp, 'url'>,
  path: string,
  visitor?: BrowserContext,
): Promise<Tab> {
  const tab = await (visitor === undefined ? browser.open(url + path) : browser.open(url + path, visitor));
  return tab.connected();
}

/** Clicks on a link of the shell. */
export function follow(tab: Tab, name: string): Promise<void> {
  return tab.page.getByRole('link', { name, exact: true }).click();
}

/** Waits until a page is there, whole: its heading, its title, and its address without the host. */
export async function isAt(tab: Tab, heading: string, title: string, address: string): Promise<void> {
  await eventually(() =>
    tab.page.evaluate(() => [
      document.querySelector('h1')?.textContent,
      document.title,
      location.href.slice(location.origin.length),
    ]),
  ).toEqual([heading, title, address]);
}
