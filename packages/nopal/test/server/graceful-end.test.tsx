/** How an app ends: what runs is finished and told, and browsers come back one after another. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { CLOSE_CODES } from '../../src/protocol/connection.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

let finish: (() => void)[] = [];

function Sheet() {
  const [text, setText] = useState('');
  return (
    <p
      onClick={async () => {
        setText('begun');
        await new Promise<void>((resolve) => finish.push(resolve));
        setText('finished');
      }}
    >
      {text}
    </p>
  );
}

function start(limits = {}): Promise<RunningApp> {
  finish = [];
  return serve((app) => app.page('/', Sheet), { limits: { shutdownMs: 5000, ...limits } });
}

test('a handler that runs is finished, and its tree and answer arrive before the connection closes', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const number = page.raise('p');
  await page.shows('begun');
  let isClosed = false;
  const closed = running.app.close().then(() => (isClosed = true));
  // It waits for the handler; the page goes on meanwhile.
  running.app.updater.broadcastStateUpdate('text', 'pushed');
  await page.shows('pushed');
  expect([isClosed, page.closedWith]).toEqual([false, undefined]);
  finish.forEach((each) => each());
  await closed;
  await until(() => page.closedWith !== undefined);
  expect([page.text(), page.answers, page.closedWith]).toEqual(['finished', [[number, 'done']], 1001]);
  expect(CLOSE_CODES['going-away']).toBe(1001);
  const kinds = page.received
    .map((text) => /finished|event|again/.exec(text)?.[0])
    .filter((kind) => kind !== undefined);
  expect(kinds).toEqual(['finished', 'event', 'again']);
});

test('a handler that never ends is waited for as long as the limit says', async () => {
  const running = await start({ shutdownMs: 50 });
  const page = await TestPage.open(running);
  page.raise('p');
  await page.shows('begun');
  await running.app.close();
  await until(() => page.closedWith === 1001);
  expect(page.answers).toEqual([]);
});

test.each([
  [1, 3, 3000],
  [2000, 3, 2],
])('with %s comebacks per second, %s browsers come back within %s ms', async (comebacksPerSecond, count, ms) => {
  const running = await start({ comebacksPerSecond });
  const pages = await Promise.all(Array.from({ length: count }, () => TestPage.open(running)));
  // Who is not connected does not come back.
  await (await TestPage.open(running)).cut();
  await until(() => running.app.gauges().viewers.away === 1);
  await running.app.close();
  await until(() => pages.every(({ closedWith }) => closedWith === 1001));
  expect(pages.map(({ again }) => again)).toEqual(pages.map(() => ms));
  // It counts no frame: nobody has to acknowledge it.
  expect(pages.map(({ applied }) => applied)).toEqual(pages.map(() => 0));
});

test('while it ends, an app takes no new connections, and those that are there go on', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  page.raise('p');
  await page.shows('begun');
  const closed = running.app.close();
  const late = connect(running.port, '127.0.0.1');
  await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(page.closedWith).toBeUndefined();
  finish.forEach((each) => each());
  await closed;
  expect(page.text()).toBe('finished');
});

test('closing ends though a browser never answers the close', async () => {
  const running = await start({ shutdownMs: 200 });
  const page = await TestPage.fetch(running);
  const socket = connect(running.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(
    'GET /_nopal/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  const received: Buffer[] = [];
  socket.on('data', (data: Buffer) => received.push(data));
  await until(() => received.length > 0);
  socket.write(maskedText(JSON.stringify(['hello', PROTOCOL_VERSION, page.token, 0])));
  await until(() => running.app.gauges().viewers.connected === 1);
  const cut = once(socket, 'close');
  await running.app.close();
  await cut;
  expect(Buffer.concat(received).toString('latin1')).toContain('{"again":1}');
  expect(running.app.gauges().connections.websocket).toBe(0);
});

/** A text frame as a browser sends it; a mask of zeros changes nothing. */
function maskedText(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0x80 | 126, 1);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

test('closing twice, or a second time when it is done, is the same closing', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const [first, second] = [running.app.close(), running.app.close()];
  await Promise.all([first, second, running.app.close()]);
  await until(() => page.closedWith === 1001);
  expect(page.received.filter((text) => text.includes('again'))).toHaveLength(1);
});

test('a process whose app closed is held by nothing of it', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length;
  const running = await start();
  const pages = [await TestPage.open(running), await TestPage.open(running)];
  running.app.updater.broadcastStateUpdate('text', 'x');
  await pages[0]?.shows('x');
  running.app.gauges();
  await running.app.close();
  await until(() => pages.every(({ closedWith }) => closedWith === 1001));
  const servers = (): string[] => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap');
  await until(() => servers().length === 0);
  await until(() => process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length <= before + 1);
});
