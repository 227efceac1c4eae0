import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** A tab, with a record of what a test must be able to ask about later. */
export class Tab {
  readonly page: Page;
  /** What nopal's script wrote to the console. */
  readonly console: string[] = [];
  /** Everything that a developer would see in red, Content-Security-Policy violations included. */
  readonly errors: string[] = [];
  /** Addresses that were asked for by HTTP. */
  readonly requests: string[] = [];
  /** What came over WebSockets, and what was sent. */
  readonly received: string[] = [];
  readonly sent: string[] = [];
  /** How many WebSockets were opened, or tried to be. */
  webSockets = 0;
  /** How many of them were closed, by whichever side. */
  closedWebSockets = 0;

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.text().startsWith('[nopal]')) this.console.push(message.text());
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('websocket', (socket) => {
      this.webSockets++;
      socket.on('close', () => this.closedWebSockets++);
      socket.on('framereceived', ({ payload }) => this.received.push(payload.toString()));
      socket.on('framesent', ({ payload }) => this.sent.push(payload.toString()));
    });
  }

  /** Resolves when the page is connected to its server. */
  async connected(): Promise<this> {
    await this.page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    return this;
  }

  /** The text that is in the first match now; `null` when there is none. */
  text(selector: string): Promise<string | null> {
    return this.page.evaluate((each) => document.querySelector(each)?.textContent ?? null, selector);
  }

  /** Waits until the first match shows exactly this. */
  async shows(selector: string, text: string): Promise<void> {
    await eventually(() => this.text(selector)).toBe(text);
  }

  /** The page as nopal sees it, the nodes of others included. */
  html(): Promise<string> {
    return this.page.evaluate(() => document.getElementById('nopal')?.innerHTML ?? '');
  }

  /** The page's HTML when served now, to nobody in particular, as a parser reads it. */
  freshHtml(): Promise<string> {
    return this.page.evaluate(async () => {
      const response = await fetch(location.href);
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
      return fresh.getElementById('nopal')?.innerHTML ?? '';
    });
  }
}
