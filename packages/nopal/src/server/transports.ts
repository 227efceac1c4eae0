import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Conversation, type ConversationParts } from '../live/conversation.ts';
import type { EventRunner } from '../live/event-runner.ts';
import type { Destinations } from '../live/destination.ts';
import { Heartbeat } from '../live/heartbeat.ts';
import type { Live } from '../live/live.ts';
import type { Log } from '../live/log.ts';
import { NopalError } from '../protocol/error.ts';
import { messageFrame } from '../protocol/frames.ts';
import type { TransportName } from '../protocol/transports.ts';
import { WebSocketEndpoints } from '../transport/endpoints.ts';
import { HttpTransport } from '../transport/http.ts';
import type { TransportOptions } from '../transport/options.ts';
import type { OriginPolicy } from '../transport/origin.ts';
import { takeWebSockets } from '../transport/websocket.ts';

/** What the transports of an app are made with. */
export interface TransportsOptions {
  readonly live: Live;
  readonly events: EventRunner;
  readonly destinations: Destinations;
  readonly log: Log;
  /** Where the endpoints are, without a slash at the end. */
  readonly base: string;
  readonly origins: OriginPolicy;
  /** Which ones browsers may use. */
  readonly offered: readonly TransportName[];
}

/** The ways by which browsers connect to an app. */
export class Transports {
  readonly #options: TransportsOptions;
  readonly #conversations: ConversationParts;
  readonly #http: HttpTransport;
  /** Every path at which WebSockets are taken, those that are no pages' included. */
  readonly endpoints: WebSocketEndpoints;

  constructor(options: TransportsOptions) {
    const { live, events, destinations, log, base, offered } = options;
    this.#options = options;
    this.#conversations = { live, events, destinations, log, heartbeat: new Heartbeat() };
    this.#http = new HttpTransport({ ...this.#shared(), base, offered });
    this.endpoints = new WebSocketEndpoints(live.limits);
    if (offered.includes('websocket')) {
      const broke = (error: unknown): void => log.error({ err: error }, 'a connection could not be taken');
      takeWebSockets(this.endpoints, { ...this.#shared(), broke, path: `${base}/socket` });
    }
  }

  /** Takes WebSockets of a server. */
  attach(server: Server): void {
    this.endpoints.attach(server);
  }

  /** Answers a request if it is one of a transport's. False if not. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#http.handle(request, response);
  }

  /** Tells browsers when to come back, and closes all connections. Resolves when they are gone. */
  async close(): Promise<void> {
    const { live } = this.#options;
    const connected = [...live.viewers].flatMap(({ connection }) => connection ?? []);
    const again = messageFrame({ again: Math.ceil((connected.length / live.limits.comebacksPerSecond) * 1000) });
    for (const connection of connected) connection.send(again);
    this.#http.close('going-away');
    await this.endpoints.close('going-away');
  }

  #shared(): TransportOptions {
    const { origins, live, log } = this.#options;
    return {
      origins,
      limits: live.limits,
      accept: (connection) => new Conversation(connection, this.#conversations),
      refused: (request, code) => {
        const problem = new NopalError(
          code,
          `A page of ${request.headers.origin ?? 'no origin'} wanted to connect to ${request.headers.host ?? 'this host'}.`,
          'If it is yours, add its origin: createApp({ origins: […] }).',
        );
        log.warn({ code, origin: request.headers.origin }, problem.message);
      },
      failed: (error) => {
        if (error instanceof NopalError) log.warn({ code: error.code, err: error }, error.message);
        else log.debug({ err: error }, 'socket error');
      },
    };
  }
}
