/**
 * A subscription by push: the server has a function of this page, and calls it. It lives as long as the connection.
 */
export class Push {
  #handle;
  #isEnded = false;

  /**
   * @param {object} api the server's
   * @param {import('./streams.js').Stream} stream
   * @param {import('./subscriber.js').Report} report
   */
  constructor(api, stream, report) {
    void this.#start(api, stream, report);
  }

  /** Whether the server took it. */
  get isActive() {
    return this.#handle !== undefined;
  }

  async #start(api, stream, report) {
    try {
      const handle = await api[stream.push]((value) => {
        if (!this.#isEnded) report.values([value], 0);
      });
      if (this.#isEnded) return handle[Symbol.dispose]();
      this.#handle = handle;
      report.started('push');
    } catch (error) {
      if (!this.#isEnded) report.failed(error);
    }
  }

  /** Lets go of the handle, by which the server knows that it shall not call any more. */
  end() {
    this.#isEnded = true;
    this.#handle?.[Symbol.dispose]();
  }
}
