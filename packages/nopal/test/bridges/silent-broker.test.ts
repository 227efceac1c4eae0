/** A broker that takes connections and never says a word. No real one is needed for that. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ServiceFunction } from '../../src/index.ts';
import { rabbitBridge } from '../../src/rabbitmq.ts';
import { redisStreamBridge } from '../../src/redis-streams.ts';
import { until } from '../support/until.ts';
import { runBridge } from './run-bridge.ts';

const handle = (): undefined => undefined;
const bridges: Readonly<Record<string, (port: number) => ServiceFunction>> = {
  redis: (port) => redisStreamBridge({ url: `redis://127.0.0.1:${port}`, stream: 's', group: 'g', handle }),
  rabbitmq: (port) => rabbitBridge({ url: `amqp://127.0.0.1:${port}`, queue: 'q', handle }),
};

test.each(Object.entries(bridges))('%s: the app can end while a bridge waits for it', async (_name, makeBridge) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { log, stop } = runBridge(makeBridge((server.address() as AddressInfo).port));
  await until(() => sockets.length > 0);
  await stop();
  expect(log.filter(({ level }) => level >= 40)).toEqual([]);
});
