import type { TransportName } from '../protocol/transports.ts';
import type { Endpoint, Socket } from './socket.ts';

/** Characters that are sent at once; a longer message goes alone. */
const BATCH = 16_384;
/** What a WebSocket says when it ended without a word. */
const ABNORMAL = 1006;
const TOO_LARGE = 1009;

/** A connection made of requests: what comes is for the subclass to get, what is said is posted. */
export abstract class HttpSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  abstract readonly transport: TransportName;
  readonly #url: string;
  readonly #ended = new AbortController();
  /** The connection's id, once the server gave it. */
  protected id = '';
  #waiting: string[] = [];
  #batches = 0;
  #isPosting = false;

  constructor({ url }: Endpoint) {
    this.#url = url;
  }

  send(text: string): void {
    this.#waiting.push(text);
    void this.#post();
  }

  close(): void {
    this.end(ABNORMAL);
  }

  protected get isOver(): boolean {
    return this.#ended.signal.aborted;
  }

  /** Whether something that was said is still on its way. */
  protected get isPosting(): boolean {
    return this.#isPosting;
  }

  /** The address of another endpoint. */
  protected at(endpoint: string): string {
    return new URL(endpoint, this.#url).href;
  }

  /** Takes a line of the server: a text is the connection's id, a number a close code, all else a frame. */
  protected take(data: string): void {
    if (this.isOver) return;
    if (data.startsWith('"')) {
      this.id = JSON.parse(data) as string;
      // It got through, whatever comes now.
      remember(this.transport);
      this.onopen?.();
    } else if (Number(data) > 0) this.end(Number(data));
    else if (this.id) this.onmessage?.({ data });
    // Not the server: the page of a network that wants its visitors to sign in.
    else this.close();
  }

  /** Posts; ends the connection when that fails. */
  protected async request(endpoint: string, messages: readonly string[]): Promise<Response | undefined> {
    try {
      const response = await fetch(this.at(endpoint), {
        method: 'POST',
        body: messages.join('\n'),
        signal: this.#ended.signal,
        cache: 'no-store',
      });
      if (response.ok) return response;
      this.end(response.status === 413 ? TOO_LARGE : ABNORMAL);
    } catch {
      this.end(ABNORMAL);
    }
    return undefined;
  }

  protected end(code: number): void {
    if (this.isOver) return;
    this.#ended.abort();
    this.onclose?.({ code });
  }

  /** One request at a time, so that nothing overtakes. */
  async #post(): Promise<void> {
    if (this.#isPosting) return;
    this.#isPosting = true;
    while (this.#waiting.length > 0 && !this.isOver) {
      let length = 0;
      const fits = this.#waiting.findIndex((text) => (length += text.length) > BATCH);
      const batch = this.#waiting.splice(0, fits < 0 ? this.#waiting.length : Math.max(1, fits));
      await this.request(`send/${this.id}?n=${++this.#batches}`, batch);
    }
    this.#isPosting = false;
  }
}

/** Notes, for the next pages of this tab, by which transport it got through. The link reads it. */
function remember(transport: TransportName): void {
  try {
    sessionStorage['nopal:transport'] = transport;
  } catch {
    // No storage for this page: it finds out each time.
  }
}
