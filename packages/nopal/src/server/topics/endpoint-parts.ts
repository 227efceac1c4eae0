import type { IncomingMessage } from 'node:http';
import type { Log } from '../../live/log.ts';
import { NopalError } from '../../protocol/error.ts';
import type { Limits } from '../../protocol/limits.ts';
import { TopicError } from '../../push/error.ts';
import type { Topics } from '../../push/topics.ts';
import type { OriginPolicy } from '../../transport/origin.ts';
import type { TopicGate } from './access.ts';
import type { TopicEndpointOptions } from './plain-options.ts';

/** What an endpoint of a topic gets of the app. */
export interface EndpointParts {
  readonly topics: Topics;
  readonly gate: TopicGate;
  readonly log: Log;
  /** Who may connect from a browser, unless an endpoint's options say otherwise. */
  readonly origins: OriginPolicy;
  readonly limits: Limits;
}

/** What endpoints of topics have in common: their options, checked, and what they log. */
export class EndpointBasics<T> {
  readonly path: string;
  readonly origins: OriginPolicy;
  /** Longest text that a client may send, in bytes. */
  readonly maxTextBytes: number;
  /** Messages that are shown on entering. */
  readonly last: number;
  readonly #log: Log;

  /**
   * @param path where the endpoint is
   * @throws TopicError `endpoint-option`
   */
  constructor(path: string, { log, limits, origins }: EndpointParts, options: TopicEndpointOptions<T>) {
    if (!/^\/[^?#\s]*$/.test(path)) throw wrong(path, 'path', path, 'one that begins with a slash: /feed');
    this.path = path;
    this.#log = log;
    this.last = whole(path, 'last', options.last ?? 0, 0);
    this.maxTextBytes = whole(path, 'maxTextBytes', options.maxTextBytes ?? limits.maxMessageBytes, 1);
    this.origins = {
      origins: options.origins ?? origins.origins,
      requireOrigin: options.requireOrigin ?? origins.requireOrigin,
    };
  }

  /** Tells the owner that a browser was refused. */
  readonly originRefused = (request: IncomingMessage): void => {
    const { origin = 'no origin' } = request.headers;
    const problem = new NopalError(
      'origin-refused',
      `A page of ${origin} wanted to connect to ${request.headers.host ?? 'this host'}${this.path}.`,
      'If it is yours, add its origin: createApp({ origins: […] }), or the option origins of the endpoint.',
    );
    this.#log.warn({ code: problem.code, origin, path: this.path }, problem.message);
  };

  /** Tells the owner of something that went wrong with one connection. */
  readonly failed = (error: unknown): void => {
    this.#log.debug({ err: error, path: this.path }, 'socket error');
  };

  /** Tells the owner that a client could not be taken, and not because of the client. */
  readonly broke = (error: unknown): void => {
    this.#log.error({ err: error, path: this.path }, 'a client of an endpoint could not be taken');
  };

  /** Tells the owner of a mistake in the app. */
  readonly report = (error: TopicError): void => {
    this.#log.error({ code: error.code, err: error, path: this.path }, error.message);
  };

  /** What a client is told of an error; the owner is told of one that is not for clients. */
  readonly refusal = (error: unknown): TopicError => {
    if (error instanceof TopicError) return error;
    this.#log.error({ err: error, path: this.path }, 'an endpoint of a topic failed');
    return new TopicError('topic-failed', 'Something broke at the server.', 'See its log for the cause.', {
      cause: error,
    });
  };
}

function whole(path: string, option: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw wrong(path, option, value, `a whole number from ${least} on`);
}

function wrong(path: string, option: string, value: unknown, wanted: string): TopicError {
  const given = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new TopicError('endpoint-option', `The ${option} of the endpoint ${path} is ${given}.`, `Give ${wanted}.`);
}
