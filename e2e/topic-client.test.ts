/** The client of topics in a real browser, without a page of nopal. */
import { fileURLToPath } from 'node:url';
import { createApp, createTopic, type App } from 'nopal';
import { rolldown } from 'rolldown';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { startNetwork } from './support/network.ts';

const browser = useBrowser();

interface Note {
  readonly n: number;
}

const lobby = createTopic<Note>('room:lobby', {
  history: { count: 2000 },
  access: { subscribe: true, publish: true, presence: true },
});

let script = '';

beforeAll(async () => {
  const input = fileURLToPath(import.meta.resolve('nopal/client').replace('client.js', 'client-browser.js'));
  const build = await rolldown({ input, platform: 'browser' });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  script = output[0].code;
});

/** An app that serves an empty page and the client. */
async function start(): Promise<{ readonly app: App; readonly port: number }> {
  const app = createApp({ logLevels: { default: 'warn' } });
  app.topics.add(lobby);
  app.http.get('/', (c) => c.html('<!doctype html><title>A page</title><ol></ol>'));
  app.http.get('/client.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }));
  delete process.env['PORT'];
  const { port } = await app.listen({ port: 0, host: '127.0.0.1', signals: false });
  onTestFinished(() => app.close());
  return { app, port };
}

/** What the page's script does. */
const subscribe = `(async () => {
  const { connectTopics } = await import('/client.js');
  const client = (window.client = connectTopics('/', { reconnect: { firstMs: 20, longestMs: 50 } }));
  window.room = client.topic('room:lobby');
  const seen = (window.seen = []);
  room.join({ name: 'Ann' });
  window.subscription = room.subscribe(({ message }) => { seen.push(message.n); }, { from: { last: 0 } });
  await subscription.started;
})()`;

test('a page gets what is published, publishes itself, is present, and leaves with its tab', async () => {
  const { app, port } = await start();
  const { page } = await browser.open(`http://127.0.0.1:${port}/`);
  await page.evaluate(subscribe);
  await app.topics.publish(lobby, { n: 1 });
  expect(await page.evaluate('room.publish({ n: 2 })')).toMatchObject({ offset: 2, isDuplicate: false });
  await page.waitForFunction('seen.length === 2');
  expect(await page.evaluate('seen')).toEqual([1, 2]);
  const presence = app.topics.presence(lobby);
  expect(presence.users(9)).toMatchObject([{ data: { name: 'Ann' } }]);
  const left = new Promise((resolve) => presence.onChange(({ kind }) => resolve(kind)));
  await page.close();
  expect(await left).toBe('left');
});

test('a page that is cut again and again in the middle of 1,000 messages ends with exactly 1..1000', async () => {
  const { app, port } = await start();
  const network = await startNetwork(port);
  const { page } = await browser.open(network.url);
  await page.evaluate(subscribe);
  for (let n = 1; n <= 1000; n++) {
    await app.topics.publish(lobby, { n });
    if (n % 100 === 0) {
      await page.waitForFunction(`seen.length >= ${n - 90}`);
      network.cut({ afterBytes: n });
    }
  }
  await page.waitForFunction('seen.length >= 1000');
  expect(await page.evaluate('seen')).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
});
