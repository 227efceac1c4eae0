import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ChaosProxy } from './index.ts';
import { Scene, until, type Joined } from './test-support/ends.ts';

const HOUR_MS = 3_600_000;

test('it is an address for HTTP', async () => {
  const server = createServer((request, response) => response.end(`You asked for ${request.url}`)).listen(0);
  await once(server, 'listening');
  const network = await ChaosProxy.start((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await network.close();
    server.close();
  });
  network.set({ toClient: { latencyMs: 20, jitterMs: 10 }, toServer: { bytesPerSecond: 10_000 } });
  expect(await (await fetch(`${network.url}/this`)).text()).toBe('You asked for /this');
});

test('conditions hold for connections that are open and for later ones', async () => {
  const scene = await Scene.start();
  const open = await scene.join();
  scene.network.set({ toClient: { latencyMs: HOUR_MS } });
  // What is left out stays.
  scene.network.set({ toClient: { jitterMs: 1 }, toServer: { latencyMs: 0 } });
  const later = await scene.join();
  for (const { server, connection } of [open, later]) {
    server.send('x');
    await until(() => connection.underWay.toClient === 1);
  }
  scene.network.set({ toClient: { latencyMs: 0 } });
  await Promise.all([open.client.has(1), later.client.has(1)]);
});

test('one of several connections can be bad', async () => {
  const scene = await Scene.start();
  const [one, other] = [await scene.join(), await scene.join()];
  expect(scene.network.connections).toEqual([one.connection, other.connection]);
  one.connection.stall();
  for (const { server } of [one, other]) server.send('x');
  await other.client.has(1);
  expect(one.client.received).toBe('');
  other.connection.cut();
  await until(() => other.server.error !== undefined);
  expect(scene.network.connections).toEqual([one.connection]);
  one.connection.resume();
  await one.client.has(1);
});

test('a stall of the network holds for connections that are opened during it', async () => {
  const scene = await Scene.start();
  scene.network.stall('toClient');
  const { client, server } = await scene.join();
  client.send('question');
  await server.has(8);
  server.send('answer');
  const second = await scene.join();
  second.client.send('question');
  await second.server.has(8);
  expect(client.received).toBe('');
  scene.network.resume();
  await client.has(6);
});

test('after a cut, new connections are taken', async () => {
  const scene = await Scene.start();
  const { client } = await scene.join();
  scene.network.cut();
  await until(() => client.error !== undefined);
  await scene.useAnother();
});

test('connections that are half-open are not the network any more', async () => {
  const scene = await Scene.start();
  const { client, server } = await scene.join();
  scene.network.halfOpen();
  scene.network.cut();
  await scene.useAnother();
  expect(client.unaware && server.unaware).toBe(true);
});

test('while it refuses, new connections are reset and old ones stay', async () => {
  const scene = await Scene.start();
  const { client, server } = await scene.join();
  scene.network.refuse();
  const refused = scene.client();
  await until(() => refused.socket.destroyed);
  expect(refused.error).toBe('ECONNRESET');
  server.send('still here');
  await client.has(10);
  scene.network.accept();
  await scene.useAnother();
});

test('a client of a server that is not there is reset', async () => {
  const vacant = createServer().listen(0, '127.0.0.1');
  await once(vacant, 'listening');
  const { port } = vacant.address() as AddressInfo;
  await new Promise((resolve) => vacant.close(resolve));
  const network = await ChaosProxy.start(port, { serverHost: '127.0.0.1' });
  onTestFinished(() => network.close());
  await expect(fetch(network.url)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(network.connections).toEqual([]);
});

test('the next connection is there before anything passes through it', async () => {
  const scene = await Scene.start();
  const opened = scene.network.next();
  const client = scene.client();
  client.send('question');
  const connection = await opened;
  expect(connection.delivered).toEqual({ toClient: 0, toServer: 0 });
  connection.cut({ afterBytes: 1, direction: 'toServer' });
  await until(() => client.error !== undefined);
  expect(connection.delivered).toEqual({ toClient: 0, toServer: 1 });
});

test('closing ends everything that goes through it, frees the port, and leaves no timer', async () => {
  const scene = await Scene.start();
  const { network } = scene;
  const joined: Joined[] = [];
  while (joined.length < 20) joined.push(await scene.join());
  network.set({ toClient: { latencyMs: HOUR_MS } });
  for (const { server } of joined) server.send('x');
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  await until(() => timers() >= 20);
  joined[0]?.connection.halfOpen();
  const { port } = network;
  await network.close();
  await until(() => joined.every(({ client, server }) => !client.unaware && !server.unaware));
  expect(timers()).toBeLessThan(20);
  const next = await ChaosProxy.start(1, { port });
  await next.close();
});

test.each([
  [{ toClient: { latencyMs: -1 } }, 'latencyMs is -1; it has to be from 0 to 3600000.'],
  [{ toServer: { loss: 2 } }, 'loss is 2; it has to be from 0 to 1.'],
  [{ toServer: { bytesPerSecond: Number.NaN } }, 'bytesPerSecond is NaN; it has to be from 1 to Infinity.'],
  [{ toServer: Object.fromEntries([['lag', 1]]) }, '"lag" is no condition of a network; there are latencyMs'],
])('a condition that cannot be is refused: %j', async (change, message) => {
  const { network } = await Scene.start();
  expect(() => network.set(change)).toThrow(message);
});
