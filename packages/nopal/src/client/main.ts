import type { TransportName } from '../protocol/transports.ts';
import { held } from './attributes.ts';
import { Link, type LinkOptions } from './link.ts';
import { checksum, opened, ownChildren, record } from './nodes.ts';
import { Page } from './page.ts';
import { hooks, startParts } from './parts.ts';

function start(root: HTMLElement, { dataset }: HTMLElement): void {
  // The parser splits long texts; the server knows them as one.
  root.normalize();
  record(root);
  const options: LinkOptions = {
    page: new Page(root),
    script: import.meta.url,
    endpoint: { url: new URL(dataset['socket'] as string, location.href).href, pace: Number(dataset['pace'] ?? 0) },
    transports: (dataset['transports'] ?? 'websocket sse poll').split(' ') as TransportName[],
    maxBytes: Number(dataset['max']),
    claim: { token: dataset['token'] as string, checksum: checksum(root) },
  };
  const link = new Link(options);
  startParts({ root, held, ownChildren, opened, hooks, options, link });
  void link.connect();
}

const root = document.getElementById('nopal');
const claim = document.getElementById('nopal-claim');
if (root && claim) start(root, claim);
else console.error('[nopal] this is no nopal page');
