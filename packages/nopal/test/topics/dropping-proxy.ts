import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

/** What the proxy hands on. */
export interface DroppingProxy {
  readonly url: string;
  /** What clients said. */
  readonly said: unknown[][];
  /** Whether a message of the server is dropped without a word. */
  drop: (message: readonly unknown[]) => boolean;
}

/** A WebSocket proxy that can lose messages of the server, which no network does, but a faulty proxy may. */
export async function droppingProxy(url: string): Promise<DroppingProxy> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  await once(server, 'listening');
  const proxy: DroppingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    said: [],
    drop: () => false,
  };
  server.on('connection', (client) => {
    const upstream = new WebSocket(`${url.replace('http', 'ws')}/_nopal/topics`);
    const early: string[] = [];
    upstream.on('open', () => early.forEach((text) => upstream.send(text)));
    client.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      proxy.said.push(JSON.parse(text) as unknown[]);
      if (upstream.readyState === upstream.OPEN) upstream.send(text);
      else early.push(text);
    });
    upstream.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (!proxy.drop(JSON.parse(text) as unknown[])) client.send(text);
    });
    client.on('close', () => upstream.terminate());
    upstream.on('close', () => client.terminate());
  });
  return proxy;
}
