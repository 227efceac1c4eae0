import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { ISOLATED } from '../delay/bare.ts';
import { listen } from '../rig/listen.ts';
import { bundlePeer, PEERS } from './bundle.ts';
import { firstRows, type Change } from './changes.ts';

/** Serves the peers' pages, and tells them of changes by a WebSocket, as one would by hand. */
export interface PeerServer {
  readonly url: string;
  /** Tells all pages of a change. */
  readonly send: (change: Change) => void;
  close(): void;
}

/** Bundles the peers and starts their server. */
export async function startPeers(): Promise<PeerServer> {
  const scripts = new Map<string, string>();
  for (const peer of PEERS) scripts.set(`/${peer}.js`, await bundlePeer(peer));
  const feed = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const script = scripts.get(pathname);
    const type = script === undefined ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8';
    response.writeHead(200, { 'content-type': type, ...ISOLATED });
    response.end(script ?? document(pathname, searchParams.has('served') ? tableHtml() : ''));
  });
  server.on('upgrade', (request, socket, head) => {
    feed.handleUpgrade(request, socket, head, (opened) => feed.emit('connection', opened, request));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    send(change) {
      const text = JSON.stringify(change);
      for (const client of feed.clients) client.send(text);
    },
    close() {
      server.close();
      server.closeAllConnections();
      for (const client of feed.clients) client.terminate();
    },
  };
}

const document = (name: string, content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title></head>` +
  `<body><div id="root">${content}</div><script type="module" src="${name}.js"></script></body></html>`;

/** The first table, as any of the libraries writes it. */
function tableHtml(): string {
  const rows = firstRows().map(({ id, name, amount }) => `<tr><td>${id}</td><td>${name}</td><td>${amount}</td></tr>`);
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}
