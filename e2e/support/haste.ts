import type { BrowserContext } from 'playwright-core';

/** Lets the pages of a visitor wait as briefly as they may before they connect again; such waits are random. */
export async function hurry(visitor: BrowserContext): Promise<BrowserContext> {
  await visitor.addInitScript(() => (Math.random = () => 0.05));
  return visitor;
}
