import { expect, test } from 'vitest';
import { Scene, settled, until } from './test-support/ends.ts';

const HOUR_MS = 3_600_000;
/** More than the kernel takes for a connection by itself. */
const MUCH = 32 * 1024 * 1024;

/** Runs something, and returns how many milliseconds it took. */
async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

test('a perfect network hands on every byte in both directions', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  const text = Array.from({ length: 200_000 }, (_, i) => i.toString(36)).join(' ');
  client.send(text);
  server.send(text);
  await Promise.all([client.has(text.length), server.has(text.length)]);
  expect(client.received === text && server.received === text).toBe(true);
  expect(connection.delivered).toEqual({ toClient: text.length, toServer: text.length });
});

test('latency holds every chunk up, in its direction alone', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { latencyMs: 100 } });
  const waited = await timed(async () => {
    server.send('late');
    await client.has(4);
  });
  expect(waited).toBeGreaterThanOrEqual(100);

  connection.set({ toClient: { latencyMs: HOUR_MS } });
  server.send('never');
  await until(() => connection.underWay.toClient === 5);
  client.send('at once');
  await server.has(7);
  expect(client.received).toBe('late');
});

test('conditions that are changed hold for what is under way', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { latencyMs: HOUR_MS } });
  server.send('waits');
  await until(() => connection.underWay.toClient === 5);
  connection.set({ toClient: { latencyMs: 0 } });
  await client.has(5);
});

test('jitter adds to the latency and keeps the order', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { jitterMs: 100 } });
  const waited = await timed(async () => {
    for (let sent = 1; sent <= 10; sent++) {
      server.send('x');
      await client.has(sent);
    }
  });
  expect(waited).toBeGreaterThanOrEqual(100);

  let expected = client.received;
  for (let i = 0; i < 30; i++) {
    server.send(`${i},`);
    expected += `${i},`;
    // A chunk of its own each.
    await until(() => connection.delivered.toClient + connection.underWay.toClient === expected.length);
  }
  await client.has(expected.length);
  expect(client.received).toBe(expected);
});

test('a limited rate is kept, and lifted at once', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toServer: { bytesPerSecond: 100_000 } });
  const waited = await timed(async () => {
    client.send('x'.repeat(20_000));
    await server.has(20_000);
  });
  // 200 ms, but for what may come at once.
  expect(waited).toBeGreaterThanOrEqual(150);

  connection.set({ toServer: { bytesPerSecond: 1 } });
  client.send('y'.repeat(20_000));
  await server.has(20_001);
  connection.set({ toServer: { bytesPerSecond: Number.POSITIVE_INFINITY } });
  await server.has(40_000);
});

test('small chunks share a limited rate', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { bytesPerSecond: 1000 } });
  const waited = await timed(async () => {
    for (let sent = 1; sent <= 150; sent++) {
      server.send('x');
      await until(() => connection.delivered.toClient + connection.underWay.toClient === sent);
    }
    await client.has(150);
  });
  expect(waited).toBeGreaterThanOrEqual(100);
});

test('a chunk that is lost comes after the time to send it again, with what is behind it', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { loss: 1, retransmitMs: 100 } });
  const waited = await timed(async () => {
    server.send('lost');
    await client.has(4);
  });
  expect(waited).toBeGreaterThanOrEqual(100);

  connection.set({ toClient: { retransmitMs: HOUR_MS } });
  server.send('lost');
  await until(() => connection.underWay.toClient === 4);
  // What comes in from now on is not lost by itself.
  connection.set({ toServer: { loss: 0 } });
  server.send('behind');
  await until(() => connection.underWay.toClient === 10);
  expect(client.received).toBe('lost');
});

/** Sends chunk after chunk; which of 30 are lost when half of them are. */
async function losses(seed: number): Promise<string> {
  const { server, connection } = await (await Scene.start({ seed })).join();
  let pattern = '';
  for (let sent = 1; sent <= 30; sent++) {
    connection.set({ toClient: { loss: 0.5, retransmitMs: HOUR_MS } });
    server.send('x');
    await until(() => connection.delivered.toClient + connection.underWay.toClient === sent);
    pattern += connection.underWay.toClient === 1 ? 'lost ' : 'came ';
    connection.set({ toClient: { loss: 0 } });
    await until(() => connection.delivered.toClient === sent);
  }
  return pattern;
}

test('which chunks are lost is a matter of the seed', async () => {
  const [first, second, other] = [await losses(7), await losses(7), await losses(8)];
  expect(first).toContain('lost');
  expect(first).toContain('came');
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});

test('a stall passes nothing in its direction, and the sender feels it', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.stall('toClient');
  server.send('x'.repeat(MUCH));
  client.send('passes');
  await server.has(6);
  // What the server could not give to the kernel any more, since nobody reads on the other side.
  expect(await settled(() => server.socket.writableLength)).toBeGreaterThan(0);
  expect(client.received).toBe('');
  expect(client.unaware && server.unaware).toBe(true);

  connection.resume('toClient');
  await client.has(MUCH);
  expect(server.socket.writableLength).toBe(0);
});

test('a network that is slow holds no more than it may, and then reads no more', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toClient: { latencyMs: HOUR_MS, queueBytes: 200_000 } });
  server.send('x'.repeat(MUCH));
  const held = await settled(() => connection.underWay.toClient);
  expect(held).toBeGreaterThan(200_000);
  // One read more, which may be 64 KiB.
  expect(held).toBeLessThanOrEqual(200_000 + 65_536);
  expect(server.socket.writableLength).toBeGreaterThan(0);
  connection.set({ toClient: { latencyMs: 0 } });
  await client.has(MUCH);
});

test('a client that does not read is felt by the server', async () => {
  const { client, server } = await (await Scene.start()).join();
  client.socket.pause();
  server.send('x'.repeat(MUCH));
  expect(await settled(() => server.socket.writableLength)).toBeGreaterThan(0);
  client.socket.resume();
  await client.has(MUCH);
});

test('an end comes after what was sent before it, and leaves the other direction open', async () => {
  const { client, server, connection } = await (await Scene.start()).join();
  connection.set({ toServer: { latencyMs: 50 } });
  client.socket.end('last words');
  await until(() => server.ended);
  expect(server.received).toBe('last words');
  server.send('an answer');
  await client.has(9);
  server.socket.end();
  await until(() => client.ended && !connection.open);
  expect([client.error, server.error]).toEqual([undefined, undefined]);
});

test.each(['client', 'server'] as const)('a reset of the %s reaches the other end as one', async (side) => {
  const { connection, ...ends } = await (await Scene.start()).join();
  const other = ends[side === 'client' ? 'server' : 'client'];
  ends[side].socket.resetAndDestroy();
  await until(() => other.error !== undefined);
  expect(other.error).toBe('ECONNRESET');
  expect(connection.open).toBe(false);
});

test('an end does not pass a stall', async () => {
  const scene = await Scene.start();
  const { client, server, connection } = await scene.join();
  connection.stall();
  client.socket.end('bye');
  await scene.useAnother();
  expect(server.unaware).toBe(true);
  connection.resume();
  await until(() => server.ended);
  expect(server.received).toBe('bye');
});
