import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeTextFrame } from './text-frame.ts';

/** A client of `ws`, and the socket at the server's end of it, past the handshake. */
async function connected(): Promise<{ client: WebSocket; server: Socket }> {
  const listener = createServer();
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(listener.address() as AddressInfo).port}`);
  const opened = once(client, 'open');
  const [server] = (await once(listener, 'connection')) as [Socket];
  onTestFinished(() => {
    client.terminate();
    listener.close();
  });
  const [head] = (await once(server, 'data')) as [Buffer];
  const key = /^sec-websocket-key: (.*)$/im.exec(head.toString())?.[1]?.trim() ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  server.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  await opened;
  return { client, server };
}

test('another implementation reads frames of every kind of length', async () => {
  const { client, server } = await connected();
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];
  const texts = [
    ...lengths.map((length) => 'x'.repeat(length)),
    '',
    'é€😀',
    '€'.repeat(41),
    '€'.repeat(42),
    '😀'.repeat(16_384),
  ];
  const received: string[] = [];
  client.on('message', (data: Buffer, isBinary: boolean) => received.push(isBinary ? 'binary' : data.toString()));
  const all = new Promise((resolve, reject) => {
    client.on('message', () => received.length === texts.length && resolve(undefined));
    client.on('error', reject);
  });
  for (const text of texts) server.write(encodeTextFrame(text));
  await all;
  expect(received).toEqual(texts);
});

test.each([
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])('the length of %i bytes is written in the shortest way', (length, header) => {
  const frame = encodeTextFrame('x'.repeat(length));
  expect([...frame.subarray(0, header.length)]).toEqual(header);
  expect(frame).toHaveLength(header.length + length);
});
