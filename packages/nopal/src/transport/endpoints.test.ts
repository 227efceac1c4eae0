/** Who is let in by a decision that takes time: how long, how many, and what becomes of them when it goes wrong. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { UPGRADE } from '../../test/support/topic-endpoints.ts';
import { until } from '../../test/support/until.ts';
import type { AdmissionLimits } from './admissions.ts';
import { WebSocketEndpoints, type Open, type WebSocketEndpoint } from './endpoints.ts';

type Admit = WebSocketEndpoint['admit'];

/** Nobody is answered. */
const never: Admit = () => new Promise(() => undefined);
const open: Open = (socket) => socket.send('open');

/** A server with an endpoint at each path. */
async function serveEndpoints(admits: Readonly<Record<string, Admit>>, limits?: Partial<AdmissionLimits>) {
  const log: string[] = [];
  const endpoints = new WebSocketEndpoints({ admitMs: 60_000, maxAdmitting: 100, ...limits });
  for (const [path, admit] of Object.entries(admits)) {
    endpoints.add({
      path,
      origins: { origins: [], requireOrigin: false },
      maxPayload: 1000,
      maxFragments: 1,
      refused: () => undefined,
      failed: () => undefined,
      broke: (error) => log.push(String(error)),
      admit,
    });
  }
  const server = createServer();
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => connections.push(socket));
  endpoints.attach(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    for (const each of connections) each.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoints, log, connections, port };
}

/** Asks for an upgrade, and collects what comes until the server ends it. */
async function ask(port: number, path: string) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const asker = { socket, text: '', isClosed: false };
  socket.on('data', (chunk: Buffer) => (asker.text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => (asker.isClosed = true));
  await once(socket, 'connect');
  const head = [
    `GET ${path} HTTP/1.1`,
    'host: x',
    ...Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return asker;
}

/** What the process was not told of otherwise, while the test runs. */
function unhandled(): readonly unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return errors;
}

test('who is not decided about in time is sent away, and the owner is told; a late answer does nothing', async () => {
  let answer = (_: Open): void => undefined;
  const admit: Admit = () => new Promise((resolve) => (answer = resolve));
  const { port, log } = await serveEndpoints({ '/': admit }, { admitMs: 20 });
  const asker = await ask(port, '/');
  await until(() => asker.isClosed);
  expect(asker.text).toMatch(/^HTTP\/1\.1 503 .*Come back in a moment\.\n$/s);
  expect(log).toEqual([expect.stringContaining('within 20 ms (admitMs)')]);
  const opened: unknown[] = [];
  answer((socket) => opened.push(socket));
  await new Promise((resolve) => setImmediate(resolve));
  expect(opened).toEqual([]);
});

test('only so many are decided about at a time, at each path; who comes then is not even asked about', async () => {
  const answers: ((open: Open) => void)[] = [];
  const admit: Admit = () => new Promise((resolve) => answers.push(resolve));
  const { port } = await serveEndpoints({ '/': admit, '/other': () => open }, { maxAdmitting: 2 });
  const first = [await ask(port, '/'), await ask(port, '/')];
  await until(() => answers.length === 2);
  const third = await ask(port, '/');
  await until(() => third.isClosed);
  expect(third.text).toMatch(/^HTTP\/1\.1 503 /);
  expect(answers.length).toBe(2);
  const other = await ask(port, '/other');
  await until(() => other.text.startsWith('HTTP/1.1 101 '));
  // There is room again once they are in.
  for (const answer of answers) answer(open);
  await until(() => first.every(({ text }) => text.startsWith('HTTP/1.1 101 ')));
  await ask(port, '/');
  await until(() => answers.length === 3);
});

test('closing sends away who waits, and is done when they are gone', async () => {
  const { port, endpoints, connections, log } = await serveEndpoints({ '/': never });
  const asking = await Promise.all(Array.from({ length: 20 }, () => ask(port, '/')));
  await until(() => connections.length === 20);
  // One is gone already.
  asking[0]?.socket.resetAndDestroy();
  await until(() => connections.filter(({ closed }) => closed).length === 1);
  await endpoints.close('going-away');
  expect(connections.filter(({ closed }) => !closed)).toEqual([]);
  await until(() => asking.every(({ isClosed }) => isClosed));
  for (const { text } of asking.slice(1)) expect(text).toMatch(/^HTTP\/1\.1 503 .*shuts down/s);
  expect(log).toEqual([]);
});

test.each<[string, Admit, string]>([
  ['deciding throws', () => throwing(), 'HTTP/1.1 500 '],
  ['deciding rejects', async () => throwing(), 'HTTP/1.1 500 '],
  ['opening throws', () => throwing, ''],
  ['opening throws later', async () => throwing, ''],
])('%s: that connection ends, the owner is told, and the others go on', async (_, admit, answer) => {
  const errors = unhandled();
  const { port, log } = await serveEndpoints({ '/broken': admit, '/': () => open });
  const asker = await ask(port, '/broken');
  await until(() => asker.isClosed);
  expect(asker.text).toContain(answer);
  expect(log).toEqual(['Error: of the app']);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  onTestFinished(() => socket.terminate());
  expect(String((await once(socket, 'message'))[0])).toBe('open');
  expect(errors).toEqual([]);
});

function throwing(): never {
  throw new Error('of the app');
}
