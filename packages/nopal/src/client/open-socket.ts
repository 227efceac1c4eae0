import type { TransportName } from '../protocol/transports.ts';
import type { Endpoint, Socket } from './socket.ts';

/** Opens a connection. What is not the browser's own is loaded when it is needed first. */
export async function openSocket(transport: TransportName, endpoint: Endpoint): Promise<Socket> {
  // Its handlers are only ever set, so what they are given may be less than it gives.
  if (transport === 'websocket') return new WebSocket(endpoint.url.replace('http', 'ws')) as Socket;
  return new (await import('./spare.ts')).sockets[transport](endpoint);
}
