/** What a bridge from a RabbitMQ queue promises, with a real RabbitMQ. */
import { connect, type ChannelModel, type ConfirmChannel, type GetMessage, type Options } from 'amqplib';
import { ChaosProxy } from 'nopal-chaos';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startRabbitmq } from '../../../../scripts/rabbitmq.mjs';
import { lmdbStore } from '../../src/lmdb.ts';
import { rabbitBridge, RejectMessage, toTopic } from '../../src/rabbitmq.ts';
import { until } from '../support/until.ts';
import { BROKER_PATIENCE, hasRabbitmq } from './brokers.ts';
import { crashAfter } from './crash.ts';
import { makeGate, makeHeldStore, makeTopics, orders, published, runBridge } from './run-bridge.ts';
import { openStatusPage } from './status-page.tsx';

interface Numbered {
  readonly n: number;
}

/** A connection of the test's own. */
async function openChannel(url: string): Promise<{ connection: ChannelModel; channel: ConfirmChannel }> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  return { connection, channel };
}

describe.skipIf(!hasRabbitmq)('RabbitMQ', { timeout: 30_000 }, () => {
  let rabbit: Awaited<ReturnType<typeof startRabbitmq>>;
  let connection: ChannelModel;
  let raw: ConfirmChannel;
  let queue: string;
  let count = 0;

  beforeAll(async () => {
    rabbit = await startRabbitmq();
    ({ connection, channel: raw } = await openChannel(rabbit.url));
  }, BROKER_PATIENCE);

  afterAll(async () => {
    await connection.close();
    await rabbit.stop();
  }, BROKER_PATIENCE);

  beforeEach(() => void (queue = `orders-${++count}`));

  const place = () => ({ url: rabbit.url, queue });
  const declare = async (options: Options.AssertQueue = { durable: true }) => raw.assertQueue(queue, options);
  const send = async (numbers: readonly number[], options: Options.Publish = {}): Promise<void> => {
    for (const n of numbers) {
      raw.sendToQueue(queue, Buffer.from(JSON.stringify({ n })), { messageId: `m${n}`, persistent: true, ...options });
    }
    await raw.waitForConfirms();
  };
  const ready = async (): Promise<number> => (await raw.checkQueue(queue)).messageCount;
  /** Waits for a message in a queue that was declared meanwhile, and takes it. */
  const takeFrom = async (name: string): Promise<GetMessage> => {
    const found: GetMessage[] = [];
    await expect
      .poll(async () => {
        const taken = await raw.get(name, { noAck: true });
        if (taken) found.push(taken);
        return found.length;
      })
      .toBe(1);
    const [message] = found;
    if (message === undefined) throw new Error('There is none.');
    return message;
  };
  const messages = (numbers: readonly number[]): Numbered[] => numbers.map((n) => ({ n }));
  /** A way to the broker that can be cut. */
  const startNetwork = async (): Promise<{ network: ChaosProxy; url: string }> => {
    const network = await ChaosProxy.start(Number(new URL(rabbit.url).port), { serverHost: '127.0.0.1' });
    onTestFinished(async () => network.close());
    return { network, url: `amqp://127.0.0.1:${network.port}` };
  };

  test('messages are published once, in order, and acknowledged; the queue is made', async () => {
    const topics = makeTopics();
    const { log, stop } = runBridge(rabbitBridge({ ...place(), handle: toTopic(orders) }), topics);
    await until(() => log.some(({ msg }) => /^Connected to RabbitMQ at [\w.:]+$/.test(msg)));
    await send([1, 2, 3]);
    await expect.poll(async () => published(topics)).toEqual(messages([1, 2, 3]));
    // The same publisher sends one again, as after a confirmation that it did not get.
    await send([3, 4]);
    await expect.poll(async () => published(topics)).toEqual(messages([1, 2, 3, 4]));
    await stop();
    expect(await ready()).toBe(0);
    expect(log.filter(({ level }) => level >= 40)).toEqual([]);
  });

  test('a message is acknowledged only after the topic stored it; a cut meanwhile doubles nothing', async () => {
    const { network, url } = await startNetwork();
    const gate = makeGate();
    const store = makeHeldStore(gate);
    const topics = makeTopics(store);
    await declare();
    await send([7]);
    const { stop } = runBridge(rabbitBridge({ ...place(), url, handle: toTopic(orders) }), topics);
    await until(() => store.asked.length === 1);
    expect(await ready()).toBe(0);
    network.cut();
    // What was not acknowledged is in the queue again.
    await expect.poll(ready).toBe(1);
    gate.open();
    await until(() => store.asked.length === 2);
    await expect.poll(ready).toBe(0);
    await stop();
    expect([await ready(), await published(topics)]).toEqual([0, messages([7])]);
  });

  test('no more are handed out than the prefetch, and so many are handled at a time as told', async () => {
    const gate = makeGate();
    const begun: number[] = [];
    await declare();
    await send([1, 2, 3, 4, 5]);
    const handle = async ({ n }: Numbered): Promise<void> => {
      begun.push(n);
      await gate.opened;
    };
    const parse = ({ content }: { content: Buffer }): Numbered => JSON.parse(content.toString()) as Numbered;
    const { stop } = runBridge(rabbitBridge({ ...place(), prefetch: 3, concurrency: 2, parse, handle }));
    await expect.poll(ready).toBe(2);
    expect(begun).toEqual([1, 2]);
    gate.open();
    await until(() => begun.length === 5);
    await stop();
    expect([begun, await ready()]).toEqual([[1, 2, 3, 4, 5], 0]);
  });

  test('one that never succeeds is put into the queue of dead letters with why, and the next follows', async () => {
    const topics = makeTopics();
    await declare();
    await send([1, 2], { headers: { kept: 'yes' }, expiration: 60_000 });
    const { coded, log } = runBridge(
      rabbitBridge({
        ...place(),
        maxDeliveries: 3,
        retryMs: 1,
        handle: async (message, { topics, id }) => {
          if ((message as Numbered).n === 1) throw new Error('poison');
          await topics.publish(orders, message, { id });
        },
      }),
      topics,
    );
    await expect.poll(async () => published(topics)).toEqual(messages([2]));
    const { content, properties } = await takeFrom(`${queue}.dead-letter`);
    expect([content.toString(), properties.messageId, properties.expiration]).toEqual(['{"n":1}', 'm1', undefined]);
    const letter = { 'x-nopal-queue': queue, 'x-nopal-deliveries': 3, 'x-nopal-reason': 'poison' };
    expect(properties.headers).toEqual({ kept: 'yes', ...letter });
    expect(log.filter(({ code }) => code !== undefined).map(({ code, level }) => [code, level])).toEqual([
      ['bridge-handle-failed', 40],
      ['bridge-handle-failed', 40],
      ['bridge-dead-letter', 50],
    ]);
    expect(coded('bridge-dead-letter')[0]?.msg).toContain(`Message m1 of ${queue}`);
  });

  test('what is no JSON, or is rejected, is not tried twice', async () => {
    await declare();
    raw.sendToQueue(queue, Buffer.from('{"n":'));
    await send([2]);
    const handle = (): never => {
      throw new RejectMessage('no such customer');
    };
    runBridge(rabbitBridge({ ...place(), retryMs: 60_000, maxRetryMs: 60_000, handle }));
    const reasons: unknown[] = [];
    await expect.poll(async () => (await raw.checkQueue(queue)).consumerCount).toBe(1);
    for (let i = 0; i < 2; i++)
      reasons.push((await takeFrom(`${queue}.dead-letter`)).properties.headers?.['x-nopal-reason']);
    expect(reasons).toEqual([expect.stringMatching(/^It could not be parsed: .*JSON/), 'no such customer']);
  });

  test('with `deadLetter: false` the dead letter exchange of the queue gets them', async () => {
    await raw.assertQueue(`${queue}-own`, { durable: true });
    await declare({ durable: true, deadLetterExchange: '', deadLetterRoutingKey: `${queue}-own` });
    await send([1]);
    const handle = (): never => {
      throw new RejectMessage('bad');
    };
    const { coded } = runBridge(rabbitBridge({ ...place(), deadLetter: false, handle }));
    const { properties } = await takeFrom(`${queue}-own`);
    expect(properties.headers?.['x-death']?.[0]).toMatchObject({ queue, reason: 'rejected', count: 1 });
    expect(coded('bridge-dead-letter')).toHaveLength(1);
  });

  test('a message of a quorum queue that ended its consumers too often is put aside without a try', async () => {
    await declare({ durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await send([1]);
    for (let round = 0; round < 3; round++) {
      const dying = await openChannel(rabbit.url);
      await expect.poll(async () => dying.channel.get(queue)).not.toBe(false);
      await dying.connection.close();
    }
    const handled: unknown[] = [];
    const { coded } = runBridge(rabbitBridge({ ...place(), maxDeliveries: 3, handle: (m) => handled.push(m) }));
    await until(() => coded('bridge-dead-letter').length === 1);
    expect(coded('bridge-dead-letter')[0]?.msg).toMatch(/delivered 3 times before and never answered/);
    expect(handled).toEqual([]);
    // Put back by hand, it is tried again.
    const { content, properties } = await takeFrom(`${queue}.dead-letter`);
    raw.sendToQueue(queue, content, { headers: properties.headers });
    await until(() => handled.length === 1);
  });

  test('a redelivery is told to the handle, and a message without an id has none', async () => {
    await declare();
    await send([1], { messageId: '' });
    const dying = await openChannel(rabbit.url);
    await expect.poll(async () => dying.channel.get(queue)).not.toBe(false);
    await dying.connection.close();
    const told: unknown[] = [];
    runBridge(rabbitBridge({ ...place(), handle: (_m, { id, redeliveries }) => told.push([id, redeliveries]) }));
    await until(() => told.length === 1);
    expect(told).toEqual([[undefined, 1]]);
  });

  test('at the end, what is handled is finished and acknowledged, and the rest is queued again', async () => {
    const gate = makeGate();
    const begun: unknown[] = [];
    await declare();
    await send([1, 2, 3]);
    const handle = async (message: unknown): Promise<void> => {
      begun.push(message);
      await gate.opened;
    };
    const { stop } = runBridge(rabbitBridge({ ...place(), handle }));
    await until(() => begun.length === 1);
    const stopped = stop();
    await expect.poll(async () => (await raw.checkQueue(queue)).consumerCount).toBe(0);
    // Whatever is not worked on any more would be queued again by then.
    for (let i = 0; i < 20; i++) await raw.checkQueue(queue);
    gate.open();
    await stopped;
    expect(begun).toEqual(messages([1]));
    await expect.poll(ready).toBe(2);
  });

  test('messages set the state of a page that is open, by a service of the app', async () => {
    const page = await openStatusPage(
      rabbitBridge({
        ...place(),
        parse: ({ content }) => content.toString(),
        handle: (status, { updater }) => updater.broadcastStateUpdate('deploymentStatus', status),
      }),
    );
    await page.shows('none yet');
    await declare();
    raw.sendToQueue(queue, Buffer.from('rolling out'));
    await page.shows('rolling out');
    await expect.poll(ready).toBe(0);
  });

  test('a process that is killed between storing and acknowledging leaves each message once', async () => {
    queue = 'crash';
    await declare();
    await send([1, 2, 3, 4]);
    const path = await crashAfter(3, 'rabbitmq', rabbit.url);
    const topics = makeTopics(lmdbStore({ path }));
    expect(await published(topics)).toEqual(messages([1, 2, 3]));
    const again: unknown[] = [];
    const bridge = rabbitBridge({
      ...place(),
      handle: async (message, { topics, id, redeliveries }) => {
        if (redeliveries > 0) again.push(message);
        await topics.publish(orders, message, { id });
      },
    });
    const { stop } = runBridge(bridge, topics);
    await expect.poll(async () => published(topics)).toEqual(messages([1, 2, 3, 4]));
    await stop();
    expect(await ready()).toBe(0);
    expect(again).toEqual(expect.arrayContaining(messages([2, 3])));
  });

  test('connections that are cut again and again lose and double nothing', async () => {
    const { network, url } = await startNetwork();
    const topics = makeTopics();
    await declare();
    const { coded, log, stop } = runBridge(rabbitBridge({ ...place(), url, handle: toTopic(orders) }), topics);
    const all = Array.from({ length: 300 }, (_, i) => i + 1);
    for (let from = 0; from < all.length; from += 100) {
      await send(all.slice(from, from + 100));
      network.cut();
      await until(() => coded('bridge-disconnected').length === from / 100 + 1);
      await until(() => log.filter(({ msg }) => msg.endsWith('again')).length === from / 100 + 1);
    }
    await expect.poll(async () => (await published(topics)).length, { timeout: 8000 }).toBe(300);
    await stop();
    expect(new Set((await published(topics)).map((message) => (message as Numbered).n))).toEqual(new Set(all));
    expect(await ready()).toBe(0);
  });

  test('a queue that must exist and does not is told once with what to do, and tried again', async () => {
    const topics = makeTopics();
    const { coded } = runBridge(rabbitBridge({ ...place(), declare: false, handle: toTopic(orders) }), topics);
    await until(() => coded('bridge-refused').length === 1);
    expect(coded('bridge-refused')[0]?.msg).toMatch(/refused to hand out .*no queue.*Check .* that the queue exists/s);
    await declare();
    await send([1]);
    await expect.poll(async () => published(topics), { timeout: 8000 }).toEqual(messages([1]));
    expect(coded('bridge-refused')).toHaveLength(1);
  });

  test('a queue that is deleted and made again goes on', async () => {
    const topics = makeTopics();
    await declare();
    const { coded } = runBridge(rabbitBridge({ ...place(), handle: toTopic(orders) }), topics);
    await expect.poll(async () => (await raw.checkQueue(queue)).consumerCount).toBe(1);
    await raw.deleteQueue(queue);
    await until(() => coded('bridge-disconnected').length === 1);
    expect(coded('bridge-disconnected')[0]?.msg).toContain(`The queue ${queue} was deleted.`);
    await declare();
    await send([1]);
    await expect.poll(async () => published(topics), { timeout: 8000 }).toEqual(messages([1]));
  });

  // The last one: it takes the other connection with it.
  test('a RabbitMQ that is started again is told of once, and nothing is lost or doubled', async () => {
    const topics = makeTopics();
    await declare();
    await send([1, 2, 3]);
    const { coded, log } = runBridge(rabbitBridge({ ...place(), handle: toTopic(orders) }), topics);
    await expect.poll(async () => published(topics)).toHaveLength(3);
    await send([4]);
    connection.on('error', () => undefined);
    await rabbit.pause();
    await until(() => coded('bridge-disconnected').length === 1);
    await rabbit.start();
    ({ connection, channel: raw } = await openChannel(rabbit.url));
    await send([5, 6]);
    await expect.poll(async () => published(topics), { timeout: 20_000 }).toHaveLength(6);
    expect(await published(topics)).toEqual(messages([1, 2, 3, 4, 5, 6]));
    expect(coded('bridge-disconnected').map(({ level }) => level)).toEqual([50]);
    expect(coded('bridge-disconnected')[0]?.msg).toMatch(
      /no connection to RabbitMQ at 127\.0\.0\.1:\d+: .*connects again/,
    );
    expect(log.filter(({ msg }) => /^Connected to RabbitMQ .* again$/.test(msg))).toHaveLength(1);
  });
});
