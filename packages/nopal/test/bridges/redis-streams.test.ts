/** What a bridge from a Redis stream promises, with a real Redis. */
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createTopic } from '../../src/push/topic.ts';
import { RejectMessage, redisStreamBridge, toTopic } from '../../src/redis-streams.ts';
import { until } from '../support/until.ts';
import { hasRedis } from './brokers.ts';
import { entries, RedisFixture } from './redis-fixture.ts';
import { makeGate, makeHeldStore, makeTopics, orders, published, runBridge } from './run-bridge.ts';
import { openStatusPage } from './status-page.tsx';

describe.skipIf(!hasRedis)('Redis', () => {
  const redis = new RedisFixture();

  test('what was there before and what comes later is published once, in order, and acknowledged', async () => {
    const topics = makeTopics();
    await redis.add(1, 2, 3);
    const { log } = runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders) }), topics);
    await expect.poll(async () => published(topics)).toHaveLength(3);
    await redis.add(4, 5);
    await expect.poll(async () => published(topics)).toEqual(entries([1, 2, 3, 4, 5]));
    await expect.poll(redis.pending).toBe(0);
    expect(log.filter(({ level }) => level >= 40)).toEqual([]);
  });

  test('a new group may begin with what comes from now on', async () => {
    const topics = makeTopics();
    await redis.add(1);
    runBridge(redisStreamBridge({ ...redis.place, from: 'new', handle: toTopic(orders) }), topics);
    await expect.poll(async () => (await redis.raw.xInfoGroups(redis.stream)).length).toBe(1);
    await redis.add(2);
    await expect.poll(async () => published(topics)).toEqual(entries([2]));
  });

  test('an entry is acknowledged only after the topic stored it', async () => {
    const gate = makeGate();
    const store = makeHeldStore(gate);
    const topics = makeTopics(store);
    runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders, ({ n }) => Number(n)) }), topics);
    await redis.add(7);
    await until(() => store.asked.length === 1);
    // Anything that acknowledged it too early would have arrived before this answer.
    await redis.raw.ping();
    expect([await redis.pending(), await published(topics)]).toEqual([1, []]);
    gate.open();
    await expect.poll(redis.pending).toBe(0);
    expect(await published(topics)).toEqual([7]);
  });

  test('entries are handled one after another, or as many at a time as told', async () => {
    for (const concurrency of [1, 3]) {
      const gate = makeGate();
      const begun: string[] = [];
      redis.nextStream();
      await redis.add(1, 2, 3, 4);
      const handle = async ({ n = '' }: Readonly<Record<string, string>>): Promise<void> => {
        begun.push(n);
        await gate.opened;
      };
      runBridge(redisStreamBridge({ ...redis.place, concurrency, handle }));
      await until(() => begun.length === concurrency);
      await redis.add(5);
      expect(begun).toEqual(['1', '2', '3'].slice(0, concurrency));
      gate.open();
      await until(() => begun.length === 5);
      expect(begun).toEqual(['1', '2', '3', '4', '5']);
    }
  });

  test('a handle that throws is called again while those behind it wait, then nothing is left of it', async () => {
    const topics = makeTopics();
    const told: string[] = [];
    const { coded } = runBridge(
      redisStreamBridge({
        ...redis.place,
        retryMs: 1,
        handle: async (fields, { topics, id, redeliveries }) => {
          // Redis counts along, so that a crash in between does not start the count anew.
          const [first] = await redis.raw.xPendingRange(redis.stream, 'web', '-', '+', 1);
          told.push(`${fields['n']}:${redeliveries} (${first?.deliveriesCounter})`);
          if (fields['n'] === '1' && redeliveries < 3) throw new Error('not yet');
          await topics.publish(orders, fields, { id });
        },
      }),
      topics,
    );
    await redis.add(1, 2);
    await expect.poll(async () => published(topics)).toEqual(entries([1, 2]));
    expect(told).toEqual(['1:0 (1)', '1:1 (2)', '1:2 (3)', '1:3 (4)', '2:0 (1)']);
    expect(coded('bridge-handle-failed').map(({ level, deliveries }) => [level, deliveries])).toEqual([
      [40, 1],
      [40, 2],
      [40, 3],
    ]);
    expect(coded('bridge-handle-failed')[0]?.msg).toMatch(/delivery 1 of 10\): not yet/);
    await expect.poll(redis.pending).toBe(0);
  });

  test('one that never succeeds goes to the stream of dead letters with all that is known, and the next follows', async () => {
    const topics = makeTopics();
    const { coded } = runBridge(
      redisStreamBridge({
        ...redis.place,
        maxDeliveries: 3,
        retryMs: 1,
        handle: async (fields, { topics, id }) => {
          if (fields['n'] === '1') throw new Error('poison');
          await topics.publish(orders, fields, { id });
        },
      }),
      topics,
    );
    const [id] = await redis.add(1, 2);
    await expect.poll(async () => published(topics)).toEqual(entries([2]));
    const dead = await redis.raw.xRange(`${redis.stream}:dead-letter`, '-', '+');
    expect(dead?.map(({ message }) => ({ ...message }))).toEqual([
      { n: '1', _stream: redis.stream, _group: 'web', _id: id, _deliveries: '3', _reason: 'poison' },
    ]);
    await expect.poll(redis.pending).toBe(0);
    expect(coded('bridge-dead-letter').map(({ level, msg }) => [level, msg])).toEqual([
      [50, expect.stringMatching(new RegExp(`Entry ${id} .*after 3 deliveries: poison Look for it in the stream`))],
    ]);
  });

  test('what will never succeed is not tried twice: refused by the handle, the parser or the schema', async () => {
    const strict = createTopic('strict', { schema: z.object({ n: z.literal('never') }) });
    const handled: unknown[] = [];
    const refuse = vi.fn(() => {
      throw new RejectMessage('no such customer');
    });
    const parse = (): never => {
      throw new Error('not an order');
    };
    const options = { retryMs: 60_000, maxRetryMs: 60_000 };
    const bridges = [
      redisStreamBridge({ ...redis.place, ...options, group: 'a', deadLetter: 'dead-a', handle: refuse }),
      redisStreamBridge({
        ...redis.place,
        ...options,
        group: 'b',
        deadLetter: 'dead-b',
        parse,
        handle: (m) => handled.push(m),
      }),
      redisStreamBridge({
        ...redis.place,
        ...options,
        group: 'c',
        deadLetter: 'dead-c',
        handle: async (fields, { topics }) => topics.publish('strict', fields),
      }),
    ];
    const topics = makeTopics();
    topics.add(strict);
    for (const bridge of bridges) runBridge(bridge, topics);
    await redis.add(1);
    const reason = async (letters: string) =>
      (await redis.raw.xRange(letters, '-', '+'))?.[0]?.message['_reason'] ?? '';
    await expect.poll(async () => reason('dead-a')).toBe('no such customer');
    await expect.poll(async () => reason('dead-b')).toBe('It could not be parsed: not an order');
    await expect.poll(async () => reason('dead-c')).toMatch(/\[message-refused\]/);
    expect([refuse.mock.calls.length, handled]).toEqual([1, []]);
  });

  test('without a stream of dead letters, what is lost is told as an error', async () => {
    const handle = (): never => {
      throw new RejectMessage('bad');
    };
    const { coded } = runBridge(redisStreamBridge({ ...redis.place, deadLetter: false, handle }));
    await redis.add(1);
    await until(() => coded('bridge-message-dropped').length === 1);
    expect(coded('bridge-message-dropped')[0]).toMatchObject({ level: 50, deliveries: 1 });
    await expect.poll(redis.pending).toBe(0);
    expect(await redis.raw.exists(`${redis.stream}:dead-letter`)).toBe(0);
  });

  test('an entry that ended its consumer too often is put aside without a try; its neighbours are not blamed', async () => {
    await redis.add(1, 2);
    await redis.raw.xGroupCreate(redis.stream, 'web', '0');
    await redis.handTo('here');
    const [first] = await redis.raw.xPendingRange(redis.stream, 'web', '-', '+', 1);
    await redis.raw.xClaim(redis.stream, 'web', 'here', 0, first?.id ?? '', { RETRYCOUNT: 3 });
    const topics = makeTopics();
    const { coded } = runBridge(
      redisStreamBridge({ ...redis.place, maxDeliveries: 3, handle: toTopic(orders) }),
      topics,
    );
    await expect.poll(async () => published(topics)).toEqual(entries([2]));
    expect(coded('bridge-dead-letter')[0]?.msg).toMatch(/delivered 3 times before and never answered/);
  });

  test('at the end, what is handled is finished and acknowledged, and the rest waits for the next one', async () => {
    const gate = makeGate();
    const begun: string[] = [];
    await redis.add(1, 2, 3);
    const handle = async ({ n = '' }: Readonly<Record<string, string>>): Promise<void> => {
      begun.push(n);
      await gate.opened;
    };
    const { stop } = runBridge(redisStreamBridge({ ...redis.place, handle }));
    await until(() => begun.length === 1);
    const clients = async (): Promise<number> => (await redis.raw.clientList()).length;
    const before = await clients();
    const stopped = stop();
    // It reads no more, and still can acknowledge.
    await expect.poll(clients).toBe(before - 1);
    gate.open();
    await stopped;
    expect(begun).toEqual(['1']);
    expect(await redis.pending()).toBe(2);
    await redis.add(4);
    const topics = makeTopics();
    runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders) }), topics);
    await expect.poll(async () => published(topics)).toEqual(entries([2, 3, 4]));
  });

  test('a bridge that waits for entries, or to try again, ends at once', async () => {
    const handle = (): never => {
      throw new Error('later');
    };
    const waiting = runBridge(redisStreamBridge({ ...redis.place, group: 'idle', handle: () => undefined }));
    const retrying = runBridge(
      redisStreamBridge({ ...redis.place, retryMs: 3_600_000, maxRetryMs: 3_600_000, claimAfterMs: 100, handle }),
    );
    await redis.add(1);
    await until(() => retrying.coded('bridge-handle-failed').length === 1);
    await Promise.all([waiting.stop(), retrying.stop()]);
    expect(await redis.pending()).toBe(1);
  });

  test('entries of a consumer that died are taken over, those of one that works for long are not', async () => {
    const gate = makeGate();
    const begun: string[] = [];
    const slow = async ({ n = '' }: Readonly<Record<string, string>>): Promise<void> => {
      begun.push(n);
      await gate.opened;
    };
    await redis.add(1, 2);
    await redis.raw.xGroupCreate(redis.stream, 'web', '0');
    // The dead one took the second entry; the living one works on the first.
    const claimAfterMs = 150;
    runBridge(redisStreamBridge({ ...redis.place, consumer: 'slow', prefetch: 1, claimAfterMs, handle: slow }));
    await until(() => begun.length === 1);
    await redis.handTo('dead');
    const topics = makeTopics();
    const other = redisStreamBridge({ ...redis.place, consumer: 'other', claimAfterMs, handle: toTopic(orders) });
    runBridge(other, topics);
    await expect.poll(async () => published(topics)).toEqual(entries([2]));
    // The first was delivered before the second, and would have been taken over with it.
    const [first] = await redis.raw.xPendingRange(redis.stream, 'web', '-', '+', 10);
    expect(first).toMatchObject({ consumer: 'slow', deliveriesCounter: 1 });
    gate.open();
    await expect.poll(redis.pending).toBe(0);
    expect(begun).toEqual(['1']);
  });

  test('an entry that the stream has trimmed is told as lost, and the others go on', async () => {
    const [gone] = await redis.add(1, 2);
    await redis.raw.xGroupCreate(redis.stream, 'web', '0');
    await redis.handTo('here');
    await redis.raw.xTrim(redis.stream, 'MAXLEN', 1);
    const topics = makeTopics();
    const { coded } = runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders) }), topics);
    await expect.poll(async () => published(topics)).toEqual(entries([2]));
    expect(coded('bridge-message-gone')[0]?.msg).toContain(`Entry ${gone} of ${redis.stream}`);
    await expect.poll(redis.pending).toBe(0);
  });

  test('entries set the state of a page that is open, by a service of the app', async () => {
    const page = await openStatusPage(
      redisStreamBridge({
        ...redis.place,
        handle: ({ status }, { updater }) => updater.broadcastStateUpdate('deploymentStatus', status),
      }),
    );
    await page.shows('none yet');
    await redis.raw.xAdd(redis.stream, '*', { status: 'rolling out' });
    await page.shows('rolling out');
    await expect.poll(redis.pending).toBe(0);
  });

  test('what Redis refuses is told once with what to do, and tried again', async () => {
    const topics = makeTopics();
    await redis.raw.set(redis.stream, 'a text');
    const { coded } = runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders) }), topics);
    await until(() => coded('bridge-refused').length === 1);
    expect(coded('bridge-refused')[0]?.msg).toMatch(/refused to hand out .*WRONGTYPE.*Check that the key is a stream/s);
    await redis.raw.del(redis.stream);
    await redis.add(1);
    await expect.poll(async () => published(topics), { timeout: 8000 }).toEqual(entries([1]));
    expect(coded('bridge-refused')).toHaveLength(1);
  });
});
