/** Somebody who reads events by raw HTTP. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { beginToAsk } from './ask.ts';

/** An event as `EventSource` would dispatch it. */
interface Event {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Somebody who reads events. */
export interface Reader {
  readonly response: IncomingMessage;
  readonly events: Event[];
  /** The last id, also of what was no event. */
  id: string;
  retry: string;
  comments: number;
}

/** Reads as the HTML standard says, but for how lines end: `\n` alone. */
export function read(response: IncomingMessage): Reader {
  onTestFinished(() => void response.destroy());
  const reader: Reader = { response, events: [], id: '', retry: '', comments: 0 };
  let rest = '';
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  response.on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data: string[] = [];
      let type = 'message';
      for (const line of block.split('\n')) {
        const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (name === '') reader.comments++;
        else if (name === 'id') reader.id = value;
        else if (name === 'event') type = value;
        else if (name === 'retry') reader.retry = value;
        else if (name === 'data') data.push(value);
      }
      if (data.length > 0) reader.events.push({ id: reader.id, type, data: data.join('\n') });
    }
  });
  return reader;
}

/** Asks for events and reads them. */
export async function follow(port: number, path: string, headers: OutgoingHttpHeaders = {}): Promise<Reader> {
  return read(await beginToAsk(port, 'GET', path, { headers }));
}

/** Asks for events and reads none. */
export function stare(port: number): void {
  const stuck = connect(port, '127.0.0.1');
  onTestFinished(() => void stuck.destroy());
  stuck.on('error', () => undefined);
  stuck.pause();
  stuck.write('GET /feed HTTP/1.1\r\nHost: x\r\n\r\n');
}
