import { Link } from './link.ts';
import { checksum, record } from './nodes.ts';
import { startEvents } from './events.ts';
import { Page } from './page.ts';
import { refetch } from './refetch.ts';

const ROOT_ID = 'nopal';

function start(root: HTMLElement, claim: HTMLElement): void {
  const page = new Page(root);
  const script = new URL(import.meta.url).pathname;
  const socketUrl = new URL(claim.dataset['socket'] as string, location.href);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  // The parser splits long texts; the server knows them as one.
  root.normalize();
  record(root);
  const link = new Link({
    page,
    socketUrl: socketUrl.href,
    claim: { token: claim.dataset['token'] as string, checksum: checksum(root) },
    renew: async () => {
      const fetched = await refetch(ROOT_ID, script);
      if (fetched === undefined) {
        location.reload();
        return new Promise(() => {});
      }
      page.morph(fetched.wires);
      document.title = fetched.title;
      return { token: fetched.token, checksum: checksum(root) };
    },
  });
  startEvents(root, (event) => link.raise(event));
  link.connect();
}

const root = document.getElementById(ROOT_ID);
const claim = document.getElementById(`${ROOT_ID}-claim`);
if (root && claim) start(root, claim);
else console.error('[nopal] this document holds no nopal page');
