/** What runs in the page of trees.test.ts: the real client, on trees that it is given. */
import { checksum, record } from '../../packages/nopal/src/client/nodes.ts';
import { Page } from '../../packages/nopal/src/client/page.ts';
import type { Patch } from '../../packages/nopal/src/protocol/patch.ts';
import type { WireNode } from '../../packages/nopal/src/protocol/wire.ts';
import { fresh, picture } from '../../packages/nopal/test/support/browser-dom.ts';

/** A state of a page, as text. */
export interface StateText {
  readonly html: string;
  readonly checksum: number;
  readonly wire: string;
  readonly patch: string;
}

function look(root: Element): string {
  // Where no option is the value of its select, the browser takes one, and keeps to it while others come and go.
  const fields = [...root.querySelectorAll<HTMLInputElement>('input, textarea, select:has([selected])')].map(
    (field) => [field.localName, field.value, field.checked],
  );
  return JSON.stringify([picture(root), fields]);
}

function served(state: StateText): Page {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  // As a document is parsed, not by innerHTML: that is another algorithm in places.
  root.append(...new DOMParser().parseFromString(`<div id="page">${state.html}</div>`, 'text/html').body.childNodes);
  const [page] = root.children as unknown as [HTMLElement];
  page.removeAttribute('id');
  page.normalize();
  record(page);
  return new Page(page);
}

const read = <T>(text: string): T => JSON.parse(text || '[]') as T;

/** Plays one story; returns what is wrong with it, `''` if nothing. */
function playOne(states: readonly StateText[]): string {
  const [first, ...rest] = states as [StateText, ...StateText[]];
  const last = rest.at(-1) as StateText;
  const target = look(fresh(read<WireNode[]>(last.wire)));
  const parsed = served(first);
  if (checksum(parsed.root) !== first.checksum) return 'the parser made another tree of the HTML';
  const made = look(fresh(read<WireNode[]>(first.wire)));
  const page = served(first);
  if (look(page.root) !== made) return `the parser made ${look(page.root)}, the script ${made}`;
  for (const { patch } of rest) page.patch(read<Patch>(patch));
  if (look(page.root) !== target) return `patches made ${look(page.root)}, fresh is ${target}`;
  if (checksum(page.root) !== last.checksum) return 'patched, the checksum is off';
  const morphed = served(first);
  morphed.morph(read<WireNode[]>(last.wire));
  if (look(morphed.root) !== target) return `morphing made ${look(morphed.root)}, fresh is ${target}`;
  return checksum(morphed.root) === last.checksum ? '' : 'morphed, the checksum is off';
}

Object.assign(window, { playOne, served, read });
