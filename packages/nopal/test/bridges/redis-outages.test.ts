/** What a bridge from a Redis stream promises when something breaks, with a real Redis. */
import { describe, expect, test } from 'vitest';
import { startRedis } from '../../../../scripts/redis.mjs';
import { lmdbStore } from '../../src/lmdb.ts';
import { redisStreamBridge, toTopic } from '../../src/redis-streams.ts';
import { until } from '../support/until.ts';
import { BROKER_PATIENCE, hasRedis } from './brokers.ts';
import { crashAfter } from './crash.ts';
import { connectTo, entries, RedisFixture } from './redis-fixture.ts';
import { makeTopics, orders, published, runBridge } from './run-bridge.ts';

describe.skipIf(!hasRedis)('Redis', () => {
  const redis = new RedisFixture();

  test('a process that is killed between storing and acknowledging leaves each message once', async () => {
    redis.stream = 'crash';
    await redis.add(1, 2, 3, 4);
    const path = await crashAfter(3, 'redis', redis.url);
    // The first, though: it may have been acknowledged, or killed on the way.
    expect(await redis.pending()).toBeGreaterThanOrEqual(2);
    const topics = makeTopics(lmdbStore({ path }));
    expect(await published(topics)).toEqual(entries([1, 2, 3]));
    const again: string[] = [];
    const bridge = redisStreamBridge({
      ...redis.place,
      handle: async (fields, { topics, id, redeliveries }) => {
        if (redeliveries > 0) again.push(fields['n'] ?? '');
        await topics.publish(orders, fields, { id });
      },
    });
    runBridge(bridge, topics);
    await expect.poll(async () => published(topics)).toEqual(entries([1, 2, 3, 4]));
    await expect.poll(redis.pending).toBe(0);
    expect(again).toEqual(expect.arrayContaining(['2', '3']));
    expect(await published(topics)).toEqual(entries([1, 2, 3, 4]));
  });

  test('connections that are cut again and again lose and double nothing', async () => {
    const topics = makeTopics();
    const killer = await connectTo(redis.url);
    const { coded, log } = runBridge(redisStreamBridge({ ...redis.place, handle: toTopic(orders) }), topics);
    for (let n = 1; n <= 60; n++) {
      await redis.add(n);
      if (n % 20 === 10) {
        await until(
          () => log.filter(({ msg }) => msg.endsWith('again')).length === coded('bridge-disconnected').length,
        );
        const own = [await killer.clientId(), await redis.raw.clientId()];
        const ids = (await killer.clientList()).map(({ id }) => id).filter((id) => !own.includes(id));
        for (const id of ids) await killer.sendCommand(['CLIENT', 'KILL', 'ID', `${id}`]);
      }
    }
    await expect
      .poll(async () => published(topics), { timeout: 8000 })
      .toEqual(entries(Array.from({ length: 60 }, (_, i) => i + 1)));
    expect(coded('bridge-disconnected').length).toBeGreaterThan(0);
    await expect.poll(redis.pending).toBe(0);
    killer.destroy();
  });
});

describe.skipIf(!hasRedis)('a Redis that is started again', () => {
  test('the outage is told once, and nothing is lost or doubled', { timeout: BROKER_PATIENCE }, async () => {
    const redis = await startRedis({ durable: true });
    try {
      const topics = makeTopics();
      const place = { url: redis.url, stream: 'orders', group: 'web', consumer: 'here' };
      const { coded, log } = runBridge(redisStreamBridge({ ...place, handle: toTopic(orders) }), topics);
      for (const numbers of [
        [1, 2, 3],
        [4, 5, 6],
      ]) {
        const raw = await connectTo(redis.url);
        for (const n of numbers) await raw.xAdd('orders', '*', { n: `${n}` });
        raw.destroy();
        const last = numbers.at(-1) ?? 0;
        await expect.poll(async () => published(topics), { timeout: 20_000 }).toHaveLength(last);
        if (last > 3) break;
        await redis.pause();
        await until(() => coded('bridge-disconnected').length === 1);
        await redis.start();
      }
      expect(await published(topics)).toEqual(entries([1, 2, 3, 4, 5, 6]));
      expect(coded('bridge-disconnected').map(({ level }) => level)).toEqual([50]);
      expect(coded('bridge-disconnected')[0]?.msg).toMatch(
        /no connection to Redis at 127\.0\.0\.1:\d+: .*connects again/,
      );
      expect(log.filter(({ msg }) => /^Connected to Redis .* again$/.test(msg))).toHaveLength(1);
    } finally {
      await redis.stop();
    }
  });
});
