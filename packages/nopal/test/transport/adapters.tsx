/** The transports that the conformance suite drives, and in what they are allowed to differ. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { useState } from '../../src/index.ts';
import type { AppOptions } from '../../src/server/app-options.ts';
import type { TransportName } from '../../src/protocol/transports.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { beginToAsk } from '../support/ask.ts';
import { until } from '../support/until.ts';

/** What a transport may do differently from the others. */
export interface Adapter {
  readonly name: TransportName;
  /** Whether the connection is there before the browser's first word. Polls begin with it. */
  readonly opensInSilence: boolean;
  /** Whether it is opened by a request with which browsers send no Origin to their own host. */
  readonly opensWithoutOrigin: boolean;
  /** Asks to connect, as a page of this origin; resolves with the status of the answer. */
  knock(port: number, origin: string | undefined): Promise<number>;
}

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
};

export const ADAPTERS: readonly Adapter[] = [
  {
    name: 'websocket',
    opensInSilence: true,
    opensWithoutOrigin: false,
    knock: async (port, origin) => knock(port, 'GET', '/_nopal/socket', { ...UPGRADE, ...originHeader(origin) }),
  },
  {
    name: 'sse',
    opensInSilence: true,
    opensWithoutOrigin: true,
    knock: async (port, origin) => knock(port, 'GET', '/_nopal/stream', originHeader(origin)),
  },
  {
    name: 'poll',
    opensInSilence: false,
    opensWithoutOrigin: false,
    knock: async (port, origin) => knock(port, 'POST', '/_nopal/poll?n=1', originHeader(origin)),
  },
];

async function knock(port: number, method: string, path: string, headers: Record<string, string>): Promise<number> {
  const answer = await beginToAsk(port, method, path, { headers });
  answer.destroy();
  return answer.statusCode ?? 0;
}

function originHeader(origin: string | undefined): Record<string, string> {
  return origin === undefined ? {} : { origin };
}

/** What the suite's pages show. Each click is counted once, whoever renders it. */
export function Desk() {
  const [text] = useState('');
  const [count, setCount] = useState(0);
  return (
    <main>
      <p>{text}</p>
      <button onClick={() => setCount((before) => before + 1)}>{count}</button>
    </main>
  );
}

/** An app with that page at `/`. */
export function startDesk(options: AppOptions = {}): Promise<RunningApp> {
  return serve((app) => app.page('/', Desk, { title: 'Desk' }), options);
}

/** Waits until the app has so many connections of a transport. */
export async function untilConnections({ app }: RunningApp, transport: TransportName, count: number): Promise<void> {
  await until(() => app.gauges().connections[transport] === count);
}

/**
 * Waits until a frame would be on its way to so many pages at once: over polls, while each poll is held. To be called
 * before the pages are opened.
 */
export function watchReady(): (transport: TransportName, pages: number) => Promise<void> {
  const held = new Set<IncomingMessage>();
  const begin = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.url?.startsWith('/_nopal/poll/') === true) held.add(request);
  };
  const end = (message: unknown): void => void held.delete((message as { readonly request: IncomingMessage }).request);
  subscribe('http.server.request.start', begin);
  subscribe('http.server.response.finish', end);
  onTestFinished(() => {
    unsubscribe('http.server.request.start', begin);
    unsubscribe('http.server.response.finish', end);
  });
  return (transport, pages) => until(() => transport !== 'poll' || held.size === pages);
}
