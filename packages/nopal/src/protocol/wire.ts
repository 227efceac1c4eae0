/** A node on the wire: a text, or an element as `[tag, attributes?, ...children]`. */
export type WireNode = string | WireElement;

/** An element on the wire. The attributes are left out when there are none. */
export type WireElement = [tag: string, ...rest: (WireNode | Readonly<Record<string, string>>)[]];

/**
 * Encodes an element.
 *
 * @param tag the tag name
 * @param attributes encoded as JSON, or `''` for none
 * @param children each already encoded
 */
export function encodeElement(tag: string, attributes: string, children: readonly string[]): string {
  const head = attributes === '' ? `["${tag}"` : `["${tag}",${attributes}`;
  return children.length === 0 ? `${head}]` : `${head},${children.join(',')}]`;
}
