import type { ServerResponse } from 'node:http';
import type { Frame } from '../protocol/frames.ts';
import { BaseConnection, endResponse, type HttpConnection } from './http-connection.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither kept nor compressed: a proxy that compresses waits until a block is full.
  'cache-control': 'no-store, no-transform',
  // nginx passes each event on at once, even where its buffers are on.
  'x-accel-buffering': 'no',
  // Nothing else will come over this socket: when the events end, so does it.
  connection: 'close',
};
/** Proxies and virus scanners like to see some bytes before they pass any on. */
const PADDING = `:${' '.repeat(2048)}\n\n`;

/** A connection whose frames are events of one long answer (`text/event-stream`). */
export class SseConnection extends BaseConnection {
  readonly transport = 'sse';
  readonly ready = true;
  protected readonly response: ServerResponse;

  readonly #mostKept: number;

  /** @param mostKept bytes that may wait for the network before another frame is sent */
  constructor(id: string, response: ServerResponse, mostKept: number, over: (connection: HttpConnection) => void) {
    super(id, over);
    this.response = response;
    this.#mostKept = mostKept;
    response.writeHead(200, HEADERS);
    response.write(PADDING + encodeEvent(JSON.stringify(id)).toString());
    response.on('close', () => this.abandon());
  }

  send(frame: Frame): void {
    if (!this.isOpen) return;
    if (this.response.writableLength > this.#mostKept) this.response.destroy();
    else this.response.write(frame.form('sse', encodeEvent));
  }

  protected sayLast(text: string): void {
    endResponse(this.response, encodeEvent(text).toString());
  }
}

/** An event of a text without line breaks, which JSON never has. */
function encodeEvent(text: string): Buffer {
  return Buffer.from(`data: ${text}\n\n`);
}
