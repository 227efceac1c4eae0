/** A page's end of a connection in tests: the script's own classes, or `ws` where the browser brings the class. */
import { onTestFinished } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { PollSocket } from '../../src/client/poll-socket.ts';
import type { Socket } from '../../src/client/socket.ts';
import { SseSocket } from '../../src/client/sse-socket.ts';
import type { TransportName } from '../../src/protocol/transports.ts';
import { FetchEventSource } from './event-source.ts';
import { until } from './until.ts';

/** What a wire tells. */
export interface WireEvents {
  heard(text: string): void;
  closed(code: number): void;
}

/** An open connection. */
export interface Wire {
  /** The WebSocket, if it is one. */
  readonly webSocket: WebSocket | undefined;
  send(text: string): void;
  /** Ends it without goodbye; resolves when this end is over. */
  cut(): Promise<void>;
}

/** How a wire is opened. */
export interface WireOptions extends ClientOptions {
  /** Polls at this pace, in milliseconds, instead of being held. */
  readonly glanceMs?: number;
}

/**
 * Opens a connection; resolves when a hello can be said.
 *
 * @param url where the app is, without a slash at the end
 */
export async function openWire(
  transport: TransportName,
  url: string,
  options: WireOptions,
  events: WireEvents,
): Promise<Wire> {
  if (transport === 'websocket') return openWebSocket(url, options, events);
  Object.assign(globalThis, { EventSource: FetchEventSource });
  const endpoint = { url: `${url}/_nopal/socket`, pace: options.glanceMs ?? 0 };
  const socket: Socket = transport === 'sse' ? new SseSocket(endpoint) : new PollSocket(endpoint);
  onTestFinished(() => socket.close());
  let state: 'opening' | 'open' | 'over' = 'opening';
  const handlers: Pick<Socket, 'onopen' | 'onmessage' | 'onclose'> = {
    onopen: () => (state = 'open'),
    onmessage: ({ data }) => events.heard(data as string),
    onclose: ({ code }) => {
      state = 'over';
      events.closed(code);
    },
  };
  Object.assign(socket, handlers);
  await until(() => state !== 'opening');
  return { webSocket: undefined, send: (text) => socket.send(text), cut: async () => socket.close() };
}

async function openWebSocket(url: string, options: ClientOptions, events: WireEvents): Promise<Wire> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/_nopal/socket`, options);
  onTestFinished(() => socket.terminate());
  socket.on('message', (data: Buffer) => events.heard(data.toString()));
  socket.on('close', (code) => events.closed(code));
  // A connection that breaks tells so by its close, too.
  socket.on('error', () => undefined);
  await until(() => socket.readyState !== socket.CONNECTING);
  return {
    webSocket: socket,
    send: (text) => socket.send(text, () => undefined),
    cut: async () => {
      socket.terminate();
      await until(() => socket.readyState === socket.CLOSED);
    },
  };
}
