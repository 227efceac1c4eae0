/** A page through nginx, set up as docs/deploying.md says. */
import { expect, test } from 'vitest';
import { codeBlocks, readDocument } from '../packages/nopal/test/docs/markdown.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { Nginx, hasNginx } from './support/nginx.ts';

const browser = useBrowser();

/** The printed configuration, for these ports. */
function printedConfig(port: number, appPort: number): string {
  const block = codeBlocks(readDocument('docs/deploying.md')).find(({ info }) => info === 'nginx')?.text ?? '';
  const printed = ['listen 80;', '127.0.0.1:3000'];
  for (const each of printed) expect(block).toContain(each);
  // The app of a test listens on localhost, wherever that is.
  return block.replace('listen 80;', `listen 127.0.0.1:${port};`).replace('127.0.0.1:3000', `localhost:${appPort}`);
}

/** The fixture behind nginx, with something in its configuration replaced. */
async function startBehind(replace = (config: string): string => config): Promise<{ app: FixtureApp; nginx: Nginx }> {
  const app = await FixtureApp.start('viewers');
  const nginx = await Nginx.start((port) => replace(printedConfig(port, app.port)));
  return { app, nginx };
}

test.skipIf(!hasNginx)('a page connects by WebSocket, gets pushes, and its events run', async () => {
  const { app, nginx } = await startBehind();
  const tab = await browser.open(`${nginx.url}/board`).then((each) => each.connected());
  await app.push('headline', 'Through nginx');
  await tab.shows('h1', 'Through nginx');
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  expect(tab.received.length).toBeGreaterThan(0);
  expect(tab.console).toEqual(['[nopal] connected']);
  expect(tab.errors).toEqual([]);
});

/** An nginx that was not set up for WebSockets. Speaking HTTP/1.0, its buffers hold a stream back unless told not to. */
function withoutWebSockets(config: string): string {
  return config.replaceAll(/^.*(?:proxy_http_version|proxy_set_header (?:Upgrade|Connection)) .*$/gm, '');
}

/** One that passes no streams on either. */
function withoutStreams(config: string): string {
  return withoutWebSockets(config).replace('location / {', 'location /_nopal/stream { return 404; }\nlocation / {');
}

test.skipIf(!hasNginx).each([
  ['Server-Sent Events, each at once though buffers are on', withoutWebSockets, 'stream'],
  ['long polls', withoutStreams, 'poll'],
])('where WebSockets do not get through, a page connects by %s', async (_, replace, endpoint) => {
  const { app, nginx } = await startBehind(replace);
  const tab = await browser.open(`${nginx.url}/board`).then((each) => each.connected());
  for (const headline of ['Through nginx', 'And once more']) {
    await app.push('headline', headline);
    await tab.shows('h1', headline);
  }
  await tab.page.getByRole('button', { name: 'Count' }).click();
  await tab.shows('output', '1');
  // What did not get through was tried before.
  const tried = tab.requests
    .map((url) => /\/_nopal\/(stream|poll)/.exec(url)?.[1])
    .filter((each) => each !== undefined);
  expect(tried.at(-1)).toBe(endpoint);
  expect(tab.console).toEqual(['[nopal] connected']);
});

test.skipIf(!hasNginx)('without the host that the browser asked for, connections are refused and logged', async () => {
  const { app, nginx } = await startBehind((config) => config.replace('$http_host', 'app.internal'));
  await browser.open(`${nginx.url}/board`);
  await eventually(() => app.complaints().join()).toContain('wanted to connect to app.internal');
});
