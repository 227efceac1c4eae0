/** Pages in a browser that runs no script. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { useFixtureApp } from './support/shared-app.ts';
import type { Tab } from './support/tab.ts';

const browser = useBrowser();
const app = useFixtureApp('navigation');

const open = (path: string): Promise<Tab> => browser.open(app().url + path, { javaScriptEnabled: false });

test('links are links, and pages in a shell are pages', async () => {
  const { page } = await open('/home');
  await page.getByRole('link', { name: 'Ann', exact: true }).click();
  await page.getByRole('heading', { name: 'ann', exact: true }).waitFor();
  expect(page.url()).toBe(`${app().url}/people/ann?tab=log`);
  expect(await page.title()).toBe('Person ann');
  expect(await page.locator('[aria-current=page]').textContent()).toBe('Ann');
  await page.getByRole('link', { name: 'Guarded', exact: true }).click();
  await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
  expect(page.url()).toBe(`${app().url}/home?from=/guarded`);
  await page.getByRole('link', { name: 'Nowhere', exact: true }).click();
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
});

test('a form shows what came of it, in the page that it is on', async () => {
  const { page } = await open('/guestbook');
  await page.getByRole('button', { name: 'Sign' }).click();
  await page.getByText('Write something').waitFor();
  await page.getByLabel('Entry').fill('Grüße <b>von hier</b> & "dort"');
  await page.getByRole('button', { name: 'Sign' }).click();
  await page.getByRole('listitem').waitFor();
  expect(await page.getByRole('listitem').allTextContents()).toEqual(['Grüße <b>von hier</b> & "dort"']);
  expect(await page.getByRole('alert').textContent()).toBe('');
  expect(page.url()).toBe(`${app().url}/guestbook`);
});

test('a form that leads elsewhere leads there, and is not sent again by a reload', async () => {
  const { page, ...tab } = await open('/guestbook');
  const methods: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) methods.push(request.method());
  });
  await page.getByLabel('Your name').fill('Ann & Bob');
  await page.getByLabel('Your name').press('Enter');
  await page.getByRole('heading', { name: 'Thank you, Ann & Bob' }).waitFor();
  expect(page.url()).toBe(`${app().url}/guestbook?thanked=Ann%20%26%20Bob`);
  await page.reload();
  await page.getByRole('heading', { name: 'Thank you, Ann & Bob' }).waitFor();
  expect(methods).toEqual(['POST', 'GET', 'GET']);
  // Nothing of the script was even asked for.
  expect(tab.requests.filter((url) => url.includes('/_nopal/') && !url.endsWith('.js'))).toEqual([]);
  expect(tab.webSockets).toBe(0);
});

test('the same forms work with the script, in place', async () => {
  const tab = await (await browser.open(`${app().url}/guestbook`)).connected();
  await tab.page.getByRole('button', { name: 'Sign' }).click();
  await tab.shows('[role=alert]', 'Write something');
  await tab.page.getByLabel('Entry').fill('first');
  await tab.page.getByRole('button', { name: 'Sign' }).click();
  await tab.shows('li', 'first');
  await tab.page.getByLabel('Your name').fill('Ann');
  await tab.page.getByLabel('Your name').press('Enter');
  await tab.shows('h1', 'Thank you, Ann');
  expect(tab.requests.filter((url) => url.includes('/guestbook'))).toHaveLength(1);
});
