import {
  childNamespace,
  elementNamespace,
  HTML_NAMESPACE,
  isRawText,
  isVoid,
  keepsFirstNewline,
  type Namespace,
} from './special-elements.ts';
import type { Element, TreeNode } from './tree.ts';

const TEXT_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '\r': '&#13;' };

/** Escapes text for the inside of an element. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replaceAll(/[&<>\r]/g, (found) => TEXT_ESCAPES[found] as string) : text;
}

/** Escapes text for a double-quoted attribute. */
export function escapeAttribute(text: string): string {
  return /[&"<\r]/.test(text) ? text.replaceAll(/[&"<\r]/g, (found) => ATTRIBUTE_ESCAPES[found] as string) : text;
}

/**
 * Writes a tree as HTML that a browser parses back into the same tree.
 *
 * @param nodes children of an HTML element
 */
export function toHtml(nodes: readonly TreeNode[]): string {
  return writeNodes(nodes, HTML_NAMESPACE);
}

function writeNodes(nodes: readonly TreeNode[], namespace: Namespace): string {
  let html = '';
  for (const node of nodes) html += typeof node === 'string' ? escapeText(node) : writeElement(node, namespace);
  return html;
}

function writeElement(element: Element, outer: Namespace): string {
  const { tag, attributes } = element;
  const namespace = elementNamespace(tag, outer);
  let html = `<${tag}`;
  for (const name in attributes) {
    if (name === 'innerHTML' || name === 'textContent' || (name === 'value' && tag === 'textarea')) continue;
    html += ` ${name}="${escapeAttribute(attributes[name] as string)}"`;
  }
  if (namespace === HTML_NAMESPACE && isVoid(tag)) return `${html}>`;
  const content = writeContent(element, childNamespace(tag, namespace, attributes['encoding']), namespace);
  // The parser drops a newline right after these tags, so one that is meant needs another before it.
  const newline = keepsFirstNewline(tag) && content.startsWith('\n') ? '\n' : '';
  return `${html}>${newline}${content}</${tag}>`;
}

function writeContent(element: Element, inner: Namespace, own: Namespace): string {
  const { tag, attributes } = element;
  const markup = attributes['innerHTML'];
  if (markup !== undefined) return markup;
  const text = tag === 'textarea' ? attributes['value'] : attributes['textContent'];
  if (text === undefined) return writeNodes(element.children, inner);
  return own === HTML_NAMESPACE && isRawText(tag) ? guardRawText(tag, text) : escapeText(text);
}

/** Raw text cannot be escaped, only kept from ending its element: `<\/` means `</` in CSS, scripts and JSON strings. */
function guardRawText(tag: string, text: string): string {
  return text.replaceAll(new RegExp(`<(?=/${tag}|!--)`, 'gi'), '<\\');
}
