import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Heartbeat } from '../../live/heartbeat.ts';
import { CLOSE_CODES } from '../../protocol/connection.ts';
import { NopalError } from '../../protocol/error.ts';
import { TopicError } from '../../push/error.ts';
import type { PresenceChange } from '../../push/presence.ts';
import type { From } from '../../push/sink.ts';
import type { Topic } from '../../push/topic.ts';
import { closeSocket, type Open, type Refusal, type WebSocketEndpoints } from '../../transport/endpoints.ts';
import { visitorOf } from '../../transport/visitor.ts';
import type { Participant } from './access.ts';
import { closeCodeOf } from './close-codes.ts';
import { EndpointBasics, type EndpointParts } from './endpoint-parts.ts';
import { statusOf } from './http-status.ts';
import { OptionCalls } from './option-calls.ts';
import { PlainClient } from './plain-client.ts';
import { JSON_FORMAT, TextFormat, frameOf, type PlainFormat } from './plain-format.ts';
import { PresenceLines } from './plain-lines.ts';
import type { TopicSocketOptions } from './plain-options.ts';
import { readQuery, type PlainQuery } from './plain-query.ts';

/** What a plain WebSocket endpoint gets of the app. */
export interface PlainSocketParts extends EndpointParts {
  readonly endpoints: WebSocketEndpoints;
}

/**
 * A path at which any WebSocket client takes part in a topic: a text that it sends is published, a text that it gets is
 * a message. `?format=json` gives frames with positions, and `?epoch=…&offset=…` goes on after one.
 */
export class PlainSocketEndpoint<T> {
  readonly #parts: PlainSocketParts;
  readonly #topic: string;
  readonly #options: TopicSocketOptions<T>;
  readonly #basics: EndpointBasics<T>;
  readonly #calls: OptionCalls;
  readonly #text: TextFormat<T>;
  readonly #lines: PresenceLines;
  readonly #clients = new Set<PlainClient>();
  readonly #heartbeat = new Heartbeat();
  #isClosing = false;

  /**
   * Takes WebSockets at a path.
   *
   * @throws TopicError `endpoint-option`; NopalError `duplicate-route` for a path at which WebSockets are taken already
   */
  constructor(parts: PlainSocketParts, path: string, topic: Topic<T>, options: TopicSocketOptions<T> = {}) {
    const { topics, endpoints, limits } = parts;
    this.#basics = new EndpointBasics(path, parts, options);
    if (endpoints.has(path)) {
      throw new NopalError('duplicate-route', `WebSockets are taken at ${path} already.`, 'Give it another path.');
    }
    topics.add(topic);
    this.#parts = parts;
    this.#topic = topic.name;
    this.#options = options;
    this.#calls = new OptionCalls(path, this.#basics.report);
    this.#text = new TextFormat(path, options, this.#calls);
    this.#lines = new PresenceLines((change) => this.#lineOf(change));
    endpoints.add({
      path,
      origins: this.#basics.origins,
      maxPayload: this.#basics.maxTextBytes,
      maxFragments: limits.maxFragments,
      refused: this.#basics.originRefused,
      failed: this.#basics.failed,
      broke: this.#basics.broke,
      admit: (request) => this.#admit(request),
    });
  }

  /** How many clients are connected. */
  get size(): number {
    return this.#clients.size;
  }

  /** Closes every connection. That all leave at once is told to nobody. */
  close(): void {
    this.#isClosing = true;
    this.#lines.close();
    for (const client of this.#clients) client.close(CLOSE_CODES['going-away'], 'going-away');
  }

  async #admit(request: IncomingMessage): Promise<Open | Refusal> {
    const query = readQuery(request.url ?? '');
    if (typeof query === 'string') return { status: 400, text: `${query}\n` };
    const { gate } = this.#parts;
    try {
      const visitor = visitorOf(request);
      const who = await gate.enter(visitor, this.#options.user);
      await gate.check('subscribe', this.#topic, who);
      const isPresent = this.#options.presence !== false && (await this.#mayBePresent(who));
      return (socket, stream) => this.#open(socket, stream, { query, who, isPresent });
    } catch (error) {
      const { code, message } = this.#basics.refusal(error);
      return { status: statusOf(code), text: `${message}\n` };
    }
  }

  async #mayBePresent(who: Participant): Promise<boolean> {
    try {
      await this.#parts.gate.check('presence', this.#topic, who);
      return true;
    } catch (error) {
      if (error instanceof TopicError && error.code === 'presence-refused') return false;
      throw error;
    }
  }

  #open(
    socket: WebSocket,
    stream: Duplex,
    { query, who, isPresent }: { readonly query: PlainQuery; readonly who: Participant; readonly isPresent: boolean },
  ): void {
    // What ws refuses (too large, malformed) ends in an error and then a close with the right code.
    socket.on('error', this.#basics.failed);
    if (this.#isClosing) return closeSocket(socket, CLOSE_CODES['going-away'], 'going-away');
    const { topics, limits } = this.#parts;
    const isText = query.format === 'text';
    const format: PlainFormat = isText ? this.#text : JSON_FORMAT;
    const from: From = query.from ?? { last: this.#basics.last };
    try {
      const presence = topics.presence(this.#topic);
      const member = isPresent ? presence.join(who.user, { graceMs: 0 }) : undefined;
      const lines = isText && isPresent ? this.#lines : undefined;
      const client = new PlainClient({
        socket,
        stream,
        who,
        member,
        format,
        lines,
        limits,
        follow: (sink) => topics.follow(this.#topic, from, sink),
        publish: (text) => this.#publish(text, who),
        refusal: this.#basics.refusal,
      });
      // It hears of those who come after it.
      lines?.add(client, presence);
      this.#clients.add(client);
      this.#heartbeat.add(client);
      socket.on('close', () => {
        this.#clients.delete(client);
        this.#heartbeat.delete(client);
      });
      client.begin(isText ? this.#welcome(who, presence.count) : undefined);
    } catch (error) {
      const { code } = this.#basics.refusal(error);
      closeSocket(socket, closeCodeOf(code), code);
      // It may be waiting for the start; a close that is not read is not answered.
      socket.resume();
    }
  }

  #welcome({ user }: Participant, online: number): Buffer | undefined {
    return frameOf(this.#calls.line('welcome', this.#options.welcome, { user, online }));
  }

  #lineOf({ kind, user }: PresenceChange): string | undefined {
    if (kind === 'joined') return this.#calls.line('joined', this.#options.joined, user);
    if (kind === 'left') return this.#calls.line('left', this.#options.left, user);
    return undefined;
  }

  async #publish(text: string, who: Participant): Promise<void> {
    const { receive } = this.#options;
    const message = receive === undefined ? text : this.#calls.message(receive, text, { user: who.user });
    if (message !== undefined) await this.#parts.gate.publish(this.#topic, message, who);
  }
}
