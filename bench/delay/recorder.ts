import type { BrowserContext, Page } from 'playwright-core';

/** When something came to a page and when its DOM had changed, in milliseconds since 1970 by the page's clock. */
export interface Arrival {
  readonly received: number;
  readonly applied: number;
}

declare global {
  interface Window {
    arrivals: Arrival[];
    lastReceived: number;
  }
}

/** Opens a page that notes the time of each WebSocket message, before anything else sees it, and of the change it made. */
export async function openRecorded(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const now = (): number => performance.timeOrigin + performance.now();
    globalThis.WebSocket = class extends WebSocket {
      constructor(address: string | URL) {
        super(address);
        this.addEventListener('message', () => (window.lastReceived = now()));
      }
    };
    window.arrivals = [];
    document.addEventListener('DOMContentLoaded', () => {
      // Runs as soon as the script that changed the DOM is through, before anything is painted.
      const observer = new MutationObserver(() =>
        window.arrivals.push({ received: window.lastReceived, applied: now() }),
      );
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  });
  await page.goto(url);
  return page;
}

/** Takes what was recorded so far. */
export function takeArrivals(page: Page): Promise<Arrival[]> {
  return page.evaluate(() => window.arrivals.splice(0));
}
