import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { runningApp } from '../testing/running-app.ts';

/** Opens a socket to the RPC that shows what comes over it, and ends with the test. */
async function openSocket(url: string) {
  const socket = new WebSocket(url.replace('http', 'ws') + '/api');
  onTestFinished(() => socket.terminate());
  const received: unknown[] = [];
  socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString())));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const send = (...message: readonly unknown[]) => socket.send(JSON.stringify(message));
  return { send, received };
}

test.each([
  ['the official dialect', 0],
  ['the older dialect', 1],
])('%s: a function is called with the newest, then with what comes once it has answered', async (_, bootstrap) => {
  const { url, pass } = await runningApp();
  const first = await pass();
  const { send, received } = await openSocket(url);
  const called = (timestamp: number) => ['push', ['pipeline', -1, [], [expect.objectContaining({ timestamp })]]];

  send('push', ['pipeline', bootstrap, ['onSystemMetrics'], [['export', -1]]]);
  send('pull', 1);
  // The handle of the subscription is export -1 of the server.
  const handle = ['resolve', 1, ['export', -1]];
  await expect.poll(() => received).toHaveLength(3);
  expect(received).toEqual(expect.arrayContaining([handle, called(first), ['pull', 1]]));

  // It has not answered, so what comes now waits, and all but the newest is skipped.
  const last = await pass(3);
  send('resolve', 1, ['undefined']);
  await expect.poll(() => received).toContainEqual(called(last));
  expect(received).not.toContainEqual(called(first + 1));
  expect(received).not.toContainEqual(called(first + 2));
});
