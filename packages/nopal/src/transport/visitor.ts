import type { IncomingMessage } from 'node:http';
import type { Visitor } from '../protocol/connection.ts';

/** What belongs to the connection alone, and is not worth keeping with each viewer. */
const OF_CONNECTION = /^(?:connection|upgrade|sec-websocket-.*|content-.*|transfer-encoding)$/;

/**
 * Who connected, from the request by which they did. The request itself is not kept: with it would be its socket and
 * all its headers in two forms.
 */
export function visitorOf({ headers, socket }: IncomingMessage): Visitor {
  const kept = Object.entries(headers).filter(([name]) => !OF_CONNECTION.test(name));
  const { remoteAddress, remoteFamily, remotePort } = socket;
  const from = { remoteAddress, remoteFamily, remotePort };
  return {
    headers: Object.fromEntries(kept),
    socket: 'encrypted' in socket ? { ...from, encrypted: true } : from,
  };
}
