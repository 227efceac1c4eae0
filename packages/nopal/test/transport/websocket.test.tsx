/** The WebSocket endpoint: who may open it, and what may come over it. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { useState } from '../../src/index.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { WebSocketEndpoints } from '../../src/transport/endpoints.ts';
import { takeWebSockets } from '../../src/transport/websocket.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Counter() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}

const start = (options = {}) => serve((app) => app.page('/', Counter), options);

/** Asks for an upgrade; resolves with the status of the answer, 101 when it was made. */
async function upgrade(running: RunningApp, path: string, headers: RequestOptions['headers'] = {}): Promise<number> {
  const asked = request({
    port: running.port,
    host: '127.0.0.1',
    path,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      ...headers,
    },
  }).end();
  return new Promise((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', ({ statusCode = 0 }: IncomingMessage) => resolve(statusCode));
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
  });
}

const PATH = '/_nopal/socket';

test('only pages of the own and of listed origins get a connection', async () => {
  const running = await start({ origins: ['https://app.example.com'] });
  const own = `http://127.0.0.1:${running.port}`;
  expect(await upgrade(running, PATH, { origin: own })).toBe(101);
  expect(await upgrade(running, PATH, { origin: 'https://app.example.com' })).toBe(101);
  expect(await upgrade(running, PATH)).toBe(101);
  for (const origin of ['https://evil.example', 'null']) expect(await upgrade(running, PATH, { origin })).toBe(403);
  expect(running.coded('origin-refused').map((line) => line['origin'])).toEqual(['https://evil.example', 'null']);
});

test('an origin can be required', async () => {
  expect(await upgrade(await start({ requireOrigin: true }), PATH)).toBe(403);
});

test('an upgrade of another path is 404 when nobody else listens, and left to whoever does', async () => {
  const running = await start();
  expect(await upgrade(running, '/other')).toBe(404);
  expect(await upgrade(running, `${PATH}?with=query`)).toBe(101);

  const http = createServer();
  const options = { path: PATH, origins: { origins: [], requireOrigin: false }, limits: DEFAULT_LIMITS };
  const nobody = {
    accept: () => ({ message: () => undefined, ready: () => undefined, closed: () => undefined }),
    refused: () => undefined,
  };
  const endpoints = new WebSocketEndpoints();
  endpoints.attach(http);
  takeWebSockets(endpoints, { ...options, ...nobody, failed: () => undefined, broke: () => undefined });
  const other = new WebSocketServer({ noServer: true });
  http.on('upgrade', (incoming, socket, head) => {
    if (incoming.url === '/other') other.handleUpgrade(incoming, socket, head, (each) => each.close());
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    await endpoints.close('going-away');
    http.close();
  });
  expect(await upgrade({ ...running, port: (http.address() as { port: number }).port }, '/other')).toBe(101);
});

test('who is refused and resets its connection does not end the process', async () => {
  const running = await start();
  for (let i = 0; i < 20; i++) {
    const socket = connect(running.port, '127.0.0.1');
    await once(socket, 'connect');
    const origin = i % 2 === 0 ? 'Origin: https://evil.example\r\n' : '';
    const path = i % 2 === 0 ? PATH : '/other';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${origin}\r\n`);
    socket.resetAndDestroy();
  }
  await until(() => running.coded('origin-refused').length > 0);
  await TestPage.open(running);
});

test('a message that is too large, in too many pieces or not text ends its own connection only', async () => {
  const running = await start({ limits: { maxMessageBytes: 1000, maxFragments: 4 } });
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  page.say(`"${'x'.repeat(1000)}"`);
  await until(() => page.closedWith === 1009);
  expect(running.coded('message-too-large')).toHaveLength(1);

  await page.connect();
  for (let i = 0; i < 6; i++) page.socket?.send('[', { fin: i === 5 });
  await until(() => page.closedWith !== undefined);

  await page.connect();
  page.socket?.send(Buffer.from('["ack",0]'));
  for (let i = 0; i < 10; i++) page.raise('button');
  await until(() => page.closedWith === 4400);

  await page.connect();
  expect(page.viewer?.[2]).toBe(1);
  expect(running.app.gauges().events.done).toBe(0);
  expect(await other.click('button')).toEqual([1, 'done']);
});

test('what is not of the protocol ends the connection, and what follows it counts no more', async () => {
  const running = await start();
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  for (const message of ['garbage', '{}', '[]', '["hello"]', ['event', 1, 0, [], 'click', {}], ['ack', -1]]) {
    page.say(message);
    for (let i = 0; i < 10; i++) page.raise('button');
    await until(() => page.closedWith === 4400);
    await page.connect();
  }
  expect(page.text('button')).toBe('0');
  // One line for each connection, however much more came over it.
  expect(running.coded('bad-message')).toHaveLength(6);
  expect(await other.click('button')).toEqual([1, 'done']);
});

test('speaking before the hello, or saying it twice, ends the connection', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  await page.dial();
  page.say(['event', 1, 0, [0], 'click', {}]);
  await until(() => page.closedWith === 4400);
  await page.connect();
  page.say(['hello', 1, page.token, 0]);
  await until(() => page.closedWith === 4400);
});

test('no message, however hostile, ends the process or disturbs another viewer', async () => {
  const running = await start({ limits: { graceMs: 50 } });
  const witness = await TestPage.open(running);
  const page = await TestPage.fetch(running);
  const valid: fc.Arbitrary<unknown>[] = [
    fc.constant(['hello', 1, page.token, 0, ['id', 'secret', 0]]),
    fc.constant(['hello', 1, page.token, 0]),
    fc.constant(['event', 1, 0, [0], 'click', { target: { tag: 'button' }, value: 'x', data: { a: ['b'] } }]),
    fc.constant(['ack', 1]),
  ];
  const hostile = fc.anything({ withNullPrototype: false }).filter((each) => JSON.stringify(each) !== undefined);
  const mutated = fc
    .tuple(fc.oneof(...valid), fc.array(fc.tuple(fc.nat(6), hostile), { minLength: 1, maxLength: 3 }))
    .map(([message, changes]) => {
      const copy = [...(message as unknown[])];
      for (const [at, value] of changes) copy[at] = value;
      return JSON.stringify(copy);
    });
  const odd = fc.constantFrom(
    '['.repeat(30_000),
    '["event",1,0,[0],"__proto__",{"__proto__":1}]',
    '["ack",1e308]',
    '\0',
    '',
  );
  const text = fc.oneof(fc.string({ maxLength: 300 }), fc.json(), mutated, odd);
  const scenario = fc.tuple(fc.boolean(), fc.array(text, { minLength: 1, maxLength: 8 }));
  const unexpected: unknown[] = [];
  const note = (error: unknown): void => void unexpected.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));

  for (const [hello, messages] of fc.sample(scenario, { numRuns: 200, seed: 20 })) {
    await page.dial();
    if (hello) page.say(['hello', 1, page.token, 0]);
    for (const message of messages) page.say(message);
    page.socket?.close();
    await until(() => page.closedWith !== undefined);
  }
  expect(unexpected).toEqual([]);
  expect(running.log.filter(({ level }) => level >= 50)).toEqual([]);
  expect(await witness.click('button')).toEqual([1, 'done']);
  expect([witness.text('button'), witness.frames.length]).toEqual(['1', 1]);
  // Nothing of them is left once their grace period is over.
  await until(() => running.app.updater.getAllComponentIds().length === 1);
});

function Feed() {
  const [text] = useState('');
  return <p>{text}</p>;
}

test('who acknowledges what it did not read is cut before much of it is kept', async () => {
  const limits = { windowBytes: 20_000, framesPerSecond: 10_000 };
  const running = await serve((app) => app.page('/', Feed), { limits });
  const page = await TestPage.open(running);
  page.acknowledges = false;
  page.socket?.pause();
  const kept = process.memoryUsage().external;
  for (let frames = 1; running.app.gauges().connections.websocket > 0; frames++) {
    running.app.updater.broadcastStateUpdate('text', String(frames % 10).repeat(50_000));
    // It guesses well how many were sent.
    page.say(['ack', running.app.gauges().frames.patches]);
    await new Promise((resolve) => setImmediate(resolve));
    // The kernel takes some megabytes before anything is kept here.
    expect(frames).toBeLessThan(2000);
  }
  expect(process.memoryUsage().external - kept).toBeLessThan(50e6);
});

test('a ping is answered', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const answered = once(page.socket as NonNullable<typeof page.socket>, 'pong');
  page.socket?.ping('are you there');
  expect(String((await answered)[0])).toBe('are you there');
});
