/** What several viewers see of pushes, and what their own actions do. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { startNetwork } from './support/network.ts';

const browser = useBrowser();

test('a push to one id changes one tab, a broadcast all', async () => {
  const app = await FixtureApp.start('viewers');
  const [one, other] = await Promise.all([browser.open(`${app.url}/badge`), browser.open(`${app.url}/badge`)]);
  const id = (await one.text('code')) ?? '';
  expect(id).toMatch(/^badge-/);
  expect(id).not.toBe(await other.text('code'));

  expect(await app.push('greeting', 'Hello you', id)).toBe(1);
  await one.shows('#greeting', 'Hello you');
  expect(await other.text('#greeting')).toBe('Hello');

  expect(await app.push('greeting', 'Hello all')).toBe(2);
  await Promise.all([one, other].map((tab) => tab.shows('#greeting', 'Hello all')));
  // What was meant for one never went over the other's connection.
  expect(other.received.join()).not.toContain('Hello you');
});

test('a push to an id that the app chose reaches every tab that shows it, and no other', async () => {
  const app = await FixtureApp.start('viewers');
  const addresses = ['/room/kitchen', '/room/kitchen', '/room/garden'];
  const tabs = await Promise.all(addresses.map((address) => browser.open(app.url + address)));
  expect(await app.push('greeting', 'Dinner', 'kitchen')).toBe(2);
  await Promise.all(tabs.slice(0, 2).map((tab) => tab.shows('#greeting', 'Dinner')));
  expect(await tabs[2]?.text('#greeting')).toBe('Hello');
});

test('a state that was pushed before the page connected is shown when it connects', async () => {
  const app = await FixtureApp.start('viewers');
  const visitor = await browser.visitor();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await visitor.route('**/_nopal/*.js', async (route) => {
    await released;
    await route.continue();
  });
  const page = await visitor.newPage();
  await page.goto(`${app.url}/board`, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: 'First edition' }).waitFor();
  expect(await app.push('headline', 'Pushed meanwhile')).toBe(1);
  expect(await page.locator('h1').textContent()).toBe('First edition');
  release();
  await page.getByRole('heading', { name: 'Pushed meanwhile' }).waitFor();
});

test('two quick clicks count 2', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  await tab.page.evaluate(() => {
    const button = document.querySelector('button');
    button?.click();
    button?.click();
  });
  await tab.shows('output', '2');
});

test('a click works with the state of now, though its page is behind', async () => {
  const app = await FixtureApp.start('viewers');
  const network = await startNetwork(app.port);
  const tab = await browser.open(`${network.url}/board`).then((each) => each.connected());
  network.stall('toClient');
  await app.push('count', 41);
  await tab.page.getByRole('button', { name: 'Count' }).click();
  expect(await tab.text('output')).toBe('0');
  network.resume();
  await tab.shows('output', '42');
});

test('a page goes on getting changes, however many large ones it got', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  // More in all than a page may get without saying that it applied some.
  for (const letter of 'abcdefghijkl') {
    await app.push('headline', letter.repeat(8000));
    await tab.shows('h1', letter.repeat(8000));
  }
});

test('a tab that was duplicated and one that went back get pages of their own and evict nobody', async () => {
  const app = await FixtureApp.start('viewers');
  const visitor = await browser.visitor();
  const original = await browser.open(`${app.url}/copied`, visitor).then((each) => each.connected());
  const copy = await browser.open(`${app.url}/copied`, visitor).then((each) => each.connected());
  await eventually(() => copy.text('code')).not.toBe(await original.text('code'));
  expect(await app.connected()).toBe(2);

  await copy.page.goto(`${app.url}/board`);
  await copy.page.goBack();
  await copy.connected();
  await eventually(() => app.connected()).toBe(2);
  await app.push('greeting', 'Hello both');
  await Promise.all([original, copy].map((tab) => tab.shows('#greeting', 'Hello both')));
  expect(original.console).toEqual(['[nopal] connected']);
});

test('the back button brings a page that is served anew and works', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  await app.push('headline', 'Second edition');
  await tab.page.goto(`${app.url}/badge`);
  await tab.page.goBack();
  await tab.connected();
  expect(await tab.text('h1')).toBe('Second edition');
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
});

test('a page under a strict Content-Security-Policy works without a violation', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/strict`).then((each) => each.connected());
  await app.push('headline', 'Still allowed');
  await tab.shows('h1', 'Still allowed');
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  expect(tab.errors).toEqual([]);
});

test('a page of another origin cannot connect', async () => {
  const app = await FixtureApp.start('viewers');
  // The same machine by another name is another origin.
  const tab = await browser.open(`http://127.0.0.1:${app.port}/favicon.svg`);
  const outcome = await tab.page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('error', () => resolve('error'));
      }),
    `ws://localhost:${app.port}/_nopal/socket`,
  );
  expect(outcome).toBe('error');
  await eventually(() => tab.errors.join()).toContain('Unexpected response code: 403');
  await eventually(() => app.complaints().join()).toContain('127.0.0.1');
});

test('an upgrade from another origin is answered with 403', async () => {
  const app = await FixtureApp.start('viewers');
  const statusFor = (origin: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'bm90IGEgc2VjcmV0IGtleQ==',
        origin,
      };
      const outgoing = request(`${app.url}/_nopal/socket`, { headers });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => resolve(response.statusCode));
      outgoing.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      });
      outgoing.end();
    });
  expect(await statusFor('https://evil.example')).toBe(403);
  expect(await statusFor(app.url)).toBe(101);
});
