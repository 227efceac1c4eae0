import type { WireNode } from '../protocol/wire.ts';
import { setAttribute } from './attributes.ts';
import { isLeaf, setOwnChildren } from './nodes.ts';

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
const MATHML = 'http://www.w3.org/1998/Math/MathML';
/** Elements of SVG and MathML whose content is HTML again; of an annotation, its `encoding` says so. */
const HOLDS_HTML =
  /svg (?:foreignObject|desc|title) |MathML (?:m(?:[inos]|text) |annotation-xml (?:text\/html|application\/xhtml\+xml)$)/i;

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

/** The namespace of an element in a parent, as the parser has it. */
function namespaceIn(parent: Element, tag: string): string {
  const { namespaceURI, localName } = parent;
  const holdsHtml = HOLDS_HTML.test(`${namespaceURI} ${localName} ${parent.getAttribute('encoding')}`);
  const around = holdsHtml ? HTML : (namespaceURI as string);
  // A drawing in a formula, or the other way round, needs something between that holds HTML.
  if (tag === 'svg') return around === MATHML && localName !== 'annotation-xml' ? MATHML : SVG;
  if (tag === 'math') return around === SVG ? SVG : MATHML;
  return around;
}

/** Makes a node that is to stand in `parent`. */
export function create(wire: WireNode, parent: Element): ChildNode {
  if (typeof wire === 'string') return document.createTextNode(wire);
  const { tag, attributes, children } = partsOf(wire);
  const element = document.createElementNS(namespaceIn(parent, tag), tag);
  // Before the children: an annotation's encoding says what they are.
  for (const name in attributes) setAttribute(element, name, attributes[name] as string);
  const own = children.map((child) => create(child, element));
  // A template's children are in its content.
  for (const child of own) ((element as Partial<HTMLTemplateElement>).content ?? element).appendChild(child);
  if (!isLeaf(element)) setOwnChildren(element, own);
  return element;
}
