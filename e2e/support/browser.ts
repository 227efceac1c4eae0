import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { ensureChromium, launchOptions } from '../../scripts/chromium.mjs';
import { Tab } from './tab.ts';

/** One browser for a file of tests. */
export interface TestBrowser {
  /** A visitor of its own: cookies, cache and storage are not shared. Closed with the test. */
  visitor(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A tab of a new visitor, or of this one, on an address. */
  open(url: string, options?: BrowserContextOptions | BrowserContext): Promise<Tab>;
}

/** Starts Chromium before the tests of a file and ends it after them. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions(await ensureChromium()));
  });
  afterAll(() => browser?.close());

  const visitor = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    if (browser === undefined) throw new Error('The browser is there in tests only.');
    // Nothing is to wait for in a colour that fades or a bar that grows.
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    onTestFinished(() => context.close());
    // Before the test's own time is over: then it is known what was waited for.
    context.setDefaultTimeout(15_000);
    return context;
  };
  return {
    visitor,
    async open(url, options = {}) {
      const context = 'newPage' in options ? options : await visitor(options);
      const tab = new Tab(await context.newPage());
      await tab.page.goto(url);
      return tab;
    },
  };
}
