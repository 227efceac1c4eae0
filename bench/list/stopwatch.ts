import type { Page } from 'playwright-core';

/** One change as a page saw it; milliseconds from the message's arrival. */
export interface Measured {
  /** Until the page's own script was through, and with it the DOM changed. */
  readonly changed: number;
  /** Until the frame that shows it was made. */
  readonly painted: number;
  /** The message's length in bytes, without the frame's header. */
  readonly bytes: number;
  /** What the first row's first cell says now. */
  readonly first: string;
  readonly rows: number;
}

declare global {
  interface Window {
    /** Given by {@link watchMessages}. */
    measured(measured: Measured): void;
  }
}

/**
 * Has a page tell of each WebSocket message once what it changed is painted. Has to be called before the page is opened.
 *
 * @param tell called with what was measured
 */
export async function watchMessages(page: Page, tell: (measured: Measured) => void): Promise<void> {
  await page.exposeFunction('measured', tell);
  await page.addInitScript(() => {
    const { port1, port2 } = new MessageChannel();
    let finish: (() => void) | undefined;
    port1.addEventListener('message', () => finish?.());
    port1.start();
    const watch = (socket: WebSocket): void => {
      let received = 0;
      // Before the page's own handler, which is set as soon as the socket is made …
      socket.addEventListener('message', () => (received = performance.now()));
      // … and behind it.
      socket.addEventListener('open', () => {
        socket.addEventListener('message', ({ data }) => {
          const changed = performance.now() - received;
          requestAnimationFrame(() => {
            finish = () => {
              const painted = performance.now() - received;
              const body = document.querySelector('tbody');
              const bytes = new TextEncoder().encode(String(data)).length;
              const first = body?.rows[0]?.cells[0]?.textContent ?? '';
              window.measured({ changed, painted, bytes, first, rows: body?.childElementCount ?? 0 });
            };
            // A task of its own runs when the frame is laid out and painted.
            port2.postMessage(undefined);
          });
        });
      });
    };
    globalThis.WebSocket = class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        watch(this);
      }
    };
  });
}
