/**
 * What is special about elements, in one place: HTML output, the normaliser of trees, development warnings and the
 * tests read the same table. It holds for the HTML namespace; in SVG and MathML no tag is special but the few that
 * {@link childNamespace} knows. What may stand inside what is in `nesting.ts`.
 */

/** What nopal has to know about one HTML element. */
export interface SpecialElement {
  /** Has no content and no end tag. */
  readonly void: boolean;
  /**
   * What the parser makes of the content: `'nodes'`; `'text'`, one text in which `&lt;` still counts; `'raw'`, one
   * text that is written unescaped and ends at the first `</` with the tag's name, wherever that comes from.
   */
  readonly content: 'nodes' | 'text' | 'raw';
  /** The browser's script records the element, but nothing inside it. */
  readonly opaque: boolean;
  /** The parser drops a line break right after the start tag: one that is meant has to be written twice. */
  readonly dropsFirstNewline: boolean;
}

/** HTML elements that have no content and no end tag. */
export const VOID_TAGS = Object.freeze([
  'area',
  'base',
  'basefont',
  'bgsound',
  'br',
  'col',
  'embed',
  'frame',
  'hr',
  'img',
  'input',
  'keygen',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
] as const);

/** A tag without content. */
export type VoidTag = (typeof VOID_TAGS)[number];

const ORDINARY: SpecialElement = Object.freeze({
  void: false,
  content: 'nodes',
  opaque: false,
  dropsFirstNewline: false,
});

function special(traits: Partial<SpecialElement>): SpecialElement {
  return Object.freeze({ ...ORDINARY, ...traits });
}

const VOID = special({ void: true });
const RAW = special({ content: 'raw', opaque: true });

/** Every HTML element that differs from a `div` for nopal. Ask {@link specialElement} about a tag. */
export const SPECIAL_ELEMENTS: ReadonlyMap<string, SpecialElement> = new Map([
  ...VOID_TAGS.map((tag) => [tag, VOID] as const),
  ['iframe', RAW],
  ['noembed', RAW],
  ['noframes', RAW],
  ['plaintext', RAW],
  ['script', RAW],
  ['style', RAW],
  ['xmp', RAW],
  ['textarea', special({ content: 'text', opaque: true, dropsFirstNewline: true })],
  ['title', special({ content: 'text', opaque: true })],
  ['listing', special({ dropsFirstNewline: true })],
  ['pre', special({ dropsFirstNewline: true })],
  // With scripts its content is a text, without them nodes: written as nodes for those who need them.
  ['noscript', special({ opaque: true })],
  // Its nodes are in a document of their own.
  ['template', special({ opaque: true })],
]);

/** What is special about an HTML element; an ordinary one has no trait set. */
export function specialElement(tag: string): SpecialElement {
  return SPECIAL_ELEMENTS.get(tag) ?? ORDINARY;
}

/** Whether an HTML element has neither content nor end tag. */
export function isVoid(tag: string): boolean {
  return specialElement(tag).void;
}

/** Whether the content of an HTML element is text that no escaping helps: it ends at the first `</tag`. */
export function isRawText(tag: string): boolean {
  return specialElement(tag).content === 'raw';
}

/** Whether the browser's script leaves the inside of such elements alone. */
export function isLeafTag(tag: string): boolean {
  return specialElement(tag).opaque;
}

/** Whether a line break that begins an element's content has to be written twice to arrive once. */
export function keepsFirstNewline(tag: string): boolean {
  return specialElement(tag).dropsFirstNewline;
}

/** The DOM property that an element's one text is set by: what the user types goes by `value`; undefined for nodes. */
export function contentAttribute(tag: string): 'value' | 'textContent' | undefined {
  if (specialElement(tag).content === 'nodes') return undefined;
  return tag === 'textarea' ? 'value' : 'textContent';
}

/**
 * The element that the parser puts between a parent and a child that stand together in HTML: a `tbody` between
 * `table` and `tr`. Trees have to contain it, or every path behind it would be off by one.
 */
export function impliedBetween(parentTag: string, childTag: string): 'tbody' | null {
  return parentTag === 'table' && childTag === 'tr' ? 'tbody' : null;
}

/** The namespaces that a page's elements can be in. */
export type Namespace = 'html' | 'svg' | 'mathml';

/** Where every page begins. */
export const HTML_NAMESPACE = 'html' satisfies Namespace;

const NAMESPACE_URIS: Readonly<Record<Namespace, string>> = Object.freeze({
  html: 'http://www.w3.org/1999/xhtml',
  svg: 'http://www.w3.org/2000/svg',
  mathml: 'http://www.w3.org/1998/Math/MathML',
});

/** The URI of a namespace, as `createElementNS` takes it. */
export function namespaceUri(namespace: Namespace): string {
  return NAMESPACE_URIS[namespace];
}

/** SVG elements whose content is HTML again. */
const SVG_HOLDS_HTML: ReadonlySet<string> = new Set(['desc', 'foreignObject', 'title']);
/** MathML elements whose content is HTML again. */
const MATHML_HOLDS_HTML: ReadonlySet<string> = new Set(['mi', 'mn', 'mo', 'ms', 'mtext']);
/** MathML elements that stay MathML even in these. */
const MATHML_IN_TEXT: ReadonlySet<string> = new Set(['malignmark', 'mglyph']);
const HTML_ENCODING = /^(?:text\/html|application\/xhtml\+xml)$/i;

/**
 * The namespace of an element.
 *
 * @param tag the element
 * @param around what {@link childNamespace} says of its parent; `'html'` at the root
 * @param parentTag the element around it, which decides about three rare cases in MathML
 */
export function elementNamespace(tag: string, around: Namespace, parentTag?: string): Namespace {
  // A drawing in a formula, or the other way round, needs an integration point between; the parser sees no drawing.
  if (tag === 'svg')
    return around === 'mathml' && parentTag !== undefined && parentTag !== 'annotation-xml' ? 'mathml' : 'svg';
  if (tag === 'math') return around === 'svg' ? 'svg' : 'mathml';
  if (parentTag !== undefined && MATHML_IN_TEXT.has(tag) && MATHML_HOLDS_HTML.has(parentTag)) return 'mathml';
  return around;
}

/**
 * The namespace in which an element's children begin.
 *
 * @param tag the element
 * @param namespace its own namespace, or what its parent's `childNamespace` is
 * @param encoding its `encoding` attribute, which says what is in an `annotation-xml`
 * @example
 * ```ts
 * childNamespace('svg', 'html'); // 'svg'
 * childNamespace('foreignObject', 'svg'); // 'html'
 * ```
 */
export function childNamespace(tag: string, namespace: Namespace, encoding?: string): Namespace {
  const own = elementNamespace(tag, namespace);
  if (own === 'svg') return SVG_HOLDS_HTML.has(tag) ? 'html' : 'svg';
  if (own === 'html') return 'html';
  if (MATHML_HOLDS_HTML.has(tag)) return 'html';
  return tag === 'annotation-xml' && encoding !== undefined && HTML_ENCODING.test(encoding) ? 'html' : 'mathml';
}
