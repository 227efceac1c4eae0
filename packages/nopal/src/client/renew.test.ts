// @vitest-environment happy-dom
/** Pages that no server knows any more. */
import { expect, test, vi } from 'vitest';
import { checksum, isLeaf, record } from './nodes.ts';
import { Page } from './page.ts';
import { renew } from './renew.ts';

/** A page that asks for its address again, which answers with this; and what it did, in order. */
async function renewed(html: string, status = 200): Promise<{ root: HTMLElement; done: string[]; claim: unknown }> {
  const root = document.createElement('div');
  root.innerHTML = '<p>old</p><textarea>a</textarea>';
  record(root);
  const done: string[] = [];
  vi.stubGlobal('fetch', async () => new Response(html, { status }));
  const claim = renew({
    page: new Page(root),
    script: 'http://x/_nopal/client-1.js',
    isLeaf,
    checksum,
    isWanted: () => true,
    lose: () => done.push(`lost ${root.textContent}`),
    reload: () => done.push('reload'),
  }).then(
    (given) => done.push('claimed') && given,
    () => done.push('failed'),
  );
  await vi.waitFor(() => expect(done).not.toEqual([]));
  if (done[0] !== 'reload') await claim;
  return { root, done, claim: done[0] === 'reload' ? undefined : await claim };
}

const page = (script: string): string =>
  `<script src="/_nopal/${script}"></script><div id="nopal"><p>new</p><textarea>b</textarea></div>` +
  '<template id="nopal-claim" data-token="token"></template>';

test('the page becomes what its address answers now, after what the old one was asked is given up', async () => {
  const { root, done, claim } = await renewed(page('client-1.js'));
  expect(done).toEqual(['lost olda', 'claimed']);
  expect([root.querySelector('p')?.textContent, root.querySelector('textarea')?.defaultValue]).toEqual(['new', 'b']);
  expect(claim).toEqual({ token: 'token', checksum: checksum(root) });
});

test.each([
  ['another script', page('client-2.js')],
  ['no page', '<p>Sign in</p>'],
])('an address that answers with %s is loaded anew', async (_, html) => {
  const { root, done } = await renewed(html);
  expect([done, root.querySelector('p')?.textContent]).toEqual([['reload'], 'old']);
});

test('a server that is not there yet leaves the page as it is', async () => {
  const { root, done } = await renewed('Bad gateway', 502);
  expect([done, root.querySelector('p')?.textContent]).toEqual([['failed'], 'old']);
});
