import type { WireNode } from '../protocol/wire.ts';
import type { Claim } from './claim.ts';
import type { Page } from './page.ts';

/** What of the page's script is needed here: given, so that none of it is in this one. */
export interface RenewHost {
  readonly page: Page;
  /** The address of the page's script. */
  readonly script: string;
  readonly isLeaf: (element: Element) => boolean;
  readonly checksum: (root: Element) => number;
  /** Whether the connection that this is for is still there. */
  readonly isWanted: () => boolean;
  /** Gives up what was asked of the viewer before; the page that follows is another one's. */
  readonly lose: () => void;
  /** Loads the page anew. */
  readonly reload: () => void;
}

/**
 * Brings the page up to date by fetching its address again. For when no server knows this page any more: after a
 * restart, or a deploy. If the address now answers with something else, or with another script, the page loads anew.
 *
 * @returns the new claim; rejects when the server is not there yet; never settles when it is not wanted any more
 */
export async function renew({ page, script, isLeaf, checksum, isWanted, lose, reload }: RenewHost): Promise<Claim> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (response.status >= 500) throw new Error(`${response.status}`);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  // It took so long that the link connected anew: the page belongs to that connection now.
  if (!isWanted()) return new Promise(() => {});
  const root = fresh.getElementById('nopal');
  const token = fresh.getElementById('nopal-claim')?.dataset['token'];
  const path = new URL(script).pathname;
  // Where the address leads elsewhere by now, such as to a log-in, the browser has to show that it does.
  const isElsewhere = response.redirected || root === null || token === undefined;
  if (isElsewhere || !fresh.querySelector(`script[src="${path}"]`)) {
    reload();
    return new Promise(() => {});
  }
  // What was raised up to now, also while the address was asked, has no place on this page.
  lose();
  page.morph(wiresIn(root, isLeaf));
  document.title = fresh.title;
  return { token, checksum: checksum(page.root) };
}

function wiresIn(parent: Element, isLeaf: (element: Element) => boolean): WireNode[] {
  return [...parent.childNodes].map((node) =>
    node instanceof Element ? wireOf(node, isLeaf) : (node.nodeValue ?? ''),
  );
}

function wireOf(element: Element, isLeaf: (element: Element) => boolean): WireNode {
  const attributes: Record<string, string> = {};
  for (const { name, value } of element.attributes) attributes[name] = value;
  if (!isLeaf(element)) return [element.localName, attributes, ...wiresIn(element, isLeaf)];
  if (element.localName === 'textarea') attributes['value'] = (element as HTMLTextAreaElement).defaultValue;
  else attributes['innerHTML'] = element.innerHTML;
  return [element.localName, attributes];
}
