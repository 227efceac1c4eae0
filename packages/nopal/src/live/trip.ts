import type { Destination } from './destination.ts';

/** One way to another page. */
export class Trip {
  readonly url: string;
  /** What is at its end, as soon as that is known; `'given up'` at once when the viewer goes elsewhere. */
  readonly destination: Promise<Destination | 'given up'>;
  /** Settles when nobody asks for it any more. Never rejects. */
  readonly found: Promise<Destination>;
  readonly #giveUp = new AbortController();

  /** @param find asks for the page, until the signal says that nobody wants it any more; must not reject */
  constructor(url: string, find: (signal: AbortSignal) => Promise<Destination>) {
    this.url = url;
    const { signal } = this.#giveUp;
    this.found = find(signal);
    const givenUp = new Promise<'given up'>((resolve) => {
      signal.addEventListener('abort', () => resolve('given up'), { once: true });
    });
    this.destination = Promise.race([this.found, givenUp]);
  }

  /** Ends the trip before its end. */
  giveUp(): void {
    this.#giveUp.abort();
  }
}
