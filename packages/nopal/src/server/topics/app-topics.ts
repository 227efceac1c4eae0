import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../live/log.ts';
import { Repeats } from '../../live/repeats.ts';
import { NopalError } from '../../protocol/error.ts';
import type { Limits } from '../../protocol/limits.ts';
import type { TopicLimits } from '../../protocol/topic-limits.ts';
import { TopicError } from '../../push/error.ts';
import type { TopicStore } from '../../push/store.ts';
import type { Topic } from '../../push/topic.ts';
import { Topics } from '../../push/topics.ts';
import type { WebSocketEndpoints } from '../../transport/endpoints.ts';
import type { OriginPolicy } from '../../transport/origin.ts';
import { TopicGate, type Identify } from './access.ts';
import { TopicClients } from './client-endpoint.ts';
import type { EndpointParts } from './endpoint-parts.ts';
import { EventsEndpoint, type TopicEventsOptions } from './events.ts';
import type { TopicSocketOptions } from './plain-options.ts';
import { PlainSocketEndpoint } from './plain-socket.ts';

/** Options of an app's topics. */
export interface AppTopicsOptions {
  /** Where messages are kept: `lmdbStore({ path })`, for example. Default: in the memory of this process. */
  readonly store?: TopicStore;
  /** Says who a client is, from the request by which it connected; `undefined` for a guest. Default: all are guests. */
  readonly identify?: Identify;
  /** How often subscribed topics are compared with the store, in milliseconds. Default 10,000. */
  readonly checkMs?: number;
  /** Bounds of connections by `nopal/client` to set differently from the defaults. */
  readonly limits?: Partial<TopicLimits>;
}

/** What an app's topics get of the app. */
export interface AppTopicsParts {
  readonly log: Log;
  readonly basePath: string;
  readonly origins: OriginPolicy;
  readonly limits: Limits;
}

/** An app's topics, and the ways by which clients from outside get at them. */
export class AppTopics {
  readonly topics: Topics;
  readonly #parts: AppTopicsParts;
  readonly #options: AppTopicsOptions;
  readonly #gate: TopicGate;
  readonly #sockets: Pick<PlainSocketEndpoint<unknown>, 'close'>[] = [];
  readonly #events: Pick<EventsEndpoint<unknown>, 'path' | 'close' | 'handle'>[] = [];
  readonly #repeats = new Repeats();
  #clients: TopicClients | undefined;

  constructor(options: AppTopicsOptions, parts: AppTopicsParts) {
    this.#options = options;
    this.#parts = parts;
    const report = (error: TopicError): void => this.report(error);
    this.topics = new Topics({ store: options.store, checkMs: options.checkMs, report });
    this.#gate = new TopicGate(this.topics, options.identify, report);
  }

  /** Tells the log of something that must not stop anything. */
  report(error: unknown): void {
    const problem = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof TopicError ? error.code : 'topic-failed';
    const repeated = this.#repeats.admit(problem.message);
    if (repeated !== undefined) this.#parts.log.error({ code, err: problem, repeated }, problem.message);
  }

  /** Takes topic clients. */
  serveClients(endpoints: WebSocketEndpoints): void {
    const { topics } = this;
    const { limits } = this.#options;
    const { basePath, origins, log } = this.#parts;
    this.#clients = new TopicClients({ topics, gate: this.#gate, basePath, origins, limits, log, endpoints });
  }

  /** Takes plain WebSockets at a path. */
  serveSocket<T>(endpoints: WebSocketEndpoints, path: string, topic: Topic<T>, options?: TopicSocketOptions<T>): void {
    this.#sockets.push(new PlainSocketEndpoint({ ...this.#endpointParts(), endpoints }, path, topic, options));
  }

  /** Serves a topic as events at a path. */
  serveEvents<T>(path: string, topic: Topic<T>, options?: TopicEventsOptions<T>): void {
    if (this.#events.some((endpoint) => endpoint.path === path)) {
      throw new NopalError('duplicate-route', `Events are served at ${path} already.`, 'Give it another path.');
    }
    this.#events.push(new EventsEndpoint(this.#endpointParts(), path, topic, options));
  }

  /** Answers a request if it is for one of the endpoints of events. False if not. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#events.some((endpoint) => endpoint.handle(request, response));
  }

  /** Tells all clients that the server ends. */
  disconnect(): void {
    this.#clients?.close();
    for (const endpoint of [...this.#sockets, ...this.#events]) endpoint.close();
  }

  /** Ends the topics. What a store still had to do may not be done when it takes too long. */
  async close(): Promise<void> {
    try {
      await this.topics.close();
    } catch (error) {
      this.report(error);
    }
  }

  #endpointParts(): EndpointParts {
    const { log, origins, limits } = this.#parts;
    return { topics: this.topics, gate: this.#gate, log, origins, limits };
  }
}
