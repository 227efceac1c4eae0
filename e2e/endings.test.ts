/** Servers that end, connections that are taken over, and scripts of another version. */
import { expect, test } from 'vitest';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { FixtureApp } from './support/fixture-app.ts';
import { hurry } from './support/haste.ts';
import { recordChanges } from './support/record-changes.ts';

const browser = useBrowser();

test('an app that is told to end lets a handler end first and shows what it did; the next one takes over', async () => {
  const env = { NOPAL_SECRET: 'the same on every node' };
  const before = await FixtureApp.start('viewers', { env });
  const tab = await browser.open(`${before.url}/patient`, await hurry(await browser.visitor()));
  await tab.connected();
  const states = await recordChanges(tab.page, 'output');
  await tab.page.getByRole('button', { name: 'Work' }).click();
  await tab.shows('output', 'Working');
  await before.stop();
  expect(before.complaints()).toEqual([]);
  await tab.shows('output', 'Done');
  expect(tab.received).toContain('{"event":[1,"done"]}');
  expect(tab.received.at(-1)).toMatch(/^\{"again":\d+\}$/);
  await FixtureApp.start('viewers', { env, port: before.port });
  await tab.connected();
  await tab.shows('output', 'Ready');
  expect(await states()).toEqual(['Ready', 'Working', 'Done', 'Ready']);
  expect(tab.console).toEqual(['[nopal] connected', '[nopal] connection lost; reconnecting', '[nopal] connected']);
});

test('a page keeps its viewer when the hello of an older connection comes late, and gets it back when it was taken', async () => {
  const app = await FixtureApp.start('viewers');
  const tab = await browser.open(`${app.url}/board`).then((each) => each.connected());
  const [hello, viewer] = [JSON.parse(tab.sent[0] as string), JSON.parse(tab.received[0] as string).viewer];
  const other = await browser.open(`${app.url}/favicon.svg`);
  const say = (...connection: number[]): Promise<number> =>
    other.page.evaluate(
      ([url, message]) => {
        const socket = new WebSocket(url);
        socket.addEventListener('open', () => socket.send(message));
        return new Promise<number>((resolve) => {
          socket.addEventListener('close', ({ code }) => resolve(code));
        });
      },
      [
        `${app.url.replace('http', 'ws')}/_nopal/socket`,
        JSON.stringify([...hello.slice(0, 4), [viewer[0], viewer[1], 0, ...connection], 0]),
      ] as const,
    );
  expect(await say(0)).toBe(4409);
  expect(tab.webSockets).toBe(1);
  // One that does not count takes it; the page comes back, and then the other one has lost it.
  expect(await say()).toBe(4409);
  await tab.connected();
  await app.push('headline', 'Still here');
  await tab.shows('h1', 'Still here');
});

/** The page's script as one of another version would be. */
function ofAnotherVersion(script: string): string {
  const hello = /(hello[`'"],)\d+/;
  expect(script).toMatch(hello);
  return script.replace(hello, '$1999');
}

test('a page with a script of another version loads itself again, not over and over', async () => {
  const app = await FixtureApp.start('viewers');
  const visitor = await hurry(await browser.visitor());
  await visitor.clock.install();
  let isOld = true;
  await visitor.route('**/_nopal/client-*.js', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: isOld ? ofAnotherVersion(body) : body });
  });
  const tab = await browser.open(`${app.url}/board`, visitor);
  const loads = (): number => tab.requests.filter((url) => url.endsWith('/board')).length;
  // Its server is of one version, its script of another: it waits before it asks for both again.
  await eventually(() => tab.closedWebSockets).toBe(1);
  await visitor.clock.runFor(10_000);
  expect([loads(), tab.webSockets]).toEqual([1, 1]);
  isOld = false;
  await visitor.clock.runFor(10_000);
  await eventually(loads).toBe(2);
  await tab.connected();
  expect(loads()).toBe(2);
  expect(tab.errors).toEqual([]);
  expect(tab.console).toEqual(['[nopal] connected']);
});
