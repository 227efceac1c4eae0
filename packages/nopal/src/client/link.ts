import type { CLOSE_CODES } from '../protocol/connection.ts';
import type { HeadChange, ServerMessage } from '../protocol/frames.ts';
import type { Patch } from '../protocol/patch.ts';
import type { TransportName } from '../protocol/transports.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { WireNode } from '../protocol/wire.ts';
import { backoff } from './backoff.ts';
import type { Claim } from './claim.ts';
import { checksum, isLeaf } from './nodes.ts';
import type { Page } from './page.ts';
import { hooks, reload } from './parts.ts';
import { PendingEvents } from './pending-events.ts';
import type { Endpoint, Socket } from './socket.ts';
import { showConnection } from './status.ts';

/**
 * Acknowledge after so many characters, or after up to twice so many milliseconds, whichever is first. A character is
 * up to three bytes, and four times as many bytes close the window. A frame counts as some characters more, since the
 * server keeps a tree for each. The time is random, so that many pages that were sent the same do not answer in the same
 * moment.
 */
const ACK_LENGTH = 4096;
const FRAME_LENGTH = 64;
const ACK_MS = 4000;
/** A count of frames that no server ever sent: asks for the whole tree. */
const LOST_COUNT = 2 ** 40;
/** The server says something at least every 15 seconds; who is silent for longer is not there any more. */
const SILENT_MS = 25_000;
/** How long a connection may take to begin. */
const OPENING_MS = 10_000;
/** How old a page is at least that loads itself again, in milliseconds: so it does not do so over and over. */
const RELOAD_MS = 20_000;
/** How often silence is looked for. */
const CHECK_MS = 5000;
/** A hidden page gets a frame at most so often, in milliseconds. */
const HIDDEN_PACE_MS = 5000;

// The codes as types only, so that the table stays out of the script.
const BAD_MESSAGE: (typeof CLOSE_CODES)['bad-message'] = 4400;
const VERSION_MISMATCH: (typeof CLOSE_CODES)['version-mismatch'] = 4426;
/** How a WebSocket ends when it was sent more than it takes. */
const TOO_LARGE = 1009;

/** What the link is made with. */
export interface LinkOptions {
  readonly page: Page;
  readonly endpoint: Endpoint;
  /** What to connect by, in the order to try. */
  readonly transports: readonly TransportName[];
  claim: Claim;
  /** The largest message that the server takes. */
  readonly maxBytes: number;
  /** The address of the script, by which a page of another version is told. */
  readonly script: string;
}

/** The connection to the server: keeps itself up, applies what comes, and sends events, each once. */
export class Link {
  readonly #options: LinkOptions;
  readonly #events: PendingEvents;
  #socket: Socket | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Connections in a row that brought nothing, those whose frames could not be applied counted more. */
  #attempt = 0;
  #frames = 0;
  /** How much was heard since the last acknowledgement. */
  #length = 0;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  /** Id and secret, once the server gave them. */
  #viewer: [string, string] | undefined;
  /** Counted, so that one that was long on its way does not undo a later one. */
  #hellos = 0;
  /** Whether the server would hear something now. */
  isReady = false;
  /** When the server last said something, and how much more patience it gets: a large page on a slow network takes. */
  #heardAt = 0;
  #patience = 1;
  /** The server shuts down: come back within so many milliseconds. */
  #again = 0;
  /** What is connected by now, what got through before, and how often it did not though the server is there. */
  #transport = 0;
  #known: number;
  #blocked = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#events = new PendingEvents(options.page.root, options.maxBytes, (text) => this.#socket?.send(text));
    this.#known = options.transports.indexOf(remembered() as TransportName);
    this.#transport = Math.max(0, this.#known);
    setInterval(() => this.#check(), CHECK_MS);
    addEventListener('online', () => this.#reconnect());
    // A page in the back/forward cache must hold no connection; it comes back as it was.
    addEventListener('pagehide', () => this.#end());
    addEventListener('pageshow', ({ persisted }) => persisted && this.#reconnect());
    addEventListener('visibilitychange', () => {
      // After a long sleep nothing may be left of the connection.
      this.#check();
      if (document.hidden || this.isReady) this.say('pace', this.#pace());
      else this.#reconnect();
    });
  }

  /** Opens the connection. */
  async connect(): Promise<void> {
    const { transports, endpoint } = this.#options;
    this.#end();
    this.#heardAt = Date.now();
    // Stands for the connection while it is being made.
    const opening = (this.#socket = {} as Socket);
    try {
      const transport = transports[this.#transport] as TransportName;
      const socket =
        transport === 'websocket'
          ? // Its handlers are only ever set, so what they are given may be less than it gives.
            (new WebSocket(endpoint.url.replace('http', 'ws')) as Socket)
          : // What is not the browser's own is loaded when it is needed first.
            new (await import('./spare.ts')).sockets[transport](endpoint);
      if (this.#socket !== opening) return socket.close();
      this.#socket = socket;
      socket.onopen = () => this.#hello();
      socket.onmessage = ({ data }) => this.#receive(data as string);
      socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
    } catch {
      if (this.#socket === opening) void this.#retry();
    }
  }

  /** Sends an event, or asks for another page: now or when the connection is back. */
  ask(kind: 'event' | 'go', ...what: readonly unknown[]): number | undefined {
    const number = this.#events.add(kind, this.#frames, ...what);
    if (this.isReady && number) {
      this.#events.send(number);
      // It names the frames applied so far, so it acknowledges them too.
      this.#stopAckTimer();
    }
    return number;
  }

  #hello(): void {
    const { token, checksum } = this.#options.claim;
    const resume = this.#viewer && [...this.#viewer, this.#frames, ++this.#hellos];
    this.#socket?.send(JSON.stringify(['hello', PROTOCOL_VERSION, token, checksum, resume, this.#pace()]));
  }

  #receive(text: string): void {
    const { page } = this.#options;
    this.#heardAt = Date.now();
    this.#blocked = 0;
    this.#length += text.length + FRAME_LENGTH;
    try {
      const frame = JSON.parse(text) as Patch | ServerMessage;
      const message: ServerMessage = Array.isArray(frame) ? { patch: frame } : (frame as ServerMessage);
      const { viewer, gone, again, tree, patch, head, event } = message;
      if (viewer) this.#connected(viewer);
      else if (gone) void this.#renew();
      else if (again) this.#again = again;
      else {
        if (tree) page.morph(tree as WireNode[]);
        if (patch) page.patch(patch as Patch);
        if (head) arrive(head);
        if (event) this.#events.answered(...event);
        this.#applied(text === '{}');
      }
    } catch (error) {
      console.error('[nopal] out of step', error);
      this.#frames = LOST_COUNT;
      this.#attempt += 3;
      void this.#retry();
    }
  }

  #connected([id, secret, resumed]: NonNullable<ServerMessage['viewer']>): void {
    this.isReady = true;
    if (this.#known < 0) this.#known = this.#transport;
    console.info(`[nopal] ${resumed === 1 ? 'resumed' : 'connected'}`);
    showConnection(true);
    if (resumed !== 1) this.#frames = 0;
    if (resumed === 0) this.#lose();
    this.#viewer = [id, secret];
    this.#events.send();
  }

  /** Another viewer than before: what that one was asked, nobody will answer. */
  #lose(): void {
    this.#frames = 0;
    this.#events.giveUp();
    hooks.lost?.();
  }

  /** @param isBeat whether the server only wants to hear that this browser lives */
  #applied(isBeat: boolean): void {
    this.#attempt = 0;
    this.#patience = 1;
    this.#frames++;
    // Timers of hidden pages come late.
    if (isBeat || document.hidden || this.#length > ACK_LENGTH) this.#acknowledge();
    else this.#ackTimer ??= setTimeout(() => this.#acknowledge(), ACK_MS * (1 + Math.random()));
  }

  #acknowledge(): void {
    this.#stopAckTimer();
    this.say('ack', this.#frames);
  }

  #stopAckTimer(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#length = 0;
  }

  /** Says something now, if it can be said now. */
  say(type: string, value: unknown): void {
    if (this.isReady) this.#socket?.send(JSON.stringify([type, value]));
  }

  #pace(): number {
    const { pace } = this.#options.endpoint;
    return document.hidden ? Math.max(HIDDEN_PACE_MS, pace) : pace;
  }

  async #renew(): Promise<void> {
    const socket = this.#socket;
    const isWanted = (): boolean => socket === this.#socket;
    this.#viewer = undefined;
    try {
      const { renew } = await import('./spare.ts');
      this.#options.claim = await renew({
        ...this.#options,
        isLeaf,
        checksum,
        isWanted,
        reload,
        lose: () => this.#lose(),
      });
      this.#hello();
    } catch {
      // The server may still be starting; the next attempt asks again.
      if (isWanted()) void this.#retry();
    }
  }

  /** Connects again when nothing was heard for too long. */
  #check(): void {
    const patience = (this.isReady ? SILENT_MS + this.#pace() : OPENING_MS) * this.#patience;
    if (!this.#socket || Date.now() - this.#heardAt < patience) return;
    // The connection may have been slow, not dead.
    this.#patience *= 2;
    void this.#retry();
  }

  #lost(code: number): void {
    // While servers of both versions are there, a page may come from one and connect to the other.
    if (code === VERSION_MISMATCH) {
      setTimeout(reload, RELOAD_MS - performance.now());
      return this.#end();
    }
    // Sent again, what the server refused would only be refused again.
    if (code === BAD_MESSAGE || code === TOO_LARGE) this.#events.giveUp();
    void this.#retry();
  }

  /** Connects again after a while: by what got through before, or by the next transport where this one does not. */
  async #retry(): Promise<void> {
    const { transports, endpoint } = this.#options;
    const wasReady = this.isReady;
    this.#end();
    if (wasReady) {
      console.warn('[nopal] connection lost; reconnecting');
      this.#transport = Math.max(0, this.#known);
    }
    // Where the server answers plain requests, it is the transport that does not get through. One failure may be the
    // server's start. (Asked from here, not from the spare script: some browsers remember a script that failed to load.)
    else if (transports[1]) {
      const signal = AbortSignal.timeout(OPENING_MS);
      const answers = await fetch(endpoint.url, { method: 'HEAD', signal }).then(
        // A proxy whose server is down answers too, with 502.
        ({ status }) => status < 500,
        () => false,
      );
      if (answers && ++this.#blocked > 1) {
        this.#transport = (this.#transport + 1) % transports.length;
        this.#blocked = 0;
      }
    }
    if (this.#socket) return;
    const longest = this.#again + backoff(this.#attempt++);
    this.#again = 0;
    // "Full jitter": many pages that lost the same server do not come back at the same moment.
    this.#retryTimer = setTimeout(() => this.connect(), Math.random() * longest);
  }

  /** Connects again right now. */
  #reconnect(): void {
    this.#attempt = 0;
    void this.connect();
  }

  /** Ends the connection, if there is one, and all waiting for another. */
  #end(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearTimeout(this.#retryTimer);
    // There is nothing to close while it is being made.
    socket?.close?.();
    if (!this.isReady) return;
    this.isReady = false;
    showConnection(false);
  }
}

/** Changes what is around the page, after the page itself was changed. */
function arrive(head: HeadChange): void {
  const { title, url, load, meta } = head;
  if (url ?? load ?? meta) hooks.arrived(head);
  // After the address: a title belongs to the newest entry of the history.
  document.title = title ?? document.title;
}

/** The transport by which this tab got through where WebSocket did not. */
function remembered(): TransportName | undefined {
  try {
    return sessionStorage['nopal:transport'] as TransportName | undefined;
  } catch {
    // No storage for this page: it finds out each time.
    return undefined;
  }
}
