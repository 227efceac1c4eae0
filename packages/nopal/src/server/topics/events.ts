import type { IncomingMessage, ServerResponse } from 'node:http';
import { Heartbeat } from '../../live/heartbeat.ts';
import type { Topic } from '../../push/topic.ts';
import type { Published } from '../../push/topics.ts';
import { visitorOf } from '../../transport/visitor.ts';
import type { Participant } from './access.ts';
import { EndpointBasics, type EndpointParts } from './endpoint-parts.ts';
import { PostRates, readPosted, type Posted } from './event-posts.ts';
import { answerJson, corsHeaders, mayAsk, readEventsFrom, refuse, takesEvents } from './event-request.ts';
import { EventStream, encodeEvent } from './event-stream.ts';
import { statusOf } from './http-status.ts';
import { OptionCalls } from './option-calls.ts';
import type { TopicEndpointOptions } from './plain-options.ts';
import { parametersOf } from './plain-query.ts';
import { Rendition } from './rendition.ts';

/** Options of an endpoint for events. */
export interface TopicEventsOptions<T> extends TopicEndpointOptions<T> {
  /** How long a browser waits before it comes back, in milliseconds. Default 2000. */
  readonly retryMs?: number;
  /**
   * Whether a POST of JSON is published as it is. Default: unless there is a `receive`, which JSON would go past.
   */
  readonly json?: boolean;
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither kept nor compressed: a proxy that compresses waits until a block is full.
  'cache-control': 'no-store, no-transform',
  // nginx passes each event on at once, even where its buffers are on.
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  // Nothing else will come over this socket: when the events end, so does it.
  connection: 'close',
};
const METHODS = 'GET, HEAD, POST, OPTIONS';
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': 'content-type, last-event-id',
  'access-control-max-age': '600',
  'content-length': 0,
};
const MAX_MESSAGE_ID = 200;
/** What nobody else thinks of: versions 4 and 7 are the random ones. */
const RANDOM_UUID = /^[\da-f]{8}-[\da-f]{4}-[47][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;
const GUEST_ID =
  'You are a guest here, and so is everybody else of your address: another id might be theirs, and your message would ' +
  'be taken for theirs. Give a random UUID (uuidgen), the same one when you try again; or no id.';

/**
 * A path at which a topic is read as events (`new EventSource('/feed')`, `curl -N …`), from where somebody was by
 * `Last-Event-ID`, and published to by a POST (`curl -d hi …`).
 */
export class EventsEndpoint<T> {
  readonly #parts: EndpointParts;
  readonly #topic: Topic<T>;
  readonly #options: TopicEventsOptions<T>;
  readonly #basics: EndpointBasics<T>;
  readonly #calls: OptionCalls;
  readonly #rendition: Rendition<T>;
  readonly #streams = new Set<EventStream<T>>();
  readonly #heartbeat = new Heartbeat();
  readonly #rates = new PostRates();
  #isClosing = false;

  /** @throws TopicError `endpoint-option` */
  constructor(parts: EndpointParts, path: string, topic: Topic<T>, options: TopicEventsOptions<T> = {}) {
    this.#basics = new EndpointBasics(path, parts, options);
    parts.topics.add(topic);
    this.#parts = parts;
    this.#topic = topic;
    this.#options = options;
    this.#calls = new OptionCalls(path, this.#basics.report);
    this.#rendition = new Rendition<T>({
      kind: `events ${path}`,
      show: options.show,
      byDefault: (json) => json,
      encode: (shown, { offset }, epoch) => encodeEvent(shown, { epoch, offset }),
      calls: this.#calls,
    });
  }

  /** Where it is. */
  get path(): string {
    return this.#basics.path;
  }

  /** How many read it. */
  get size(): number {
    return this.#streams.size;
  }

  /** Answers a request if it is for this path. False if not. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url?.split('?', 1)[0] !== this.path) return false;
    if (!mayAsk(request, this.#basics.origins)) {
      this.#basics.originRefused(request);
      const detail = 'Connections from this origin are not allowed.';
      refuse(response, 403, { code: 'origin-refused', detail }, { vary: 'origin' });
      return true;
    }
    this.#answer(request, response).catch((error: unknown) => {
      this.#basics.failed(error);
      response.destroy();
    });
    return true;
  }

  /** Ends every answer, and takes no more requests. */
  close(): void {
    this.#isClosing = true;
    for (const stream of this.#streams) stream.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = corsHeaders(request);
    const { method } = request;
    if (this.#isClosing) shutsDown(response, headers);
    else if (method === 'OPTIONS') response.writeHead(204, { ...headers, ...PREFLIGHT_HEADERS, allow: METHODS }).end();
    else if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
      const detail = 'GET reads the messages, POST publishes one.';
      refuse(response, 405, { code: 'method-not-allowed', detail }, { ...headers, allow: METHODS });
    } else {
      try {
        await (method === 'POST' ? this.#post(request, response) : this.#stream(request, response));
      } catch (error) {
        // The other side went away, while its body was read for example.
        if (request.destroyed && !request.complete) throw error;
        this.#refuse(response, error, headers);
      }
    }
  }

  #refuse(response: ServerResponse, error: unknown, headers: ReturnType<typeof corsHeaders>): void {
    const { code, message } = this.#basics.refusal(error);
    const { perSecond } = this.#topic.definition.rate;
    const retry = code === 'publish-too-fast' ? { 'retry-after': String(Math.ceil(1 / perSecond)) } : {};
    refuse(response, statusOf(code), { code, detail: message }, { ...headers, ...retry });
  }

  async #stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = corsHeaders(request);
    const from = readEventsFrom(request);
    if (typeof from === 'string') {
      return refuse(response, 400, { code: 'bad-request', detail: from }, headers);
    }
    if (!takesEvents(request)) {
      const detail = 'This is a stream of events. Send Accept: text/event-stream, or none.';
      return refuse(response, 406, { code: 'not-acceptable', detail }, headers);
    }
    const who = await this.#enter(request);
    await this.#parts.gate.check('subscribe', this.#topic.name, who);
    if (response.destroyed) return;
    if (this.#isClosing) return shutsDown(response, headers);
    response.writeHead(200, { ...STREAM_HEADERS, ...headers });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.flushHeaders();
    const { topics, limits } = this.#parts;
    const stream = new EventStream<T>({
      response,
      user: who.user,
      rendition: this.#rendition,
      limits,
      retryMs: this.#options.retryMs ?? 2000,
    });
    this.#streams.add(stream);
    this.#heartbeat.add(stream);
    response.on('close', () => {
      this.#streams.delete(stream);
      this.#heartbeat.delete(stream);
    });
    stream.begin((sink) => topics.follow(this.#topic.name, from ?? { last: this.#basics.last }, sink));
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = corsHeaders(request);
    const { receive, json = receive === undefined } = this.#options;
    const posted = await readPosted(request, { most: this.#basics.maxTextBytes, json });
    if ('status' in posted) return refuse(response, posted.status, posted, headers);
    const id = parametersOf(request.url ?? '').get('id') ?? undefined;
    if (id === '' || (id !== undefined && id.length > MAX_MESSAGE_ID)) {
      const detail = `id names the message, so that it can be sent again: 1 to ${MAX_MESSAGE_ID} characters.`;
      return refuse(response, 400, { code: 'bad-request', detail }, headers);
    }
    const who = await this.#enter(request);
    if (who.isGuest && id !== undefined && !RANDOM_UUID.test(id)) {
      return refuse(response, 400, { code: 'bad-request', detail: GUEST_ID }, headers);
    }
    this.#rates.count(who.user.id, this.#topic.name, this.#topic.definition);
    const published = await this.#publish(posted, who, id);
    // Taken, and ignored: the app's `receive` made no message of it.
    if (published === undefined) answerJson(response, 202, {}, headers);
    else {
      const { epoch, offset, at, isDuplicate } = published;
      answerJson(response, 200, { epoch, offset, at, isDuplicate }, headers);
    }
  }

  #enter(request: IncomingMessage): Promise<Participant> {
    const visitor = visitorOf(request);
    return this.#parts.gate.enter(visitor, this.#options.user, { guestId: this.#rates.guestId(request) });
  }

  async #publish(posted: Posted, who: Participant, id: string | undefined): Promise<Published | undefined> {
    const { receive } = this.#options;
    let message: unknown;
    if ('value' in posted) message = posted.value;
    else if (receive === undefined) message = posted.text;
    else message = this.#calls.message(receive, posted.text, { user: who.user });
    return message === undefined ? undefined : this.#parts.gate.publish(this.#topic.name, message, who, { id });
  }
}

function shutsDown(response: ServerResponse, headers: ReturnType<typeof corsHeaders>): void {
  const detail = 'The server shuts down. Come back in a moment.';
  refuse(response, 503, { code: 'topics-closed', detail }, { ...headers, 'retry-after': '1' });
}
