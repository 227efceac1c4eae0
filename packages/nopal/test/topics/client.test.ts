/** The typed client against a real app. */
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { clientOf, lobby, range, rooms, serveTopics, type Note } from './support.ts';

test('what a client publishes reaches every subscriber, itself included, once and in order', async () => {
  const { url } = await serveTopics();
  const { client: ann } = clientOf(url);
  const { client: bob } = clientOf(url);
  const heard: Record<string, number[]> = { ann: [], bob: [] };
  const subscriptions = [
    ann.topic<Note>(lobby).subscribe(({ message }) => void heard['ann']?.push(message.n)),
    bob.topic<Note>(lobby).subscribe(({ message }) => void heard['bob']?.push(message.n)),
  ];
  for (const { started } of subscriptions) expect(await started).toMatchObject({ offset: 0, recovered: true });
  const published = await Promise.all(range(1, 50).map((n) => ann.topic<Note>(lobby).publish({ n })));
  expect(published.map(({ offset }) => offset)).toEqual(range(1, 50));
  await until(() => heard['bob']?.length === 50 && heard['ann']?.length === 50);
  expect(heard).toEqual({ ann: range(1, 50), bob: range(1, 50) });
});

test('a subscription is iterated over, begins with the last messages, and ends with the loop', async () => {
  const { url, app } = await serveTopics();
  for (const n of range(1, 30)) await app.topics.publish(lobby, { n });
  const { client } = clientOf(url);
  const subscription = client.topic<Note>(lobby).subscribe({ from: { last: 20 } });
  const seen: number[] = [];
  for await (const { offset, message, at, topic, gap } of subscription) {
    expect([message.n, topic, gap]).toEqual([offset, 'room:lobby', undefined]);
    expect(at).toBeGreaterThan(1_700_000_000_000);
    seen.push(offset);
    if (offset === 30) break;
  }
  expect(seen).toEqual(range(11, 30));
  expect(subscription.position?.offset).toBe(30);
  await until(() => app.topics.gauges().subscribers === 0);
});

test('who comes back elsewhere goes on after its position', async () => {
  const { url, app } = await serveTopics();
  const { epoch } = await app.topics.publish(lobby, { n: 1 });
  for (const n of range(2, 9)) await app.topics.publish(lobby, { n });
  const { client } = clientOf(url);
  const subscription = client.topic<Note>(lobby).subscribe({ from: { epoch, offset: 6 } });
  const seen: number[] = [];
  for await (const { offset } of subscription) if (seen.push(offset) === 3) break;
  expect(seen).toEqual([7, 8, 9]);
});

test('what is not kept any more is told as a gap: at the start, to onGap, and with the next message', async () => {
  const { url, app } = await serveTopics();
  const room = rooms('small');
  const { epoch } = await app.topics.publish(room, { n: 1 });
  for (const n of range(2, 150)) await app.topics.publish(room, { n });
  const { client } = clientOf(url);
  const gaps: unknown[] = [];
  const subscription = client
    .topic<Note>(room)
    .subscribe({ from: { epoch, offset: 3 }, onGap: (gap) => void gaps.push(gap) });
  const gap = { reason: 'evicted', missed: 47, epoch, offset: 50 };
  expect(await subscription.started).toEqual({ ...gap, recovered: false });
  for await (const { offset, gap: told } of subscription) {
    expect([offset, told]).toEqual([51, gap]);
    break;
  }
  expect(gaps).toEqual([gap]);
});

test('the history is read in pages, backwards and forwards', async () => {
  const { url, app } = await serveTopics();
  for (const n of range(1, 250)) await app.topics.publish(lobby, { n });
  const topic = clientOf(url).client.topic<Note>(lobby);
  const offsets = async (part: Parameters<typeof topic.history>[0]): Promise<number[]> =>
    (await topic.history(part)).messages.map(({ offset, message }) => (expect(message.n).toBe(offset), offset));
  expect(await offsets({ last: 3 })).toEqual([248, 249, 250]);
  expect(await offsets({ before: 100, count: 3 })).toEqual([97, 98, 99]);
  expect(await offsets({ after: 100, count: 3 })).toEqual([101, 102, 103]);
  expect(await offsets({ before: 200, count: 1000 })).toEqual(range(100, 199));
  expect(await offsets({ after: 250, count: 5 })).toEqual([]);
  expect(await topic.history({ last: 0 })).toMatchObject({ first: 1, next: 251, messages: [] });
});

test('a page of history holds no more bytes than it may, and is what is nearest to what was asked for', async () => {
  const { url, app } = await serveTopics({ limits: { historyBytes: 1000 } });
  for (const n of range(1, 9)) await app.topics.publish(lobby, { n, text: 'x'.repeat(400) });
  await app.topics.publish(lobby, { n: 10, text: 'x'.repeat(4000) });
  const topic = clientOf(url).client.topic<Note>(lobby);
  expect((await topic.history({ before: 10, count: 5 })).messages.map(({ offset }) => offset)).toEqual([8, 9]);
  expect((await topic.history({ after: 2, count: 5 })).messages.map(({ offset }) => offset)).toEqual([3, 4]);
  expect((await topic.history({ last: 5 })).messages.map(({ offset }) => offset)).toEqual([10]);
});

test('a listener is waited for before it is given the next message', async () => {
  const { url, app } = await serveTopics();
  const { client } = clientOf(url);
  const log: string[] = [];
  let go = (): void => undefined;
  client.topic<Note>(lobby).subscribe(
    async ({ offset }) => {
      log.push(`begins ${offset}`);
      await new Promise<void>((resolve) => (go = resolve));
      log.push(`ends ${offset}`);
    },
    { from: { last: 0 } },
  );
  await until(() => app.topics.gauges().subscribers === 1);
  for (const n of [1, 2]) await app.topics.publish(lobby, { n });
  await until(() => log.length === 1);
  go();
  await until(() => log.length === 3);
  expect(log).toEqual(['begins 1', 'ends 1', 'begins 2']);
});

test('a listener that throws is reported, and gets the next message all the same', async () => {
  const { url, app } = await serveTopics();
  const { client, errors } = clientOf(url);
  const seen: number[] = [];
  await client.topic<Note>(lobby).subscribe(({ offset }) => {
    seen.push(offset);
    if (offset === 1) throw new Error('no');
  }).started;
  for (const n of [1, 2]) await app.topics.publish(lobby, { n });
  await until(() => seen.length === 2);
  expect(errors).toEqual(['listener-failed']);
});

test('one client has one subscription to a topic at a time, and may have another one after it', async () => {
  const { url, app } = await serveTopics();
  const topic = clientOf(url).client.topic<Note>(lobby);
  const first = topic.subscribe();
  expect(() => topic.subscribe()).toThrow(expect.objectContaining({ code: 'already-subscribed' }));
  await first.started;
  first.unsubscribe();
  const second = topic.subscribe();
  await second.started;
  await app.topics.publish(lobby, { n: 1 });
  for await (const { offset } of second) {
    expect(offset).toBe(1);
    break;
  }
  for await (const _ of first) expect.unreachable();
});

test('a signal ends a subscription, a publish that waits, and the client', async () => {
  const { url, app } = await serveTopics();
  const { client } = clientOf(url);
  const ending = new AbortController();
  const subscription = client.topic<Note>(lobby).subscribe({ signal: ending.signal });
  await subscription.started;
  const iterating = (async () => {
    for await (const _ of subscription) expect.unreachable();
    return 'ended';
  })();
  ending.abort();
  expect(await iterating).toBe('ended');
  await until(() => app.topics.gauges().subscribers === 0);

  const { client: nowhere } = clientOf('http://127.0.0.1:9');
  const waiting = new AbortController();
  const publishing = nowhere.topic<Note>(lobby).publish({ n: 1 }, { signal: waiting.signal });
  waiting.abort(new Error('no patience'));
  await expect(publishing).rejects.toThrow('no patience');

  const all = new AbortController();
  const { client: third } = clientOf(url, { signal: all.signal });
  all.abort();
  expect(third.status).toBe('closed');
});

test('a closed client ends what it had and refuses everything else', async () => {
  const { url } = await serveTopics();
  const { client } = clientOf(url);
  const topic = client.topic<Note>(lobby);
  const subscription = topic.subscribe();
  await subscription.started;
  const statuses: string[] = [];
  client.onStatus((status) => void statuses.push(status));
  const publishing = topic.publish({ n: 1 });
  client.close();
  client.close();
  await expect(publishing).rejects.toMatchObject({ code: 'client-closed' });
  for await (const _ of subscription) expect.unreachable();
  expect(() => topic.subscribe()).toThrow(expect.objectContaining({ code: 'client-closed' }));
  await expect(topic.history({ last: 1 })).rejects.toMatchObject({ code: 'client-closed' });
  expect([client.status, statuses]).toEqual(['closed', ['closed']]);
});

test('requests that wait for an answer have a bound', async () => {
  const { client } = clientOf('http://127.0.0.1:9', { maxUnanswered: 2 });
  const topic = client.topic<Note>(lobby);
  const waiting = [topic.publish({ n: 1 }), topic.publish({ n: 2 })];
  await expect(topic.publish({ n: 3 })).rejects.toMatchObject({ code: 'too-many-unanswered' });
  client.close();
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('what is too large for the connection is refused without losing it', async () => {
  const { url } = await serveTopics({ limits: { maxMessageBytes: 2000 } });
  const { client } = clientOf(url);
  const topic = client.topic<Note>(lobby);
  await topic.publish({ n: 1, text: 'é'.repeat(900) });
  await expect(topic.publish({ n: 2, text: 'é'.repeat(1000) })).rejects.toMatchObject({ code: 'message-too-long' });
  expect((await topic.publish({ n: 3 })).offset).toBe(2);
});
