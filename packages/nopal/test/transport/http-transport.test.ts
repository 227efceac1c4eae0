/** The HTTP transports on a server of the test's own: what holds where nobody reads, writes, or is let in any more. */
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/protocol/connection.ts';
import { Frame } from '../../src/protocol/frames.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { HttpTransport } from '../../src/transport/http.ts';
import { ask } from '../support/ask.ts';
import { until } from '../support/until.ts';

/** A server with nothing but the HTTP transports. */
async function startBare(options: ServerOptions = {}) {
  const connections: Connection[] = [];
  const heard: string[] = [];
  const failures: unknown[] = [];
  let closed = 0;
  const transport = new HttpTransport({
    base: '/_nopal',
    offered: ['sse', 'poll'],
    origins: { origins: [], requireOrigin: false },
    limits: DEFAULT_LIMITS,
    accept: (connection) => {
      connections.push(connection);
      return { message: (text) => void heard.push(text), ready: () => undefined, closed: () => void closed++ };
    },
    refused: () => undefined,
    failed: (error) => void failures.push(error),
  });
  const server = createServer(options, (request, response) => {
    if (!transport.handle(request, response)) response.writeHead(418).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const sockets = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return { transport, port, connections, heard, failures, sockets, closed: () => closed };
}

/** Asks, and then reads nothing of the answer. */
async function askAndStare(port: number, head: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write(`${head} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
  return socket;
}

/** More than the kernel takes for somebody who does not read. */
const LARGE = new Frame(JSON.stringify(['x'.repeat(16_000_000)]));

test.each(['GET /_nopal/stream', 'POST /_nopal/poll?n=1'])(
  'who reads nothing of %s holds its socket no longer than the connection',
  async (head) => {
    const { port, connections, sockets, closed } = await startBare();
    await askAndStare(port, head);
    await until(() => connections.length === 1);
    connections[0]?.send(LARGE);
    connections[0]?.close('stalled');
    await until(() => closed() === 1);
    await expect.poll(sockets, { timeout: 5000 }).toBe(0);
    connections[0]?.send(LARGE);
    connections[0]?.close('stalled');
    expect(closed()).toBe(1);
  },
  10_000,
);

test.each(['GET /_nopal/stream', 'POST /_nopal/poll?n=1'])(
  'the socket of %s is not kept after the last word, so that a server can shut down',
  async (head) => {
    const { port, connections, transport } = await startBare({ keepAliveTimeout: 60_000 });
    const socket = await askAndStare(port, head);
    await until(() => connections.length === 1);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).resume();
    transport.close('going-away');
    await once(socket, 'close');
    expect(answer).toMatch(/\n(data: )?1001\r?\n/);
  },
);

test('closing is told after the fact, so that who closes may put another connection in place first', async () => {
  const { port, connections, closed } = await startBare();
  await askAndStare(port, 'GET /_nopal/stream');
  await until(() => connections.length === 1);
  connections[0]?.close('replaced');
  expect(closed()).toBe(0);
  await until(() => closed() === 1);
});

test('bodies that come slowly are bounded by the time that the server gives to a request', async () => {
  const { port, connections, failures, sockets } = await startBare({
    requestTimeout: 100,
    connectionsCheckingInterval: 20,
  });
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
  socket.write('POST /_nopal/poll?n=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n[');
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  await expect.poll(sockets).toBe(0);
  // No connection was made of it; what went wrong was told.
  expect([connections.length, failures.length]).toEqual([0, 1]);
});

test('a request whose body is still coming when the transport closes opens nothing', async () => {
  const { transport, port, connections } = await startBare();
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  onTestFinished(() => void socket.destroy());
  socket.write('POST /_nopal/poll?n=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n[');
  // A second request on another socket is answered only after the first one's beginning was read.
  await ask(port, 'HEAD', '/_nopal/poll');
  transport.close('going-away');
  socket.write('1]');
  await until(() => answer !== '');
  expect(answer).toMatch(/^HTTP\/1.1 503 /);
  expect(connections).toEqual([]);
  expect((await ask(port, 'POST', '/_nopal/poll?n=1')).status).toBe(503);
});
