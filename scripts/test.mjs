// `npm test` on a fresh checkout: packages, build, a Chromium, every check, every test.
// Nothing may be imported statically here but the version check: an old Node could not even link the rest.
import { requireNode } from './lib/node-version.mjs';

requireNode(process.versions.node);
void import('./lib/test-all.mjs').then(({ testAll, testOnly }) => {
  const filter = process.argv.slice(2);
  return filter.length > 0 ? testOnly(filter) : testAll();
});
