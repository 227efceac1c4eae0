import type { Page } from 'playwright-core';

/** A page that was gone to; milliseconds from the click. */
export interface Arrived {
  readonly path: string;
  /** Until all of it was in the document. */
  readonly there: number;
  /** Until the frame that shows all of it was made. */
  readonly painted: number;
  /** Until it was connected: pushes reach it, and what is clicked is answered. */
  readonly live: number;
  /** Whether it is the document of before. */
  readonly inPlace: boolean;
}

declare global {
  interface Window {
    /** Given by {@link watchArrivals}. */
    arrived(arrived: Arrived): void;
  }
}

/**
 * Has a browser's page tell of each link that was clicked, when what it leads to is painted and connected: in the same
 * document or in the next. Has to be called before the page is opened.
 */
export async function watchArrivals(page: Page, tell: (arrived: Arrived) => void): Promise<void> {
  await page.exposeFunction('arrived', tell);
  await page.addInitScript(() => {
    const now = (): number => performance.timeOrigin + performance.now();
    const connected = (): boolean => document.documentElement?.dataset['connection'] === 'open';
    const { port1, port2 } = new MessageChannel();

    const arrive = (path: string, clicked: number, inPlace: boolean): void => {
      const since = (): number => now() - clicked;
      let there = 0;
      let painted = 0;
      let live = 0;
      const finish = (): void => {
        if (painted === 0 || live === 0) return;
        observer.disconnect();
        sessionStorage.removeItem('going');
        window.arrived({ path, there, painted, live: Math.max(live, there), inPlace });
      };
      const look = (): void => {
        if (live === 0 && connected()) live = since();
        if (there === 0 && document.querySelector(`[data-shown="${path}"]`) !== null) {
          there = since();
          // A task of its own runs when the frame is laid out and painted.
          requestAnimationFrame(() => port2.postMessage(undefined));
        }
        finish();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-connection'] });
      // Set, not added: each arrival replaces the last one's.
      // oxlint-disable-next-line unicorn/prefer-add-event-listener
      port1.onmessage = () => {
        painted = since();
        finish();
      };
    };

    const going = sessionStorage.getItem('going');
    if (going !== null) {
      const [path, clicked] = JSON.parse(going) as [string, number];
      arrive(path, clicked, false);
    }
    addEventListener(
      'click',
      (event) => {
        const link = (event.target as Element).closest('a');
        if (link === null) return;
        const clicked = performance.timeOrigin + event.timeStamp;
        const path = new URL(link.href).pathname;
        sessionStorage.setItem('going', JSON.stringify([path, clicked]));
        arrive(path, clicked, true);
      },
      true,
    );
  });
}
