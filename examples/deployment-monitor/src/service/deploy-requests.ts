/** The line from the "Deploy now" button to the service. */
export class DeployRequests {
  #start: (() => void) | undefined;

  /**
   * Starts a deployment at once.
   *
   * @returns false when nothing was started because a deployment is running (or the service is not).
   */
  request(): boolean {
    const start = this.#start;
    start?.();
    return start !== undefined;
  }

  /**
   * Resolves at the next request, when the time is over, or when the signal is aborted, whichever comes first.
   *
   * @param waitMs milliseconds; `undefined` waits for a request only.
   */
  next(waitMs: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#start = undefined;
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = waitMs === undefined ? undefined : setTimeout(done, waitMs);
      this.#start = done;
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}

/** The one that the page's button and the service share. */
export const deployRequests = new DeployRequests();
