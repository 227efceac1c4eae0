/** The admin's sites: what is deployed is served, what fails is told, and the way back survives the process. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Admin, useAdmin } from './support/admin.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { hurry } from './support/haste.ts';
import { follow, isAt, openAt } from './support/in-shell.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const quick = ['--pace', '0.05'];
const admin = useAdmin(...quick);

const bakery = 'Crumb & Crust';

/** The script that the live version of a site has: each build has one of its own. */
async function served({ url }: Admin, site: string): Promise<string | undefined> {
  return /src="([^"]+)"/.exec(await (await fetch(`${url}/sites/${site}/`)).text())?.[1];
}

/** What happened to a site, newest first: status and version. */
function history({ page }: Tab, title: string): Promise<string[]> {
  const rows = page.getByRole('region', { name: `History of ${title}` }).locator('tbody tr:not(.error-row)');
  return rows.evaluateAll((all) =>
    all.map((row) => `${row.querySelector('.mark')?.lastChild?.textContent} ${row.querySelector('code')?.textContent}`),
  );
}

function live({ page }: Tab, title: string): Promise<string | null> {
  return page.getByRole('region', { name: title, exact: true }).locator('header .detail').textContent();
}

/** Starts a deployment and waits for its end; resolves to its version. */
async function deploy(tab: Tab, title: string, end: 'succeeded' | 'failed'): Promise<string> {
  const before = await history(tab, title);
  await tab.page.getByRole('button', { name: `Deploy ${title}` }).click();
  await eventually(async () => (await history(tab, title)).length).toBe(before.length + 1);
  await tab.page.getByRole('button', { name: `Deploy ${title}`, disabled: false }).waitFor();
  const [newest, ...older] = await history(tab, title);
  expect(older).toEqual(before);
  expect(newest).toMatch(new RegExp(`^${end} \\w{8}$`));
  return newest?.split(' ')[1] ?? '';
}

/** Resolves when the page knows that its server is gone. */
async function lost({ page }: Tab): Promise<void> {
  await page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
}

test('a broken build is told on every page and changes nothing; a rollback switches what is served', async () => {
  const tab = await openAt(browser, admin(), '/sites');
  const other = await openAt(browser, admin(), '/settings');
  const region = await other.page.getByRole('alert').elementHandle();
  expect((await fetch(`${admin().url}/sites/bakery/`)).status).toBe(404);
  const first = await deploy(tab, bakery, 'succeeded');
  const firstScript = await served(admin(), 'bakery');
  const second = await deploy(tab, bakery, 'succeeded');
  const secondScript = await served(admin(), 'bakery');
  expect(new Set([first, second, firstScript, secondScript, undefined]).size).toBe(5);
  expect(await live(tab, bakery)).toContain(`Version ${second} is live`);

  await tab.page.getByRole('region', { name: bakery, exact: true }).getByLabel('Break the build').check();
  const third = await deploy(tab, bakery, 'failed');
  for (const each of [tab, other]) {
    await each.page.getByRole('alert').getByText(`The deployment of ${bakery} failed at “Bundling”.`).waitFor();
  }
  // A live region speaks only if it was there before its text changed.
  expect(await other.page.getByRole('alert').evaluate((now, before) => now === before, region)).toBe(true);
  expect(await tab.page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  await tab.page.getByText('Why it failed').click();
  await tab.page.locator('.error-row pre').getByText('./itmes.js').first().waitFor();
  expect(await served(admin(), 'bakery')).toBe(secondScript);

  await tab.page.getByRole('button', { name: `Roll back to ${first}` }).click();
  await eventually(() => live(tab, bakery)).toContain(`Version ${first} is live`);
  expect(await served(admin(), 'bakery')).toBe(firstScript);
  expect(await history(tab, bakery)).toEqual([
    `succeeded ${first}`,
    `failed ${third}`,
    `succeeded ${second}`,
    `succeeded ${first}`,
  ]);

  // What one visitor has read is there for the others.
  await tab.page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await eventually(() => tab.page.getByRole('alert').textContent()).toBe('');
  await other.page.getByRole('alert').getByRole('link', { name: 'See what happened' }).click();
  await isAt(other, 'Sites', 'Sites', '/sites');
  expect(await history(other, bakery)).toEqual(await history(tab, bakery));
  await follow(other, 'Pipelines');
  await isAt(other, 'Pipelines', 'Pipelines', '/ci');
  expect(await other.page.locator('.alert').count()).toBe(1);
  expect([...tab.errors, ...other.errors]).toEqual([]);
});

test('what was done and what is live survive the end of the process, also one in the middle of a build', async () => {
  const observatory = 'Hilltop Observatory';
  const tab = await openAt(browser, admin(), '/sites', await hurry(await browser.visitor()));
  const first = await deploy(tab, observatory, 'succeeded');
  const second = await deploy(tab, observatory, 'succeeded');
  await tab.page.getByRole('button', { name: `Roll back to ${first}` }).click();
  await eventually(() => live(tab, observatory)).toContain(`Version ${first} is live`);
  const script = await served(admin(), 'observatory');
  const before = await history(tab, observatory);
  expect(before).toEqual([`succeeded ${first}`, `succeeded ${second}`, `succeeded ${first}`]);
  const link = tab.page.getByRole('link', { name: `Version ${first} is live (opens in a new tab)` });
  const [site] = await Promise.all([tab.page.context().waitForEvent('page'), link.click()]);
  await site.getByRole('heading', { level: 1, name: observatory }).waitFor();

  await admin().stop();
  await lost(tab);
  await admin().start(['--pace', '3600']);
  expect(await served(admin(), 'observatory')).toBe(script);
  await tab.connected();
  await eventually(() => history(tab, observatory)).toEqual(before);
  await tab.page.getByRole('button', { name: `Deploy ${observatory}` }).click();
  await eventually(async () => (await history(tab, observatory))[0]).toMatch(/^running /);
  // A crash before the change is on disk may lose it: that is not what this is about.
  await eventually(() => readFile(`${admin().data}/site-history.json`, 'utf8')).toContain('"running"');

  await admin().kill();
  await lost(tab);
  await admin().start(quick);
  await tab.connected();
  await eventually(async () => (await history(tab, observatory))[0]).toMatch(/^failed /);
  expect((await history(tab, observatory)).slice(1)).toEqual(before);
  const fresh = await openAt(browser, admin(), '/sites');
  expect(await history(fresh, observatory)).toEqual(await history(tab, observatory));
  expect(await live(fresh, observatory)).toContain(`Version ${first} is live`);
  expect(await served(admin(), 'observatory')).toBe(script);
});
