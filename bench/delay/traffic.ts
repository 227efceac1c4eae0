import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What passed through one port of this process, in both directions. */
export interface Traffic {
  readonly requests: number;
  readonly bytes: number;
  /** Of the bytes, what came to this process. */
  readonly received: number;
}

const sockets = new Map<number, Socket[]>();
const requests = new Map<number, number>();

subscribe('net.server.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  const { localPort = 0 } = socket;
  sockets.set(localPort, [...(sockets.get(localPort) ?? []), socket]);
});
subscribe('http.server.request.start', (message) => {
  const { localPort = 0 } = (message as { readonly request: IncomingMessage }).request.socket;
  requests.set(localPort, (requests.get(localPort) ?? 0) + 1);
});

/** What passed so far; the overhead of TCP and IP is not in it. */
export function trafficOf(port: number): Traffic {
  let received = 0;
  let sent = 0;
  for (const socket of sockets.get(port) ?? []) {
    received += socket.bytesRead;
    sent += socket.bytesWritten;
  }
  return { requests: requests.get(port) ?? 0, bytes: received + sent, received };
}
