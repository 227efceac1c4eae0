import { expect, test } from 'vitest';
import { slowReader } from './index.ts';
import { Scene, settled, until } from './test-support/ends.ts';

const MUCH = 32 * 1024 * 1024;

test('a cut resets both ends', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.cut();
  await until(() => client.socket.destroyed && server.socket.destroyed);
  expect([client.error, server.error]).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect([client.ended, server.ended]).toEqual([false, false]);
  expect(connection.open).toBe(false);
});

test('a cut by FIN tells both ends that the other one finished', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.cut({ how: 'fin' });
  await until(() => client.ended && server.ended);
  // What they send then goes nowhere, and they are not told.
  client.socket.end('to nobody');
  server.socket.end('to nobody');
  await until(() => client.socket.destroyed && server.socket.destroyed);
  expect([client.error, server.error]).toEqual([undefined, undefined]);
  expect([client.received, server.received]).toEqual(['', '']);
});

test('after a cut by FIN, what waited to be sent is taken and thrown away', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.stall();
  client.send('x'.repeat(MUCH));
  expect(await settled(() => client.socket.writableLength)).toBeGreaterThan(0);
  connection.cut({ how: 'fin' });
  await until(() => server.ended && client.socket.writableLength === 0);
  expect(server.received).toBe('');
});

test.each([
  ['toClient', 'reset'],
  ['toClient', 'fin'],
  ['toServer', 'reset'],
  ['toServer', 'fin'],
] as const)('a cut after some bytes %s lets exactly these through (%s)', async (direction, how) => {
  const { client, server, connection } = await (await Scene.start()).join();
  const [sender, receiver] = direction === 'toClient' ? [server, client] : [client, server];
  connection.cut({ afterBytes: 10, direction, how });
  sender.send('012345');
  await receiver.has(6);
  expect(connection.open).toBe(true);
  sender.send('6789 and more');
  // Node may read a reset that comes right behind data as an end, so the receiver cannot tell which it was.
  await until(() => !receiver.unaware && !sender.unaware);
  expect(receiver.received).toBe('0123456789');
  expect(sender.error).toBe(how === 'reset' ? 'ECONNRESET' : undefined);
  expect(connection.open).toBe(false);
});

test('a half-open connection: neither side hears that the other one is gone, and others go on', async () => {
  const scene = await Scene.start();
  const { client, server, connection } = await scene.join();
  const second = await scene.join();
  connection.halfOpen();
  server.send('to nobody');
  client.socket.resetAndDestroy();
  second.connection.halfOpen();
  second.server.socket.end('to nobody');
  await scene.useAnother();
  expect(server.unaware).toBe(true);
  expect(second.client.unaware).toBe(true);
  expect(second.client.received).toBe('');
  expect(scene.network.connections).toHaveLength(1);
});

test('a half-open connection takes nothing from whoever is left', async () => {
  const { server, connection } = await (await Scene.start()).join();
  connection.halfOpen('client');
  server.send('x'.repeat(MUCH));
  expect(await settled(() => server.socket.writableLength)).toBeGreaterThan(0);
  expect(server.unaware).toBe(true);
});

test.each(['client', 'server'] as const)(
  'a %s that vanishes is gone itself, and the other is not told',
  async (gone) => {
    const scene = await Scene.start();
    const { connection, ...ends } = await scene.join();
    connection.halfOpen(gone);
    await until(() => ends[gone].error === 'ECONNRESET');
    await scene.useAnother();
    expect(ends[gone === 'client' ? 'server' : 'client'].unaware).toBe(true);
  },
);

test('a half-open connection can be cut', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.halfOpen();
  connection.cut();
  await until(() => client.error !== undefined && server.error !== undefined);
});

test('a slow reader keeps little, so that the buffers of the server fill', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set(slowReader(20_000));
  server.send('x'.repeat(MUCH));
  await client.has(2000);
  expect(await settled(() => server.socket.writableLength)).toBeGreaterThan(0);
  expect(connection.underWay.toClient).toBeLessThanOrEqual(65_536);
  expect(client.received.length).toBeLessThan(1_000_000);
  client.send('meanwhile');
  await server.has(9);

  connection.set(slowReader(Number.POSITIVE_INFINITY));
  await client.has(MUCH);
});
