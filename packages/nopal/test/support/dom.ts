/** A DOM for the browser's side in tests on Node: the client's own modules run on it. */
import { Window } from 'happy-dom';

const window = new Window();
const { document, Node, Element, HTMLTemplateElement } = window;
Object.assign(globalThis, { document, Node, Element, HTMLTemplateElement });

/** The root of a page, as a browser makes it from HTML. */
export function rootOf(html: string): HTMLElement {
  const root = globalThis.document.createElement('div');
  root.innerHTML = html;
  return root;
}
