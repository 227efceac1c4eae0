// `npm start` on a fresh checkout: packages, build, then the main example.
// Nothing may be imported statically here but the version check: an old Node could not even link the rest.
import { requireNode } from './lib/node-version.mjs';

requireNode(process.versions.node);
void import('./lib/start-example.mjs').then(({ startExample }) =>
  startExample('deployment-monitor', process.argv.slice(2)),
);
