import type { TransportName } from '../protocol/transports.ts';
import { startEvents } from './events.ts';
import { Link } from './link.ts';
import { checksum, record } from './nodes.ts';
import { Page } from './page.ts';

function start(root: HTMLElement, { dataset }: HTMLElement): void {
  // The parser splits long texts; the server knows them as one.
  root.normalize();
  record(root);
  const link = new Link({
    page: new Page(root),
    script: import.meta.url,
    endpoint: { url: new URL(dataset['socket'] as string, location.href).href, pace: Number(dataset['pace'] ?? 0) },
    transports: (dataset['transports'] ?? 'websocket sse poll').split(' ') as TransportName[],
    maxBytes: Number(dataset['max']),
    claim: { token: dataset['token'] as string, checksum: checksum(root) },
  });
  startEvents(root, (event) => link.raise(event));
  void link.connect();
}

const root = document.getElementById('nopal');
const claim = document.getElementById('nopal-claim');
if (root && claim) start(root, claim);
else console.error('[nopal] this is no nopal page');
