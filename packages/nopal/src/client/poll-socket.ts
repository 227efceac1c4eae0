import { HttpSocket } from './http-socket.ts';
import type { Endpoint } from './socket.ts';

/** A connection by polls: each is answered when there is something, or at once for a page with a pace of its own. */
export class PollSocket extends HttpSocket {
  readonly transport = 'poll';
  readonly #pace: number;
  /** What goes with the next poll. */
  #said: string[] = [];
  #polls = 0;
  /** Whether a poll is under way. */
  #isPolling = false;

  constructor(endpoint: Endpoint) {
    super(endpoint);
    this.#pace = endpoint.pace;
    // The link sets its handlers first. It is open from the start: the id comes with the answer to the hello.
    setTimeout(() => {
      const { onopen } = this;
      this.onopen = null;
      if (!this.isOver) onopen?.();
    });
  }

  override send(text: string): void {
    if (this.#polls === 0) {
      // The hello: with it the first poll begins.
      this.#said.push(text);
      void this.#run();
    } else if (text.startsWith('["ack"') && !this.isPosting && this.#isNextPollSoon) this.#said = [text];
    // An acknowledgement must not overtake an event: the server would forget the page that the event was raised on.
    else super.send(text);
  }

  /** Whether a poll that can take something along is about to begin. One that is held may be so for long. */
  get #isNextPollSoon(): boolean {
    return !this.#isPolling || this.#pace > 0;
  }

  async #run(): Promise<void> {
    while (!this.isOver) {
      const lines = await this.#poll();
      // A server that holds polls has something to say when it answers.
      if (lines?.length === 0 && this.#pace === 0) this.close();
      for (const line of lines ?? []) this.take(line);
      if (this.#pace > 0) await new Promise((resolve) => setTimeout(resolve, this.#pace));
    }
  }

  async #poll(): Promise<string[] | undefined> {
    const path = `poll${this.id && `/${this.id}`}?n=${++this.#polls}${this.#pace > 0 ? '&glance' : ''}`;
    this.#isPolling = true;
    const response = await this.request(path, this.#said.splice(0));
    const text = await response?.text().catch(() => this.close());
    this.#isPolling = false;
    return text?.split('\n').filter((line) => line !== '');
  }
}
