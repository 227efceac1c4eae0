/** How long to wait after a call that failed, in milliseconds. */
const afterFailureMs = 5_000;

/**
 * A subscription by polling. Its id belongs to this page and not to the connection, so it outlives one: what the server
 * kept meanwhile is there after a reconnect. Each poll sets the timer of the next one, so there is never more than one.
 */
export class Polling {
  #stream;
  #report;
  #api;
  #id;
  #everyMs = 1_000;
  #timer;
  #isRunning = false;
  #isAsking = false;
  #isEnded = false;

  /**
   * @param {import('./streams.js').Stream} stream
   * @param {import('./subscriber.js').Report} report
   */
  constructor(stream, report) {
    this.#stream = stream;
    this.#report = report;
  }

  /** Whether there is an id that the server gave, and did not call unknown since. */
  get isActive() {
    return this.#id !== undefined;
  }

  /** Asks now, and goes on asking. Does nothing when it does already, by the same connection. */
  run(api) {
    if (this.#isRunning && api === this.#api) return;
    clearTimeout(this.#timer);
    this.#api = api;
    this.#isRunning = true;
    if (!this.#isAsking) void this.#ask();
  }

  /** Asks no more, until it is run again. */
  halt() {
    clearTimeout(this.#timer);
    this.#isRunning = false;
  }

  /** Asks no more, and tells the server, if it can be told. */
  end(api) {
    this.halt();
    this.#isEnded = true;
    if (api !== undefined && this.#id !== undefined) this.#release(api, this.#id);
  }

  async #ask() {
    const api = this.#api;
    this.#isAsking = true;
    let waitMs = afterFailureMs;
    try {
      waitMs = await (this.#id === undefined ? this.#subscribe(api) : this.#poll(api, this.#id));
    } catch (error) {
      if (!this.#isEnded) this.#report.failed(error);
    }
    this.#isAsking = false;
    // There may be another connection by now.
    if (this.#isRunning) this.#timer = setTimeout(() => void this.#ask(), api === this.#api ? waitMs : 0);
  }

  async #subscribe(api) {
    const { subscriptionId, pollInterval } = await api[this.#stream.subscribe]();
    if (this.#isEnded) this.#release(api, subscriptionId);
    else {
      this.#id = subscriptionId;
      this.#everyMs = pollInterval;
      this.#report.started('polling', subscriptionId);
    }
    return this.#everyMs;
  }

  /** @returns {Promise<number>} how long to wait until the next call, in milliseconds */
  async #poll(api, id) {
    const { error, updates, hasMore, dropped = 0 } = await api[this.#stream.poll](id);
    if (this.#isEnded) return 0;
    if (error !== undefined) {
      this.#id = undefined;
      this.#report.invalid(error);
      return 0;
    }
    this.#report.polled();
    this.#report.values(updates, dropped);
    return hasMore ? 0 : this.#everyMs;
  }

  #release(api, id) {
    // A connection that breaks just now: the server lets go of what is not polled.
    api.unsubscribe(id).catch((error) => console.info('The server was not told of the end of a subscription.', error));
  }
}
