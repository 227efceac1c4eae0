import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { visitorOf } from './visitor.ts';

test('keeps what says who somebody is, and nothing of the connection', () => {
  const socket = { remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: 5, encrypted: true, more: [] };
  const headers = {
    cookie: 'a=1',
    'user-agent': 'x',
    'x-forwarded-for': '10.0.0.1',
    upgrade: 'websocket',
    'sec-websocket-key': 'k',
    connection: 'Upgrade',
  };
  expect(visitorOf({ headers, socket } as unknown as IncomingMessage)).toEqual({
    headers: { cookie: 'a=1', 'user-agent': 'x', 'x-forwarded-for': '10.0.0.1' },
    socket: { remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: 5, encrypted: true },
  });
});
