import { ensureChromium } from './chromium.mjs';
import { ensureBuilt } from './lib/build.mjs';

/** Runs once before the browser tests, however they were started: they need the built package and a Chromium. */
export default async function setup() {
  if (!(await ensureBuilt())) throw new Error('The browser tests run on the built package, and it could not be built.');
  await ensureChromium();
}
