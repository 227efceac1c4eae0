/** Waits for `ms` milliseconds; false, and at once, when the signal is aborted. */
export async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * What a broker answers; rejects when it says nothing for `ms` milliseconds, as over a connection that is dead though
 * nobody closed it.
 *
 * @param over aborted when nobody waits for it any more
 */
export async function answered<T>(answer: Promise<T>, ms: number, over?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => {
      done();
      reject(new Error(why));
    };
    const timer = setTimeout(() => giveUp(`It did not answer within ${ms} ms.`), ms);
    const isOver = (): void => giveUp('It is not waited for any more.');
    const done = (): void => {
      clearTimeout(timer);
      over?.removeEventListener('abort', isOver);
    };
    over?.addEventListener('abort', isOver);
    answer.finally(done).then(resolve, reject);
    if (over?.aborted) isOver();
  });
}

/** How long to wait before the next attempt: doubling from the first wait to the last. */
export interface Backoff {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** @param attempt 0 for the first */
export function backoffMs({ firstMs, lastMs }: Backoff, attempt: number): number {
  return Math.min(lastMs, firstMs * 2 ** attempt);
}
