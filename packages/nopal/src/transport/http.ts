import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CloseReason } from '../protocol/connection.ts';
import type { TransportName } from '../protocol/transports.ts';
import { readBody } from './body.ts';
import type { BaseConnection, HttpConnection } from './http-connection.ts';
import { mostKept, type TransportOptions } from './options.ts';
import { isOriginAllowed, type OriginPolicy } from './origin.ts';
import { PollConnection } from './poll.ts';
import { SseConnection } from './sse.ts';
import { messageTooLarge } from './too-large.ts';

/** What the HTTP transports are made with. */
export interface HttpOptions extends TransportOptions {
  /** Where the endpoints are, without a slash at the end: `/_nopal`. */
  readonly base: string;
  /** Which transports browsers may use. */
  readonly offered: readonly TransportName[];
}

/**
 * Connections over plain HTTP, for browsers that no WebSocket gets through to: events of one long answer
 * (`GET …/stream`), or answers to polls (`POST …/poll`). What browsers say comes in requests of its own
 * (`POST …/send/<id>`), or with a poll.
 */
export class HttpTransport {
  readonly #options: HttpOptions;
  readonly #connections = new Map<string, HttpConnection>();
  #isClosing = false;
  readonly #over = (connection: HttpConnection): void => {
    this.#connections.delete(connection.id);
  };

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /** Answers a request to one of the endpoints. False for any other request, which is left alone. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { base, offered, origins, limits, refused, failed } = this.#options;
    const url = request.url ?? '';
    if (!url.startsWith(`${base}/`)) return false;
    const [path = '', query] = url.slice(base.length + 1).split('?', 2);
    const [endpoint, id, ...rest] = path.split('/');
    // A page whose WebSocket does not get through asks there whether anybody is.
    if (endpoint === 'socket' && request.method === 'HEAD') {
      answer(response, 204);
      return true;
    }
    if (endpoint !== 'stream' && endpoint !== 'send' && endpoint !== 'poll') return false;
    if (!offered.includes(endpoint === 'stream' ? 'sse' : 'poll') && endpoint !== 'send') return false;
    const method = endpoint === 'stream' ? 'GET' : 'POST';
    if (!isAllowed(request, origins)) {
      refused(request, 'origin-refused');
      answer(response, 403);
    } else if (rest.length > 0 || (endpoint === 'stream' && id !== undefined)) answer(response, 404);
    else if (request.method === 'HEAD') answer(response, 204);
    else if (request.method !== method) answer(response, 405, { allow: `${method}, HEAD` });
    else if (this.#isClosing) answer(response, 503);
    else if (endpoint === 'stream') this.#begin(new SseConnection(newId(), response, mostKept(limits), this.#over));
    else {
      const parameters = new URLSearchParams(query);
      const number = Number(parameters.get('n'));
      const take =
        endpoint === 'send'
          ? this.#send(request, response, id, number)
          : this.#poll(request, response, id, number, !parameters.has('glance'));
      take.catch((error: unknown) => {
        failed(error);
        response.destroy();
      });
    }
    return true;
  }

  /** Closes every connection and takes no more. */
  close(reason: CloseReason): void {
    this.#isClosing = true;
    for (const connection of this.#connections.values()) connection.close(reason);
    this.#connections.clear();
  }

  #begin<C extends BaseConnection>(connection: C): C {
    this.#connections.set(connection.id, connection);
    connection.open(this.#options.accept(connection));
    return connection;
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    id: string | undefined,
    number: number,
  ): Promise<void> {
    const messages = await this.#read(request, response, id);
    if (messages === undefined) return;
    const connection = this.#connections.get(id ?? '');
    if (connection === undefined) answer(response, 404);
    else if (connection.receive(number, messages)) answer(response, 204);
    else this.#gap(connection, response);
  }

  async #poll(
    request: IncomingMessage,
    response: ServerResponse,
    id: string | undefined,
    number: number,
    hold: boolean,
  ): Promise<void> {
    const messages = await this.#read(request, response, id);
    if (messages === undefined) return;
    // It came before the end, and was read after it.
    if (this.#isClosing) {
      answer(response, 503);
      return;
    }
    const connection =
      id === undefined ? this.#begin(new PollConnection(newId(), this.#over)) : this.#connections.get(id);
    if (!(connection instanceof PollConnection)) answer(response, 404);
    else if (connection.poll(number, response, hold)) connection.hear(messages);
    else this.#gap(connection, response);
  }

  /** Something is missing between what was said and what came: the browser starts over from what it has. */
  #gap(connection: HttpConnection, response: ServerResponse): void {
    connection.abandon();
    this.#over(connection);
    answer(response, 409);
  }

  /** The messages in a request, one in a line; `undefined` when there are more than may be, which ends the connection. */
  async #read(
    request: IncomingMessage,
    response: ServerResponse,
    id: string | undefined,
  ): Promise<readonly string[] | undefined> {
    const { failed } = this.#options;
    const { maxMessageBytes } = this.#options.limits;
    const body = await readBody(request, Math.max(maxMessageBytes, BATCH_BYTES));
    const messages = body?.split('\n').filter((line) => line !== '');
    if (messages?.every((message) => Buffer.byteLength(message) <= maxMessageBytes) === true) return messages;
    failed(messageTooLarge(maxMessageBytes));
    // Both ways, since either may be the first to be heard.
    this.#connections.get(id ?? '')?.closeWith(TOO_LARGE);
    answer(response, 413);
    return undefined;
  }
}

/** How a WebSocket ends over a message that is too large. */
const TOO_LARGE = 1009;

/** Several messages in one request may be this much together, also where less is the most for one of them. */
const BATCH_BYTES = 64 * 1024;

/** Browsers send no Origin with a GET to their own host; what such a request opens is used by requests that have one. */
function isAllowed(request: IncomingMessage, origins: OriginPolicy): boolean {
  const isOwnGet = request.method !== 'POST' && request.headers.origin === undefined;
  return isOwnGet || isOriginAllowed(request, origins);
}

/** 128 random bits. */
function newId(): string {
  return randomBytes(16).toString('base64url');
}

function answer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  // A 204 has no length, by definition.
  const length = status === 204 ? {} : { 'content-length': 0 };
  response.writeHead(status, { 'cache-control': 'no-store', ...length, ...headers });
  response.end();
}
