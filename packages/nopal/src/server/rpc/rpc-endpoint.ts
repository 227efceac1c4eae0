import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { WebSocket } from 'ws';
import { Heartbeat } from '../../live/heartbeat.ts';
import type { Log } from '../../live/log.ts';
import { Repeats } from '../../live/repeats.ts';
import { NopalError } from '../../protocol/error.ts';
import type { Open, Refusal, WebSocketEndpoint } from '../../transport/endpoints.ts';
import { isOriginAllowed, type OriginPolicy } from '../../transport/origin.ts';
import { encodeTextFrame } from '../../transport/text-frame.ts';
import type { Fetch } from '../inner-requests.ts';
import { answering } from '../requests.ts';
import { CallRates } from './call-rates.ts';
import { Caller, onGone } from './caller.ts';
import { Ending } from './ending.ts';
import { rpcLimits, type RpcLimits } from './rpc-limits.ts';
import { checkRpcOptions, type MakeRpcTarget, type RpcOptions, type RpcTransportName } from './rpc-options.ts';
import { rpcProtocol, type RpcGauges, type RpcSeat, type RpcServer } from './rpc-protocol.ts';
import { preflight, problem, readable, readableBy, refusal, VARY } from './rpc-refusal.ts';
import { Upgrade, upgradeRequest } from './upgrade.ts';

/** What an endpoint of RPC gets of the app. */
export interface RpcParts {
  readonly log: Log;
  readonly origins: OriginPolicy;
  /** Answers a request as the app does: with its middleware, to the endpoint's own route. */
  readonly fetch: Fetch;
  /** Pieces that one message over a WebSocket may come in. */
  readonly maxFragments: number;
}

/** A session is looked after so many times within its heartbeat. */
const CHECKS_PER_HEARTBEAT = 8;
const METHODS = 'GET, POST, OPTIONS';
const HOW_TO_CALL = {
  code: 'method-not-allowed',
  detail: 'POST a batch of calls here, or open a WebSocket (a GET that is upgraded).',
};
const ORIGIN_REFUSED = { code: 'origin-refused', message: 'Calls from this origin are not allowed.' } as const;
const CLOSING = { code: 'rpc-closed', message: 'The server shuts down. Come back in a moment.' } as const;
const UNREAD = { code: 'rpc-bad-message', message: 'The body could not be read to its end.' } as const;
const ANSWER_HEADERS = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/**
 * A path at which a target is called: by batches that are posted, and over WebSockets. Both ask the app's own route
 * first, so that its middleware, guards included, holds for both.
 */
export class RpcEndpoint {
  readonly path: string;
  readonly #parts: RpcParts;
  readonly #make: MakeRpcTarget;
  readonly #options: RpcOptions;
  readonly #limits: RpcLimits;
  readonly #origins: OriginPolicy;
  readonly #server: RpcServer;
  readonly #rates: CallRates;
  readonly #withinLimit: MiddlewareHandler;
  readonly #repeats = new Repeats();
  #isClosing = false;

  /** @throws NopalError `rpc-option`, `rpc-missing` */
  constructor(path: string, make: MakeRpcTarget, options: RpcOptions, parts: RpcParts) {
    if (!/^\/[^?#\s:*{}]*$/.test(path)) {
      throw new NopalError(
        'rpc-option',
        `${JSON.stringify(path)} is no path for an endpoint of RPC.`,
        'Give a path without parameters that begins with a slash, such as /api.',
      );
    }
    this.path = path;
    this.#parts = parts;
    this.#make = make;
    this.#options = options;
    checkRpcOptions(path, options);
    this.#limits = rpcLimits(path, options.limits);
    this.#origins = {
      origins: options.origins ?? parts.origins.origins,
      requireOrigin: options.requireOrigin ?? parts.origins.requireOrigin,
    };
    this.#rates = new CallRates(this.#limits);
    this.#withinLimit = bodyLimit({ maxSize: this.#limits.maxBodyBytes, onError: (c) => this.#tooLarge(c) });
    this.#server = rpcProtocol(path)({
      path,
      limits: this.#limits,
      log: parts.log,
      warn: (same, fields, message) => this.#warn(same, fields, message),
      frame: encodeTextFrame,
      onSendError: options.onSendError,
      heartbeat: new Heartbeat(this.#limits.heartbeatMs / CHECKS_PER_HEARTBEAT),
    });
  }

  /** What takes WebSockets of this path. */
  get webSockets(): WebSocketEndpoint {
    const { log, maxFragments } = this.#parts;
    return {
      path: this.path,
      origins: this.#origins,
      // Beyond the limit by little is told by words; what is larger than this is not even read.
      maxPayload: 2 * this.#limits.maxMessageBytes,
      maxFragments,
      refused: ({ headers }) => this.#originRefused(headers.origin, headers.host),
      failed: (error) => log.debug({ err: error, path: this.path }, 'socket error'),
      broke: this.#broke,
      admit: (request) => this.#admit(request),
    };
  }

  /** Answers a request of this path: a batch, or one that stands for a WebSocket. */
  readonly respond = async (c: Context): Promise<Response> => {
    const origin = c.req.header('origin');
    const host = c.req.header('host');
    if (!isOriginAllowed({ headers: { origin, host } }, this.#origins)) {
      this.#originRefused(origin, host);
      return refusal(ORIGIN_REFUSED, VARY);
    }
    if (c.req.method === 'OPTIONS') return preflight(c);
    const upgrade = Upgrade.of(c);
    if (c.req.method !== 'POST' && upgrade === undefined) {
      return problem(405, HOW_TO_CALL, { ...readableBy(c), allow: METHODS });
    }
    if (this.#isClosing) return refusal(CLOSING, { ...readableBy(c), 'retry-after': '1' });
    return upgrade === undefined ? this.#readBatch(c) : this.#seatFor(c, upgrade);
  };

  gauges(): RpcGauges {
    return this.#server.gauges();
  }

  /** Answers no more batches. WebSockets are closed by who took them. */
  close(): void {
    this.#isClosing = true;
  }

  async #admit(incoming: IncomingMessage): Promise<Open | Refusal> {
    const request = upgradeRequest(incoming);
    if (request === undefined) return { status: 400, text: 'The Host or the address of the request is malformed.\n' };
    const upgrade = new Upgrade(this.#broke);
    const { socket } = incoming;
    const gone = (): void => upgrade.giveUp();
    socket.once('close', gone);
    const response = await answering({ request }, () => this.#parts.fetch(request, upgrade.env(incoming)));
    const { seat } = upgrade;
    // Something before or after the endpoint's own handler answered otherwise: a guard.
    if (seat === undefined || response.status !== 204) {
      upgrade.giveUp();
      return { status: response.status < 400 ? 403 : response.status, text: await response.text() };
    }
    return (webSocket: WebSocket, stream: Duplex) => {
      socket.off('close', gone);
      this.#server.open(webSocket, stream, seat);
    };
  }

  async #seatFor(c: Context, upgrade: Upgrade): Promise<Response> {
    const seat = await this.#seat(c, 'websocket', upgrade.ending);
    if (seat instanceof Response) return seat;
    upgrade.take(seat);
    return c.body(null, 204);
  }

  async #readBatch(c: Context): Promise<Response> {
    const length = c.req.header('content-length');
    // What says how long it is need not be counted while it comes: Node holds it to that.
    if (length !== undefined) {
      return Number(length) > this.#limits.maxBodyBytes ? this.#tooLarge(c) : this.#answer(c);
    }
    let answer: Response | undefined;
    const refused = await this.#withinLimit(c, async () => {
      answer = await this.#answer(c);
    });
    return answer ?? refused ?? this.#tooLarge(c);
  }

  async #answer(c: Context): Promise<Response> {
    let body: string;
    try {
      body = await c.req.text();
    } catch (error) {
      // The other side went away while it was read, so nobody sees this.
      this.#parts.log.debug({ err: error, path: this.path }, 'the body of a batch could not be read');
      return refusal(UNREAD, VARY);
    }
    const seat = await this.#seat(c, 'batch', new Ending(this.#broke));
    if (seat instanceof Response) return seat;
    const answer = await this.#server.answer(body, seat, (gone) => onGone(c, gone));
    if ('refused' in answer) return refusal(answer.refused, readableBy(c));
    return new Response(answer.body, { headers: { ...ANSWER_HEADERS, ...readableBy(c) } });
  }

  /** Makes the target of a session; or the answer by which its caller is refused. */
  async #seat(c: Context, transport: RpcTransportName, ending: Ending): Promise<RpcSeat | Response> {
    try {
      const spend = this.#rates.spend(this.#options.caller?.(c));
      const target = await this.#make(new Caller(c, transport, ending));
      this.#server.check(target);
      return { target, spend, ending };
    } catch (error) {
      ending.end();
      if (error instanceof HTTPException) return readable(error.getResponse(), c);
      const message = 'What is to be called could not be made. See the log of the server for the cause.';
      const failed = new NopalError('rpc-target-failed', `The target of ${this.path} could not be made.`, message, {
        cause: error,
      });
      this.#parts.log.error({ code: failed.code, err: failed, path: this.path }, failed.message);
      return refusal({ code: failed.code, message }, readableBy(c));
    }
  }

  readonly #broke = (error: unknown): void => {
    this.#parts.log.error({ err: error, path: this.path }, 'a client of RPC could not be served');
  };

  #tooLarge(c: Context): Response {
    const message = `A batch has at most ${this.#limits.maxBodyBytes} bytes here (maxBodyBytes). Send less at a time.`;
    return refusal({ code: 'rpc-too-large', message }, readableBy(c));
  }

  #originRefused(origin = 'no origin', host = 'this host'): void {
    const problem = new NopalError(
      'origin-refused',
      `A page of ${origin} wanted to call ${host}${this.path}.`,
      'If it is yours, add its origin: createApp({ origins: […] }), or the option origins of the endpoint.',
    );
    this.#warn(problem.message, { code: problem.code, origin }, problem.message);
  }

  #warn(same: string, fields: object, message: string): void {
    const repeated = this.#repeats.admit(same);
    if (repeated !== undefined) this.#parts.log.warn({ ...fields, path: this.path, repeated }, message);
  }
}
