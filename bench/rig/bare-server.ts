import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { textOf } from '../slow/text.ts';
import { flowing } from './flow.ts';
import { listen } from './listen.ts';
import { serve } from './remote.ts';
import { paced, usage, type Plan } from './usage.ts';

// The least that a server in Node can do: connections of `ws`, to whose sockets one finished frame is written.
// Started by the parts, in a process of its own.

const http = createServer((_, response) => response.writeHead(404).end());
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const sockets = new Set<Duplex>();
let texts = 0;

http.on('upgrade', (request, socket, head) =>
  server.handleUpgrade(request, socket, head, (opened) => {
    sockets.add(socket);
    // What goes wrong with a socket ends in its close.
    opened.on('error', () => socket.destroy());
    opened.on('close', () => sockets.delete(socket));
  }),
);

const methods = {
  ...usage,

  /** Resolves to the port. */
  listen: () => listen(http),

  /** Writes a frame with so many bytes of text to everybody; resolves to when. */
  push(plan: Plan, bytes: number): Promise<number[]> {
    const frame = textFrame('x'.repeat(bytes));
    return paced(plan, () => {
      for (const socket of sockets) socket.write(frame);
    });
  },

  ...flowing((bytes) => {
    const frame = textFrame('x'.repeat(bytes));
    for (const socket of sockets) socket.write(frame);
  }),

  /** Sends texts to everybody as `ws` does; another one each time, as updates are. */
  send(plan: Plan, bytes: number): Promise<number[]> {
    return paced(plan, () => {
      const text = textOf(texts++, bytes);
      for (const client of server.clients) client.send(text);
    });
  },
};

/** What the server on bare `ws` can be asked. */
export type BareApi = typeof methods;

/** A whole frame: header and payload in one buffer. */
function textFrame(text: string): Buffer {
  const { length } = text;
  const head = length < 126 ? Buffer.from([0x81, length]) : Buffer.from([0x81, 126, length >> 8, length & 255]);
  return Buffer.concat([head, Buffer.from(text)]);
}

serve(methods);
