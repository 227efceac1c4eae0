import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { FIVE_FIELDS } from '../card/states.ts';
import { now } from './clock.ts';

// What somebody would write by hand for this one page: no framework, no reconnecting, nothing that it does not need.

const fields: string[] = [...FIVE_FIELDS];
const elements = fields.map((field) => `<p id="${field}">–</p>`).join('');
const show = 'for (const name in status) document.getElementById(name).textContent = status[name];';
const pages: Readonly<Record<string, string>> = {
  '/pushed': `const socket = new WebSocket('ws://' + location.host + '/feed');
    socket.onmessage = ({ data }) => { const status = JSON.parse(data); ${show} };`,
  '/polled': `setInterval(async () => { const status = await (await fetch('/status')).json(); ${show} }, 1000);`,
};

/** A page on bare `ws`, and the same page polling once a second. */
export interface BareServer {
  readonly url: string;
  readonly echo: string;
  readonly port: number;
  /** Sends the shown fields to everybody who listens. */
  send(status: object): void;
  /** Sets what polls get. */
  set(status: object): void;
  close(): void;
}

/** Starts the hand-written server. */
export async function startBare(): Promise<BareServer> {
  let current = '{}';
  const feed = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const echo = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  echo.on('connection', (socket) => socket.on('message', () => socket.send(String(now()))));
  const server = createServer(({ url = '' }, response) => {
    if (url === '/status') return end(response, 'application/json', current);
    const script = pages[url];
    if (script === undefined) return end(response, 'text/plain', '');
    end(response, 'text/html; charset=utf-8', `<!doctype html><body>${elements}<script>${script}</script>`);
  });
  server.on('upgrade', (request, socket, head) => {
    const target = request.url === '/echo' ? echo : feed;
    target.handleUpgrade(request, socket, head, (opened) => target.emit('connection', opened, request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pick = (status: object): string => JSON.stringify(status, fields);
  return {
    url: `http://127.0.0.1:${port}`,
    echo: `ws://127.0.0.1:${port}/echo`,
    port,
    send(status) {
      const text = pick(status);
      for (const client of feed.clients) client.send(text);
    },
    set(status) {
      current = pick(status);
    },
    close() {
      server.close();
      server.closeAllConnections();
      for (const { clients } of [feed, echo]) for (const client of clients) client.terminate();
    },
  };
}

/** With what lets a browser tell the time finely: isolated pages get 5 µs instead of 100. */
function end(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, ...ISOLATED }).end(body);
}

/** Headers that isolate a page. */
export const ISOLATED: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
