import { Polling } from './polling.js';
import { Push } from './push.js';

/**
 * What a subscription tells.
 *
 * @typedef {object} Report
 * @property {(delivery: 'push' | 'polling', id?: string) => void} started the server took it
 * @property {(values: object[], lost: number) => void} values oldest first, and how many were lost before them
 * @property {() => void} polled the server answered a poll
 * @property {(error: string) => void} invalid the server does not know it, and it is made anew
 * @property {(error: Error) => void} failed a call was answered with an error
 */

/** Sees to it that a stream is subscribed to in the way that is wanted, whatever happens to the connection. */
export class Subscriber {
  /** @type {Polling | undefined} */
  #polling;
  /** @type {Push | undefined} */
  #push;
  /** The connection that the push is on. */
  #pushApi;
  #stream;
  #report;

  /**
   * @param {import('./streams.js').Stream} stream
   * @param {Report} report
   */
  constructor(stream, report) {
    this.#stream = stream;
    this.#report = report;
  }

  /** Whether the server took the subscription that there is. */
  get isActive() {
    return (this.#push ?? this.#polling)?.isActive === true;
  }

  /**
   * Changes what there is into what is wanted, and does nothing where that is so already.
   *
   * @param {object | undefined} api of the connection, if there is one
   * @param {'push' | 'polling' | undefined} wanted how to be subscribed, if at all
   * @param {boolean} isResting whether nothing is to be asked for now
   */
  apply(api, wanted, isResting) {
    if (this.#push !== undefined && (wanted !== 'push' || api !== this.#pushApi)) {
      this.#push.end();
      this.#push = undefined;
    }
    if (this.#polling !== undefined && wanted !== 'polling') {
      this.#polling.end(api);
      this.#polling = undefined;
    }
    if (wanted === 'polling') this.#poll(api, isResting);
    else if (wanted === 'push' && api !== undefined && this.#push === undefined) {
      this.#pushApi = api;
      this.#push = new Push(api, this.#stream, this.#report);
    }
  }

  #poll(api, isResting) {
    this.#polling ??= new Polling(this.#stream, this.#report);
    if (api === undefined || isResting) this.#polling.halt();
    else this.#polling.run(api);
  }
}
