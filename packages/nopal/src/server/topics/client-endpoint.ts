import type { Log } from '../../live/log.ts';
import { NopalError } from '../../protocol/error.ts';
import { DEFAULT_TOPIC_LIMITS, type TopicLimits } from '../../protocol/topic-limits.ts';
import type { Topics } from '../../push/topics.ts';
import type { WebSocketEndpoints } from '../../transport/endpoints.ts';
import type { OriginPolicy } from '../../transport/origin.ts';
import { visitorOf } from '../../transport/visitor.ts';
import type { TopicGate } from './access.ts';
import { ClientConnection, type ConnectionParts } from './client-connection.ts';
import { PresenceFeeds } from './presence-feeds.ts';

/** What the endpoint of topic clients is made with. */
export interface TopicClientsOptions {
  readonly topics: Topics;
  readonly gate: TopicGate;
  /** Where the app's own endpoints are, without a slash at the end: `/_nopal`. This one is at `…/topics`. */
  readonly basePath: string;
  readonly origins: OriginPolicy;
  readonly limits?: Partial<TopicLimits> | undefined;
  readonly log: Log;
  /** Where WebSockets are taken; the endpoint adds itself. */
  readonly endpoints: WebSocketEndpoints;
}

/** The endpoint for topic clients: `nopal/client`, or any other that speaks docs/topic-protocol.md. */
export class TopicClients {
  readonly #limits: TopicLimits;
  readonly #connections = new Set<ClientConnection>();
  /** By user and session. */
  readonly #sessions = new Map<string, ClientConnection>();
  readonly #keys = new Map<ClientConnection, string>();

  constructor({ topics, gate, basePath, origins, limits, log, endpoints }: TopicClientsOptions) {
    this.#limits = { ...DEFAULT_TOPIC_LIMITS, ...limits };
    const parts: ConnectionParts = {
      topics,
      gate,
      feeds: new PresenceFeeds(topics, this.#limits),
      limits: this.#limits,
      log,
      entered: (connection, key) => this.#entered(connection, key),
      closed: (connection) => this.#closed(connection),
    };
    endpoints.add({
      path: `${basePath}/topics`,
      origins,
      maxPayload: this.#limits.maxMessageBytes,
      maxFragments: this.#limits.maxFragments,
      refused: ({ headers }) => {
        const problem = new NopalError(
          'origin-refused',
          `A page of ${headers.origin ?? 'no origin'} wanted to connect to the topics of ${headers.host ?? 'this host'}.`,
          'If it is yours, add its origin: createApp({ origins: […] }).',
        );
        log.warn({ code: problem.code, origin: headers.origin }, problem.message);
      },
      failed: (error) => log.debug({ err: error }, 'error of a socket that was no topic client yet'),
      broke: (error) => log.error({ err: error }, 'a topic client could not be taken'),
      admit: () => (socket, stream, request) => {
        this.#connections.add(new ClientConnection(socket, stream, visitorOf(request), parts));
      },
    });
  }

  /** How many clients are connected. */
  get count(): number {
    return this.#connections.size;
  }

  /** Asks all clients to come back, each at another moment, and closes their connections. */
  close(): void {
    const ms = Math.ceil((this.#connections.size / this.#limits.comebacksPerSecond) * 1000);
    for (const connection of this.#connections) connection.leave(ms);
  }

  #entered(connection: ClientConnection, key: string): ClientConnection | undefined {
    const before = this.#sessions.get(key);
    this.#sessions.set(key, connection);
    this.#keys.set(connection, key);
    return before;
  }

  #closed(connection: ClientConnection): void {
    this.#connections.delete(connection);
    const key = this.#keys.get(connection);
    this.#keys.delete(connection);
    if (key !== undefined && this.#sessions.get(key) === connection) this.#sessions.delete(key);
  }
}
