import { CLOSE_CODES } from '../protocol/connection.ts';
import { PROTOCOL_VERSION, type ServerMessage } from '../protocol/frames.ts';
import type { Patch } from '../protocol/patch.ts';
import type { WireNode } from '../protocol/wire.ts';
import { backoff } from './backoff.ts';
import type { RaisedEvent } from './events.ts';
import type { Page } from './page.ts';

/** Acknowledge after so many frames, or so many milliseconds, whichever is first. */
const ACK_FRAMES = 8;
const ACK_MS = 250;
/** A count of frames that no server ever sent: asks for the whole tree. */
const LOST_COUNT = 2 ** 40;
/** How a WebSocket ends when it was sent more than it takes. */
const TOO_LARGE = 1009;
/** Events that may wait for their answer; more are refused here. */
const MAX_PENDING = 100;

/** What the link is made with. */
export interface LinkOptions {
  readonly page: Page;
  readonly socketUrl: string;
  /** The page's claim token and the checksum of what was recorded. */
  claim: { token: string; checksum: number };
  /** No server knows this page any more. Resolves to a new claim once the page was brought up to date. */
  readonly renew: () => Promise<{ token: string; checksum: number }>;
}

/** The connection to the server: keeps itself up, applies what comes, and sends events, each once. */
export class Link {
  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  #attempt = 0;
  /** Frames in a row that could not be applied: they too are a reason to come back later. */
  #failures = 0;
  #frames = 0;
  #acknowledged = 0;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  /** Id and secret, once the server gave them. */
  #viewer: [string, string] | undefined;
  #ready = false;
  #events = 0;
  /** Events without an answer, by number, and those of them that were sent. */
  readonly #pending = new Map<number, string>();
  readonly #sent = new Set<number>();

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Opens the connection. */
  connect(): void {
    const socket = new WebSocket(this.#options.socketUrl);
    this.#socket = socket;
    socket.onopen = () => this.#hello();
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data as string) as Patch | ServerMessage);
    socket.onclose = ({ code }) => this.#lost(code);
  }

  /** Sends an event, now or when the connection is back. */
  raise({ path, type, detail }: RaisedEvent): void {
    const number = ++this.#events;
    if (this.#pending.size >= MAX_PENDING) return this.#tell(number, 'not run', 'busy');
    this.#pending.set(number, JSON.stringify(['event', number, this.#frames, path, type, detail]));
    if (this.#ready) {
      this.#sendEvent(number);
      // It names the frames applied so far, so it acknowledges them too.
      this.#acknowledged = this.#frames;
    }
  }

  #hello(): void {
    const { token, checksum } = this.#options.claim;
    const resume = this.#viewer && [...this.#viewer, this.#frames];
    this.#socket?.send(JSON.stringify(['hello', PROTOCOL_VERSION, token, checksum, resume]));
  }

  #receive(frame: Patch | ServerMessage): void {
    try {
      if (Array.isArray(frame)) this.#apply(() => this.#options.page.patch(frame as Patch));
      else this.#message(frame as ServerMessage);
    } catch (error) {
      console.error('[nopal] the page is not what the server thinks; asking for all of it', error);
      this.#frames = LOST_COUNT;
      this.#failures += 3;
      this.#socket?.close();
    }
  }

  #message({ viewer, gone, tree, event }: ServerMessage): void {
    if (viewer) this.#connected(viewer);
    if (tree) this.#apply(() => this.#options.page.morph(tree as WireNode[]));
    if (event) {
      // Asked again after a cut, the server may answer twice.
      this.#sent.delete(event[0]);
      if (this.#pending.delete(event[0])) this.#tell(...event);
    }
    if (gone) void this.#renew();
  }

  #connected([id, secret, resumed]: NonNullable<ServerMessage['viewer']>): void {
    this.#attempt = this.#failures;
    this.#ready = true;
    console.info(`[nopal] ${resumed === 1 ? 'resumed' : 'connected'}`);
    this.#show('open');
    if (resumed !== 1) this.#frames = 0;
    // Another viewer than before: what that one was asked, nobody will answer.
    if (resumed === 0) this.#giveUp();
    this.#acknowledged = this.#frames;
    this.#viewer = [id, secret];
    for (const number of this.#pending.keys()) this.#sendEvent(number);
  }

  #apply(change: () => void): void {
    change();
    this.#failures = 0;
    this.#frames++;
    if (this.#frames - this.#acknowledged >= ACK_FRAMES) this.#acknowledge();
    else this.#ackTimer ??= setTimeout(() => this.#acknowledge(), ACK_MS);
  }

  #acknowledge(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    if (!this.#ready || this.#frames === this.#acknowledged) return;
    this.#acknowledged = this.#frames;
    this.#socket?.send(JSON.stringify(['ack', this.#frames]));
  }

  #sendEvent(number: number): void {
    this.#sent.add(number);
    this.#socket?.send(this.#pending.get(number) as string);
  }

  async #renew(): Promise<void> {
    this.#giveUp();
    this.#viewer = undefined;
    try {
      this.#options.claim = await this.#options.renew();
    } catch {
      // The server may still be starting; the next attempt asks again.
      this.#socket?.close();
      return;
    }
    this.#hello();
  }

  #lost(code: number): void {
    if (code === CLOSE_CODES['version-mismatch']) {
      location.reload();
      return;
    }
    // Another window of the same browser took this page over.
    if (code === CLOSE_CODES.replaced) return;
    // Sent again, what the server refused would only be refused again.
    if (code === TOO_LARGE) this.#sent.delete(this.#largest());
    if (code === CLOSE_CODES['bad-message'] || code === TOO_LARGE) this.#giveUp();
    if (this.#ready) {
      console.warn('[nopal] connection lost; reconnecting');
      this.#show('lost');
    }
    this.#ready = false;
    setTimeout(() => this.connect(), backoff(this.#attempt++, Math.random()));
  }

  /** The number of the largest pending event: if anything was more than the server takes, this was, and did not run. */
  #largest(): number {
    let [largest, most] = [0, 0];
    for (const [number, text] of this.#pending) {
      const { size } = new Blob([text]);
      if (size > most) [largest, most] = [number, size];
    }
    return largest;
  }

  #giveUp(): void {
    for (const number of this.#pending.keys()) this.#tell(number, this.#sent.has(number) ? 'unknown' : 'not run');
    this.#pending.clear();
    this.#sent.clear();
  }

  #show(state: 'open' | 'lost'): void {
    document.documentElement.dataset['connection'] = state;
  }

  #tell(number: number, outcome: string, reason?: string): void {
    if (outcome !== 'done' || reason)
      console.warn(`[nopal] event ${number}: ${outcome}${reason ? ` (${reason})` : ''}`);
    const detail = { number, outcome, reason };
    this.#options.page.root.dispatchEvent(new CustomEvent('nopal:event', { bubbles: true, detail }));
  }
}
