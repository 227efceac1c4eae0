import { HttpSocket } from './http-socket.ts';
import type { Endpoint } from './socket.ts';

/** How long the first event may take, in milliseconds: a proxy that collects the answer never lets it through. */
const FIRST_MS = 5000;

/** A connection by Server-Sent Events. */
export class SseSocket extends HttpSocket {
  readonly transport = 'sse';
  readonly #events: EventSource;

  constructor(endpoint: Endpoint) {
    super(endpoint);
    this.#events = new EventSource(this.at('stream'));
    this.#events.onmessage = ({ data }) => this.take(data as string);
    // It would connect again by itself, without the frames in between.
    this.#events.onerror = () => this.close();
    setTimeout(() => {
      if (this.id === '') this.close();
    }, FIRST_MS);
  }

  protected override end(code: number): void {
    this.#events.close();
    super.end(code);
  }
}
