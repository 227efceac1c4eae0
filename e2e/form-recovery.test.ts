/** What was typed outlives connections, servers and versions. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { markedNodes, markNodes } from './support/nodes.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const known = '["Ann","ann@example.com",true]';

async function fillIn({ page }: Tab): Promise<void> {
  await page.getByLabel('Name').fill('Ann');
  await page.getByLabel('Email').fill('ann@example.com');
  await page.getByLabel('Mail', { exact: true }).check();
}

const held = (page: Page): Promise<unknown[]> =>
  Promise.all([
    page.getByLabel('Name').inputValue(),
    page.getByLabel('Email').inputValue(),
    page.getByLabel('Mail', { exact: true }).isChecked(),
  ]);

/** How often a handler ran since the app began. */
const events = async ({ url }: FixtureApp): Promise<unknown> => (await fetch(`${url}/control/profile`)).json();

test.for([
  ['the same secret', { NOPAL_SECRET: 'the same on every node' }],
  ['a secret of its own', {}],
] as const)('after a restart with %s a form is as it was, and the server knows it again', async ([, env]) => {
  const before = await FixtureApp.start('fields', { env });
  const visitor = await hurry(await browser.visitor());
  const tab = await browser.open(`${before.url}/profile`, visitor).then((each) => each.connected());
  const untouched = await browser.open(`${before.url}/profile`, visitor).then((each) => each.connected());
  await fillIn(tab);
  await tab.shows('#known', known);
  await markNodes(tab.page, ['#name', '#email', '#mail']);
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  const after = await FixtureApp.start('fields', { env, port: before.port });
  await tab.shows('#known', known);
  await untouched.connected();
  expect(await held(tab.page)).toEqual(['Ann', 'ann@example.com', true]);
  expect(await markedNodes(tab.page, ['#name', '#email', '#mail'])).toEqual(['window', '#name', '#email', '#mail']);
  // The name to its own handler and the form's, the rest to the form's at once; of the untouched page nothing.
  await eventually(() => events(after)).toBe(3);
  expect(untouched.sent.filter((message) => message.startsWith('["event"'))).toEqual([]);
});

test('what is typed while there is no server is told when there is one', async () => {
  const before = await FixtureApp.start('fields');
  const tab = await browser
    .open(`${before.url}/profile`, await hurry(await browser.visitor()))
    .then((each) => each.connected());
  await before.kill();
  await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
  await fillIn(tab);
  await FixtureApp.start('fields', { port: before.port });
  await tab.shows('#known', known);
  expect(await held(tab.page)).toEqual(['Ann', 'ann@example.com', true]);
});

/** What a server of another version does, as it looks to a page that comes back. */
const otherVersions: Record<string, (visitor: BrowserContext) => Promise<unknown>> = {
  'pages with another script': (visitor) =>
    visitor.route('**/profile', async (route) => {
      const response = await route.fetch();
      const isReload = route.request().isNavigationRequest();
      const body = await response.text();
      await route.fulfill({ response, body: isReload ? body : body.replace(/client-\w+/, 'client-other') });
    }),
  'other parts of the script': (visitor) =>
    visitor.route(
      '**/spare-*.js',
      (route) =>
        route.continue({
          url: route
            .request()
            .url()
            .replace(/spare-\w+/, 'spare-other'),
        }),
      { times: 1 },
    ),
};

test.for(Object.keys(otherVersions))(
  'a page that loads itself again keeps what was typed: the server has %s',
  async (name) => {
    const before = await FixtureApp.start('fields');
    const visitor = await hurry(await browser.visitor());
    const tab = await browser.open(`${before.url}/profile`, visitor).then((each) => each.connected());
    await fillIn(tab);
    await tab.shows('#known', known);
    await markNodes(tab.page, ['#name']);
    await before.kill();
    await tab.page.waitForSelector('html[data-connection="lost"]', { state: 'attached' });
    await otherVersions[name]?.(visitor);
    await FixtureApp.start('fields', { port: before.port });
    await eventually(() => markedNodes(tab.page, ['#name'])).toEqual([]);
    await tab.shows('#known', known);
    expect(await held(tab.page)).toEqual(['Ann', 'ann@example.com', true]);
  },
);

test('what was typed before the script is there is told when it is', async () => {
  const app = await FixtureApp.start('fields');
  const visitor = await browser.visitor();
  let letScriptIn = (): void => undefined;
  const isLetIn = new Promise<void>((resolve) => (letScriptIn = resolve));
  await visitor.route('**/client-*.js', async (route) => {
    await isLetIn;
    await route.continue();
  });
  const page = await visitor.newPage();
  await page.goto(`${app.url}/profile`, { waitUntil: 'commit' });
  await page.getByLabel('Name').fill('Ann');
  letScriptIn();
  await eventually(() => page.locator('#known').textContent()).toBe('["Ann","",false]');
  expect(await page.getByLabel('Name').inputValue()).toBe('Ann');
});
