/**
 * A bridge that publishes to a store on the disk and then never says that it is done. Run in a process of its own by the
 * tests, which kill it: which broker, its address, and the folder of the store.
 */
import process from 'node:process';
import { pino } from 'pino';
import type { ComponentStateUpdater } from '../../src/live/updater.ts';
import { lmdbStore } from '../../src/lmdb.ts';
import { createTopic } from '../../src/push/topic.ts';
import { Topics } from '../../src/push/topics.ts';
import { rabbitBridge, type BridgeContext } from '../../src/rabbitmq.ts';
import { redisStreamBridge } from '../../src/redis-streams.ts';

const [broker, url = '', path = ''] = process.argv.slice(2);
const orders = createTopic<unknown>('orders');
const topics = new Topics({ store: lmdbStore({ path }) });

async function handle(message: unknown, { id }: BridgeContext): Promise<void> {
  const { offset } = await topics.publish(orders, message, { id });
  process.stdout.write(`stored ${offset}\n`);
  // All but the first are stored and not acknowledged.
  if (offset > 1) await new Promise(() => undefined);
}

const bridge =
  broker === 'redis'
    ? redisStreamBridge({ url, stream: 'crash', group: 'web', consumer: 'here', concurrency: 2, handle })
    : rabbitBridge({ url, queue: 'crash', concurrency: 2, handle });
// Never used by the handle.
const updater = {} as ComponentStateUpdater;
await bridge({ updater, logger: pino({ level: 'silent' }), topics, signal: new AbortController().signal });
