import type { WireNode } from '../protocol/wire.ts';
import { isLeaf } from './nodes.ts';

/** A page as it would be served now. */
export interface FetchedPage {
  readonly wires: readonly WireNode[];
  readonly token: string;
  readonly title: string;
}

/**
 * Fetches the page's address again. For when no server knows this page any more: after a restart, or a deploy.
 *
 * @returns the page; `undefined` when the address now answers with something else, or with another script
 */
export async function refetch(rootId: string, script: string): Promise<FetchedPage | undefined> {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (response.status >= 500) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const root = page.getElementById(rootId);
  const token = page.getElementById(`${rootId}-claim`)?.dataset['token'];
  if (root === null || token === undefined || !page.querySelector(`script[src="${script}"]`)) return undefined;
  return { wires: wiresIn(root), token, title: page.title };
}

function wiresIn(parent: Element): WireNode[] {
  return [...parent.childNodes].map((node) => (node instanceof Element ? wireOf(node) : (node.nodeValue ?? '')));
}

function wireOf(element: Element): WireNode {
  const attributes: Record<string, string> = {};
  for (const { name, value } of element.attributes) attributes[name] = value;
  if (!isLeaf(element)) return [element.localName, attributes, ...wiresIn(element)];
  if (element.localName === 'textarea') attributes['value'] = (element as HTMLTextAreaElement).defaultValue;
  else attributes['innerHTML'] = element.innerHTML;
  return [element.localName, attributes];
}
