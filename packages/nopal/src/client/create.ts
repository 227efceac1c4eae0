import type { WireNode } from '../protocol/wire.ts';
import { setAttribute } from './attributes.ts';
import { isLeaf, setOwnChildren } from './nodes.ts';

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
const MATHML = 'http://www.w3.org/1998/Math/MathML';
/** Elements of SVG and MathML whose content is HTML again. */
const HOLDS_HTML = /^(?:foreignObject|desc|title|m[inos]|mtext|annotation-xml)$/;

/** The parts of an element on the wire. */
export interface WireParts {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly WireNode[];
}

/** Takes an element on the wire apart. */
export function partsOf(wire: Exclude<WireNode, string>): WireParts {
  const [tag, ...rest] = wire;
  const first = rest[0];
  const attributes =
    typeof first === 'object' && !Array.isArray(first) ? (rest.shift() as WireParts['attributes']) : {};
  return { tag, attributes, children: rest as WireNode[] };
}

/** The namespace that children of an element are in. */
function namespaceIn(parent: Element): string | null {
  return HOLDS_HTML.test(parent.localName) ? HTML : parent.namespaceURI;
}

/** Makes a node that is to stand in `parent`. */
export function create(wire: WireNode, parent: Element): ChildNode {
  if (typeof wire === 'string') return document.createTextNode(wire);
  const { tag, attributes, children } = partsOf(wire);
  const namespace = tag === 'svg' ? SVG : tag === 'math' ? MATHML : namespaceIn(parent);
  const element = document.createElementNS(namespace, tag);
  const own = children.map((child) => create(child, element));
  const inside = element instanceof HTMLTemplateElement ? element.content : element;
  for (const child of own) inside.appendChild(child);
  // After the children: a select's value needs its options.
  for (const name in attributes) setAttribute(element, name, attributes[name] as string);
  if (!isLeaf(element)) setOwnChildren(element, own);
  return element;
}
