/** A message that is lost without the connection being lost. */
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { droppingProxy } from './dropping-proxy.ts';
import { clientOf, lobby, range, serveTopics, type Note } from './support.ts';

/** Loses the first message of the server that is of this type. */
function loseOne(type: string): (message: readonly unknown[]) => boolean {
  let isLost = false;
  return (message) => {
    if (isLost || message[0] !== type) return false;
    isLost = true;
    return true;
  };
}

test('the position check finds what nothing followed', async () => {
  const { url, app } = await serveTopics({ limits: { beatMs: 30 } });
  const proxy = await droppingProxy(url);
  const { client } = clientOf(proxy.url);
  const seen: number[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset }) => void seen.push(offset)).started;
  await app.topics.publish(lobby, { n: 1 });
  await until(() => seen.length === 1);
  proxy.drop = loseOne('messages');
  await app.topics.publish(lobby, { n: 2 });
  await until(() => seen.length === 2);
  await app.topics.publish(lobby, { n: 3 });
  await until(() => seen.length === 3);
  expect(seen).toEqual([1, 2, 3]);
  const { epoch } = await app.topics.range(lobby);
  expect(proxy.said.filter(([type]) => type === 'subscribe').map(([, , , from]) => from)).toEqual([
    'now',
    { epoch, offset: 1 },
  ]);
  expect(proxy.said.filter(([type]) => type === 'hello')).toHaveLength(1);
});

test('the next message shows it sooner', async () => {
  const { url, app } = await serveTopics({ limits: { beatMs: 600_000 } });
  const proxy = await droppingProxy(url);
  const { client } = clientOf(proxy.url);
  const seen: number[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset }) => void seen.push(offset)).started;
  proxy.drop = loseOne('messages');
  for (const n of range(1, 20)) {
    await app.topics.publish(lobby, { n });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => seen.length === 20);
  expect(seen).toEqual(range(1, 20));
});

test('a lost gap is found as well', async () => {
  const { url, app } = await serveTopics({ limits: { beatMs: 30 } });
  const proxy = await droppingProxy(url);
  const { client } = clientOf(proxy.url);
  const seen: unknown[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset, gap }) => void seen.push([offset, gap?.reason])).started;
  await app.topics.publish(lobby, { n: 1 });
  await until(() => seen.length === 1);
  proxy.drop = loseOne('gap');
  await app.topics.delete(lobby);
  await app.topics.publish(lobby, { n: 1 });
  await app.topics.publish(lobby, { n: 2 });
  await until(() => seen.length === 3);
  expect(seen).toEqual([
    [1, undefined],
    [1, 'epoch'],
    [2, undefined],
  ]);
});
