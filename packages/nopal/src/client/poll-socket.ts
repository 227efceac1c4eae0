import { HttpSocket } from './http-socket.ts';
import type { Endpoint } from './socket.ts';

/** A connection by polls: each is answered when there is something, or at once for a page with a pace of its own. */
export class PollSocket extends HttpSocket {
  readonly transport = 'poll';
  readonly #pace: number;
  /** What goes with the next poll. */
  #said: string[] = [];
  #polls = 0;

  constructor(endpoint: Endpoint) {
    super(endpoint);
    this.#pace = endpoint.pace;
    // The link sets its handlers first. It is open from the start: the id comes with the answer to the hello.
    setTimeout(() => {
      this.onopen?.();
      this.onopen = null;
    });
  }

  override send(text: string): void {
    if (this.#polls === 0) {
      // The hello: with it the first poll begins.
      this.#said.push(text);
      void this.#run();
    } else if (text.startsWith('["ack"')) this.#said = [text];
    else super.send(text);
  }

  async #run(): Promise<void> {
    while (!this.isOver) {
      const path = `poll${this.id && `/${this.id}`}?n=${++this.#polls}${this.#pace > 0 ? '&glance' : ''}`;
      const response = await this.request(path, this.#said.splice(0));
      const text = await response?.text().catch(() => this.close());
      for (const line of text?.split('\n') ?? []) if (line !== '') this.take(line);
      if (this.#pace > 0) await new Promise((resolve) => setTimeout(resolve, this.#pace));
    }
  }
}
