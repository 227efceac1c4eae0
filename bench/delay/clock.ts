import type { Page } from 'playwright-core';

/** How far the page's clock is from this process's, and how wrong that may be; milliseconds. */
export interface Offset {
  readonly add: number;
  readonly error: number;
}

/** The time, in milliseconds since 1970, as finely as it is known. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

const ECHOES = 300;

/**
 * Compares the clocks by echoes: of the fastest round trip, the server's time lies between sending and receiving, so
 * half of that trip is the most that the offset can be wrong.
 *
 * @param url a WebSocket that answers every message with the time here
 */
export function compareClocks(page: Page, url: string): Promise<Offset> {
  return page.evaluate(
    ([address, echoes]) =>
      new Promise<Offset>((resolve, reject) => {
        const now = (): number => performance.timeOrigin + performance.now();
        const socket = new WebSocket(address);
        let best: Offset = { add: 0, error: Infinity };
        let left = echoes;
        let sent = 0;
        const ask = (): void => {
          sent = now();
          socket.send('');
        };
        socket.addEventListener('error', () => reject(new Error(`${address} does not answer`)));
        socket.addEventListener('open', ask);
        socket.addEventListener('message', ({ data }) => {
          const received = now();
          const error = (received - sent) / 2;
          if (error < best.error) best = { add: Number(data) - (sent + error), error };
          if (--left > 0) return ask();
          socket.close();
          resolve(best);
        });
      }),
    [url, ECHOES] as const,
  );
}
