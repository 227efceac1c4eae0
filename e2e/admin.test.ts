/** The admin example as its users meet it: a shell that stays, and pages that change in it. */
import { expect, test } from 'vitest';
import { useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { status } from './support/deployment-monitor.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import { recordChanges } from './support/record-changes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const admin = useAdmin('--pace', '0.2', '--failure-rate', '0');

/** What the navigation leads to: the link's name, the page's heading, its title, its address. */
const pages = [
  ['Deployment', 'Deployment Monitor', 'Deployment', '/deployment/dashboard'],
  ['Pipelines', 'Pipelines', 'Pipelines', '/ci'],
  ['Sites', 'Sites', 'Sites', '/sites'],
  ['Analytics', 'Analytics', 'Analytics', '/analytics'],
  ['Exports', 'Exports', 'Exports', '/export'],
  ['Settings', 'Settings', 'Settings', '/settings'],
] as const;

const shellNodes = ['.admin', '.top', '.brand', '.summary', '.user', 'nav', 'nav a', '.content', '[role=alert]'];

/** The links that say that they lead to the page that is shown. */
function current({ page }: Tab): Promise<string[]> {
  return page.locator('[aria-current=page]').allTextContents();
}

test('every page is reached in place from the navigation, and again by the back button', async () => {
  const tab = await openAt(browser, admin(), '/settings');
  await markNodes(tab.page, shellNodes);
  const atFirst = tab.requests.length;
  for (const [name, heading, title, path] of pages) {
    await follow(tab, name);
    await isAt(tab, heading, title, path);
    expect(await current(tab)).toEqual([name]);
    expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);
  }
  for (const [name, heading, title, path] of pages.toReversed().slice(1)) {
    await tab.page.goBack();
    await isAt(tab, heading, title, path);
    expect(await current(tab)).toEqual([name]);
  }
  expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);
  const loaded = tab.requests.slice(atFirst).map((url) => new URL(url).pathname);
  expect(loaded.filter((path) => pages.some((page) => page[3] === path))).toEqual([]);
  expect(tab.errors).toEqual([]);
});

test('every page can be read and reached without script', async () => {
  const tab = await browser.open(admin().url, { javaScriptEnabled: false });
  for (const [name, heading, title, path] of pages) {
    await tab.page.getByRole('navigation').getByRole('link', { name }).click();
    expect(await tab.page.locator('h1').textContent()).toBe(heading);
    expect(await tab.page.title()).toBe(title);
    expect(tab.page.url()).toBe(admin().url + path);
    expect(await current(tab)).toEqual([name]);
  }
});

test('on a narrow screen the navigation is a menu, which closes on the way', async () => {
  const visitor = await browser.visitor({ viewport: { width: 390, height: 780 } });
  const tab = await openAt(browser, admin(), '/ci', visitor);
  const navigation = tab.page.getByRole('navigation');
  expect(await navigation.isVisible()).toBe(false);
  await markNodes(tab.page, shellNodes);
  await tab.page.getByRole('button', { name: 'Menu' }).click();
  await navigation.waitFor();
  await follow(tab, 'Analytics');
  await isAt(tab, 'Analytics', 'Analytics', '/analytics');
  await navigation.waitFor({ state: 'hidden' });
  expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);
});

test('the deployment monitor deploys inside the shell, which tells of it on every page', async () => {
  const tab = await openAt(browser, admin(), '/ci');
  const other = await openAt(browser, admin(), '/sites');
  const summary = await recordChanges(other.page, '.summary .live');
  await markNodes(tab.page, shellNodes);
  await follow(tab, 'Deployment');
  await tab.page.getByRole('button', { name: 'Deploy now' }).click();
  await status(tab, 'Building');
  // Who leaves and comes back in the middle misses nothing.
  await follow(tab, 'Pipelines');
  await isAt(tab, 'Pipelines', 'Pipelines', '/ci');
  await follow(tab, 'Deployment');
  await status(tab, 'Published');
  expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);
  await other.shows('.summary .live', 'Nothing deploying');
  expect(await summary()).toEqual(['Nothing deploying', '1 deployment running', 'Nothing deploying']);
  const link = tab.page.getByRole('link', { name: /^Open the live site/ });
  const [site] = await Promise.all([tab.page.context().waitForEvent('page'), link.click()]);
  await site.getByRole('heading', { name: 'Prickly Pear Café' }).waitFor();
  expect([...tab.errors, ...other.errors]).toEqual([]);
});

test('an address that nothing is at gets a page in the shell, loaded or in place', async () => {
  const tab = await openAt(browser, admin(), '/ci');
  await markNodes(tab.page, shellNodes);
  const gone = '/export/000000000000';
  // A link as it is on a page that was open for long.
  await tab.page
    .locator('nav a')
    .last()
    .evaluate((link, href) => link.setAttribute('href', href), gone);
  await follow(tab, 'Settings');
  await isAt(tab, 'There is no such page', 'Not found', gone);
  expect(await tab.text('main code')).toBe(gone);
  expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);

  const answer = await tab.page.goto(`${admin().url}/nothing/here`);
  expect(answer?.status()).toBe(404);
  await isAt(tab, 'There is no such page', 'Not found', '/nothing/here');
  await tab.connected();
  await markNodes(tab.page, shellNodes);
  await follow(tab, 'Go to the deployments');
  await isAt(tab, 'Deployment Monitor', 'Deployment', '/deployment/dashboard');
  expect(await markedNodes(tab.page, shellNodes)).toEqual(['window', ...shellNodes]);
});
