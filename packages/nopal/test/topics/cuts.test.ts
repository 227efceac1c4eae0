/** The typed client over a bad network: nothing is lost, doubled or out of order. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { App } from '../../src/server/app.ts';
import type { Subscription } from '../../src/topic-client/types.ts';
import { makeApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { clientOf, lobby, networkBefore, range, rooms, serveTopics, type Note } from './support.ts';

/** Takes messages until the one with this number. */
async function collect(subscription: Subscription<Note>, last: number): Promise<number[]> {
  const seen: number[] = [];
  for await (const { offset, message, gap } of subscription) {
    expect([message.n, gap]).toEqual([offset, undefined]);
    seen.push(offset);
    if (offset === last) break;
  }
  return seen;
}

/** Publishes in small groups, with turns of the event loop in between. */
async function publishAll(app: App, from: number, to: number): Promise<void> {
  for (const n of range(from, to)) {
    await app.topics.publish(lobby, { n, text: 'x'.repeat(n % 50) });
    if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const how = fc.constantFrom('reset' as const, 'fin' as const);
/** Little is said to the server, so it is cut off sooner. */
const cutArb = fc.oneof(
  fc.record({ afterBytes: fc.integer({ min: 1, max: 12_000 }), direction: fc.constant('toClient' as const), how }),
  fc.record({ afterBytes: fc.integer({ min: 1, max: 600 }), direction: fc.constant('toServer' as const), how }),
);

test('wherever it is cut, a subscriber of 1,000 messages gets exactly 1..1000', { timeout: 60_000 }, async () => {
  let reconnects = 0;
  const play = fc.asyncProperty(
    fc.array(cutArb, { minLength: 1, maxLength: 12 }),
    fc.boolean(),
    async (cuts, early) => {
      const running = await serveTopics();
      const { app } = running;
      const network = await networkBefore(running);
      const { client, errors } = clientOf(network.url);
      client.onStatus((status) => {
        if (status === 'waiting') reconnects++;
      });
      // Each connection is cut somewhere; the ones after the last cut are not.
      const cutEach = async (): Promise<void> => {
        for (const cut of cuts) (await network.next()).cut(cut);
      };
      void cutEach();
      const subscription = client.topic<Note>(lobby).subscribe({ from: { last: 5000 } });
      const collecting = collect(subscription, 1000);
      if (!early) await subscription.started;
      await publishAll(app, 1, 1000);
      expect(await collecting).toEqual(range(1, 1000));
      expect(errors).toEqual([]);
      client.close();
    },
  );
  await fc.assert(play, { numRuns: 20, seed: 5, endOnFailure: true });
  expect(reconnects).toBeGreaterThan(50);
});

test('a publish whose answer was cut off is stored once', { timeout: 60_000 }, async () => {
  let duplicates = 0;
  const play = fc.asyncProperty(fc.array(cutArb, { minLength: 1, maxLength: 5 }), async (cuts) => {
    const running = await serveTopics();
    const { app } = running;
    const network = await networkBefore(running);
    const { client } = clientOf(network.url);
    for (const cut of cuts)
      void network.next().then((connection) => connection.cut({ ...cut, afterBytes: cut.afterBytes % 2000 }));
    const topic = client.topic<Note>(lobby);
    const published = await Promise.all(range(1, 60).map((n) => topic.publish({ n })));
    duplicates += published.filter(({ isDuplicate }) => isDuplicate).length;
    const { messages } = await app.topics.read(lobby, { last: 1000 });
    expect(messages.map(({ message }) => message.n)).toEqual(range(1, 60));
    expect(published.map(({ offset }) => offset)).toEqual(range(1, 60));
    client.close();
  });
  await fc.assert(play, { numRuns: 20, seed: 3, endOnFailure: true });
  // Otherwise no answer was lost, and nothing was tested.
  expect(duplicates).toBeGreaterThan(0);
});

test('an id of somebody else is another id', async () => {
  const { url } = await serveTopics();
  const [ann, bob] = [clientOf(url).client, clientOf(url).client];
  expect(await ann.topic<Note>(lobby).publish({ n: 1 }, { id: 'x' })).toMatchObject({ offset: 1, isDuplicate: false });
  expect(await bob.topic<Note>(lobby).publish({ n: 2 }, { id: 'x' })).toMatchObject({ offset: 2, isDuplicate: false });
  expect(await ann.topic<Note>(lobby).publish({ n: 1 }, { id: 'x' })).toMatchObject({ offset: 1, isDuplicate: true });
});

test('who was away too long is told what is missing, and goes on', async () => {
  const running = await serveTopics();
  const { app } = running;
  const network = await networkBefore(running);
  const { client } = clientOf(network.url);
  const room = rooms('away');
  const seen: unknown[] = [];
  await client
    .topic<Note>(room)
    .subscribe(({ offset, gap }) => void seen.push(gap ? [offset, gap.reason, gap.missed] : offset)).started;
  await app.topics.publish(room, { n: 1 });
  await until(() => seen.length === 1);
  network.refuse();
  network.cut();
  await until(() => app.topics.gauges().subscribers === 0);
  for (const n of range(2, 150)) await app.topics.publish(room, { n });
  network.accept();
  await until(() => seen.length === 101);
  expect(seen).toEqual([1, [51, 'evicted', 49], ...range(52, 150)]);
});

test('a topic that began anew is told as such', async () => {
  const running = await serveTopics();
  const { app } = running;
  const { client } = clientOf(running.url);
  const seen: unknown[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset, gap }) => void seen.push([offset, gap?.reason])).started;
  await app.topics.publish(lobby, { n: 1 });
  await until(() => seen.length === 1);
  await app.topics.delete(lobby);
  await app.topics.publish(lobby, { n: 1 });
  await until(() => seen.length === 2);
  await app.topics.publish(lobby, { n: 2 });
  await until(() => seen.length === 3);
  expect(seen).toEqual([
    [1, undefined],
    [1, 'epoch'],
    [2, undefined],
  ]);
});

test('after a restart of the server everything goes on', async () => {
  const first = await serveTopics();
  const { client } = clientOf(first.url);
  const whys: unknown[] = [];
  client.onStatus((status, error) => status === 'waiting' && whys.push(error?.code));
  const seen: unknown[] = [];
  await client.topic<Note>(lobby).subscribe(({ message, gap }) => void seen.push([message.n, gap?.reason])).started;
  await client.topic<Note>(lobby).publish({ n: 1 });
  await first.app.close();
  await until(() => whys.length > 0);
  const publishing = client.topic<Note>(lobby).publish({ n: 2 });
  const { app: second } = makeApp();
  second.topics.add(lobby);
  await second.listen({ port: first.port, host: '127.0.0.1', signals: false });
  onTestFinished(() => second.close());
  await publishing;
  await until(() => seen.length === 2);
  // The second one has a memory of its own.
  expect(seen).toEqual([
    [1, undefined],
    [2, 'epoch'],
  ]);
  expect(new Set(whys)).toEqual(new Set(['connection-failed']));
});

test('a server that is silent is taken for dead, and another connection is made', async () => {
  const running = await serveTopics({ limits: { beatMs: 40 } });
  const network = await networkBefore(running);
  const { client } = clientOf(network.url);
  const seen: number[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset }) => void seen.push(offset)).started;
  network.halfOpen();
  await running.app.topics.publish(lobby, { n: 1 });
  await until(() => seen.length === 1);
});
