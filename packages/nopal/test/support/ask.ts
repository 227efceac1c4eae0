import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What is asked with. */
export interface AskOptions {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** Asks a server of this machine, on a connection of its own; nothing about the path is made right. */
export async function ask(port: number, method: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const response = await beginToAsk(port, method, path, options);
  return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
}

/** The same, when the answer begins: it may have no end. */
export async function beginToAsk(
  port: number,
  method: string,
  path: string,
  { headers = {}, body, signal }: AskOptions = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers, agent: false, signal }, resolve);
    asked.on('error', reject);
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    // A server that does not want it all may end the connection while it is still being sent.
    asked.end(body);
  });
}
