import { ensureChromium } from './chromium.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { NginxMissingError, ensureNginx } from './nginx.mjs';

/**
 * Runs once before the browser tests, however they were started: they need the built package and a Chromium. Those of
 * nginx are skipped where there is none.
 */
export default async function setup() {
  if (!(await ensureBuilt())) throw new Error('The browser tests run on the built package, and it could not be built.');
  await ensureChromium();
  try {
    ensureNginx();
  } catch (error) {
    if (!(error instanceof NginxMissingError)) throw error;
    console.warn(`Tests behind nginx are SKIPPED. ${error.message}`);
  }
}
