import { decodeTopicServerMessage, type TopicServerMessage } from '../protocol/topic-answers.ts';
import { TOPIC_PROTOCOL_VERSION, type TOPIC_CLIENT_CLOSE_CODES } from '../protocol/topic-close.ts';
import type { TopicClientWords } from '../protocol/topic-messages.ts';
import { clientError, type TopicClientError } from './error.ts';
import type { ClientSocket, Platform } from './platform.ts';

/** Whether the server can be reached: `waiting` is the time before the next attempt. */
export type ClientStatus = 'connecting' | 'connected' | 'waiting' | 'closed';

/** How long to wait before connecting again: a random time, of at most `firstMs`, doubled with each attempt. */
export interface ReconnectOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What the link is made with. */
export interface LinkOptions {
  readonly url: string;
  readonly platform: Platform;
  /** Names the client to the server over reconnects. */
  readonly session: string;
  readonly reconnect: ReconnectOptions;
  /** Something came; `length` in characters. A connection begins with `welcome`. */
  readonly received: (message: TopicServerMessage, length: number) => void;
  /** The connection is lost. */
  readonly lost: () => void;
  /** @param error why, where that is known */
  readonly changed: (status: ClientStatus, error: TopicClientError | undefined) => void;
  /** It makes no sense to connect again. */
  readonly failed: (error: TopicClientError) => void;
}

/** How long a connection may take to begin, in milliseconds. */
const OPENING_MS = 10_000;
/** A connection that lasted so long was well, in milliseconds: what comes next is not another attempt. */
const WELL_MS = 5000;
/** The server says something at least every second beat. */
const SILENT_BEATS = 2.5;

// The codes as types only, so that the table stays out of the script.
const BAD_MESSAGE: (typeof TOPIC_CLIENT_CLOSE_CODES)['bad-message'] = 4400;
const VERSION_MISMATCH: (typeof TOPIC_CLIENT_CLOSE_CODES)['version-mismatch'] = 4426;
/** How a WebSocket ends when it was sent more than it takes. */
const TOO_LARGE = 1009;

/** The connection to the server; keeps itself up. */
export class Link {
  readonly #options: LinkOptions;
  readonly #offWake: () => void;
  status: ClientStatus = 'connecting';
  #socket: ClientSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stopWatch: () => void = () => undefined;
  /** Attempts in a row that led to nothing that lasted. */
  #attempts = 0;
  #heardAt = 0;
  #welcomeAt = 0;
  #patienceMs = OPENING_MS;
  /** The server shuts down: come back within so many milliseconds. */
  #againMs = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#offWake = options.platform.onWake(() => {
      if (this.status === 'waiting') this.#connect();
      else this.#look();
    });
  }

  /** Connects for the first time. */
  start(): void {
    this.#connect();
  }

  /** Sends something, if there is a connection. */
  send(words: TopicClientWords): void {
    this.sendText(JSON.stringify(words));
  }

  /** Sends what is text already. */
  sendText(text: string): void {
    if (this.status === 'connected') this.#socket?.send(text);
  }

  /**
   * Ends the connection for good.
   *
   * @param error why, if it was not wished for
   */
  close(error?: TopicClientError): void {
    this.#drop()?.close();
    clearTimeout(this.#retry);
    this.#offWake();
    this.#become('closed', error);
  }

  #connect(): void {
    const { platform, url, session } = this.#options;
    clearTimeout(this.#retry);
    this.#become('connecting');
    const socket: ClientSocket = platform.open(url, {
      opened: () => socket.send(JSON.stringify(['hello', TOPIC_PROTOCOL_VERSION, session])),
      received: (text) => {
        if (socket === this.#socket) this.#receive(text);
      },
      closed: (code, cause) => {
        if (socket === this.#socket) this.#lost(code, cause);
      },
    });
    this.#socket = socket;
    this.#watch(OPENING_MS, OPENING_MS);
  }

  #receive(text: string): void {
    this.#heardAt = Date.now();
    let message: TopicServerMessage;
    try {
      message = decodeTopicServerMessage(text);
    } catch (cause) {
      const what = 'The server sent something that is not of the protocol of topics.';
      this.#options.failed(clientError('bad-message', what, 'Use nopal/client of its version.', cause));
      return;
    }
    if (message.type === 'beat') return this.send(['beat']);
    if (message.type === 'again') {
      this.#againMs = message.ms;
      return;
    }
    if (message.type === 'welcome') {
      const { beatMs } = message.limits;
      this.#welcomeAt = Date.now();
      this.#watch(beatMs, beatMs * SILENT_BEATS);
      this.#become('connected');
    }
    this.#options.received(message, text.length);
  }

  /** Looks now and then whether the server is still there. */
  #watch(everyMs: number, patienceMs: number): void {
    this.#stopWatch();
    this.#heardAt = Date.now();
    this.#patienceMs = patienceMs;
    this.#stopWatch = this.#options.platform.every(Math.max(1, everyMs), () => this.#look());
  }

  #look(): void {
    if (this.#socket !== undefined && Date.now() - this.#heardAt >= this.#patienceMs) {
      this.#socket.cut();
      this.#lost(0, undefined);
    }
  }

  #lost(code: number, cause: unknown): void {
    const { failed, reconnect } = this.#options;
    const wasWell = this.status === 'connected' && Date.now() - this.#welcomeAt > WELL_MS;
    this.#drop();
    if (code === VERSION_MISMATCH) {
      const what = 'The server speaks another version of the protocol of topics.';
      return failed(clientError('version-mismatch', what, 'Use nopal/client of its version.'));
    }
    // Said again, what the server refused would only be refused again.
    if (code === BAD_MESSAGE || code === TOO_LARGE) {
      const what = `The server refused what the client sent (${code}).`;
      return failed(clientError('bad-message', what, 'See its log; use nopal/client of its version.'));
    }
    if (wasWell) this.#attempts = 0;
    const longest = this.#againMs + Math.min(reconnect.longestMs, reconnect.firstMs * 2 ** this.#attempts++);
    this.#againMs = 0;
    // "Full jitter": many clients that lost the same server do not come back at the same moment.
    this.#retry = setTimeout(() => this.#connect(), Math.random() * longest);
    const what = `The connection to ${this.#options.url} ended${code === 0 ? ': nothing was heard' : ` (${code})`}.`;
    this.#become('waiting', clientError('connection-failed', what, 'It is tried again.', cause));
  }

  /** Lets go of the connection; gives its socket. */
  #drop(): ClientSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#stopWatch();
    if (this.status === 'connected') this.#options.lost();
    return socket;
  }

  #become(status: ClientStatus, error?: TopicClientError): void {
    if (this.status === status && status !== 'waiting') return;
    this.status = status;
    this.#options.changed(status, error);
  }
}
