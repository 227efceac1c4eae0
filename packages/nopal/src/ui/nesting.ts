import {
  childNamespace,
  elementNamespace,
  impliedBetween,
  specialElement,
  type Namespace,
} from './special-elements.ts';

/**
 * What may not stand inside what, because the HTML parser would build something else from it (HTML, "tree
 * construction"). A tree that the parser restructures is not the tree that patches are made for.
 */

/** Stands for a text that is not only white space, as the child of {@link nestingProblem}. */
export const TEXT = '#text';

function tags(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** Begin a new block, and so end a paragraph. */
const ENDS_PARAGRAPH = tags(
  'address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 ' +
    'h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp',
);
const HEADINGS = tags('h1 h2 h3 h4 h5 h6');
/** Where the parser stops looking outwards; foreign elements carry their namespace. */
const SCOPE = 'applet caption html marquee object table td template th svg:desc svg:foreignObject svg:title '.concat(
  'mathml:annotation-xml mathml:mi mathml:mn mathml:mo mathml:ms mathml:mtext',
);
const ANY_SCOPE = tags(SCOPE);
const BUTTON_SCOPE = tags(`${SCOPE} button`);
/** Where a list of open formatting elements begins anew. */
const LINK_SCOPE = tags('applet caption marquee object td template th');
const TEMPLATE_SCOPE = tags('template');
/** Elements that keep an item of a list open around a second one: all "special" ones but `address`, `div` and `p`. */
const ITEM_SCOPE = tags(
  'applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details ' +
    'dir dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr ' +
    'html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol ' +
    'param plaintext pre script search section select source style summary table tbody td template textarea tfoot th ' +
    'thead title tr track ul wbr xmp svg:desc svg:foreignObject svg:title mathml:annotation-xml mathml:mi mathml:mn ' +
    'mathml:mo mathml:ms mathml:mtext',
);

/** An element that may not be inside another of some tags, up to a border, and what to do instead. */
interface AncestorRule {
  readonly children: ReadonlySet<string>;
  readonly ancestors: ReadonlySet<string>;
  readonly border: ReadonlySet<string>;
  readonly fix: string;
}

const ANCESTOR_RULES: readonly AncestorRule[] = [
  {
    children: ENDS_PARAGRAPH,
    ancestors: tags('p'),
    border: BUTTON_SCOPE,
    fix: 'Make the outer one a <div>, or the inner one a <span>',
  },
  { children: tags('a'), ancestors: tags('a'), border: LINK_SCOPE, fix: 'Put the links beside each other' },
  { children: tags('nobr'), ancestors: tags('nobr'), border: ANY_SCOPE, fix: "Use style={{ whiteSpace: 'nowrap' }}" },
  { children: tags('button'), ancestors: tags('button'), border: ANY_SCOPE, fix: 'Put the buttons beside each other' },
  {
    children: tags('form'),
    ancestors: tags('form'),
    border: TEMPLATE_SCOPE,
    fix: "Put the forms beside each other, and tie far fields to theirs by the attribute 'form'",
  },
  { children: tags('li'), ancestors: tags('li'), border: ITEM_SCOPE, fix: 'Put a <ul> or <ol> between them' },
  { children: tags('dd dt'), ancestors: tags('dd dt'), border: ITEM_SCOPE, fix: 'Put a <dl> between them' },
  { children: tags('select'), ancestors: tags('select'), border: TEMPLATE_SCOPE, fix: 'Put them beside each other' },
];

/** Elements that take only these children. */
const ONLY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['html', tags('head body')],
  ['head', tags('base basefont bgsound link meta noframes noscript script style template title')],
  ['table', tags('caption colgroup script style tbody template tfoot thead')],
  ['tbody', tags('script style template tr')],
  ['thead', tags('script style template tr')],
  ['tfoot', tags('script style template tr')],
  ['tr', tags('script style td template th')],
  ['colgroup', tags('col template')],
  ['frameset', tags('frame frameset noframes')],
  ['select', tags(`hr optgroup option script template ${TEXT}`)],
  ['optgroup', tags(`option script template ${TEXT}`)],
  ['option', tags(`script template ${TEXT}`)],
]);

/** Elements that stand only in these parents (or in a `template`, which takes everything). */
const ONLY_IN: ReadonlyMap<string, string> = new Map([
  ['body', 'html'],
  ['caption', 'table'],
  ['col', 'colgroup'],
  ['colgroup', 'table'],
  ['frame', 'frameset'],
  ['frameset', 'html'],
  ['head', 'html'],
  ['html', ''],
  ['tbody', 'table'],
  ['td', 'tr'],
  ['tfoot', 'table'],
  ['th', 'tr'],
  ['thead', 'table'],
  ['tr', 'tbody thead tfoot table'],
]);

/** Elements that the next sibling of their kind ends, and children that do so. */
const RUBY_TEXT = tags('rb rp rt rtc');
const ENDED_BY_RUBY_TEXT = tags('dd dt li optgroup option p rb rp rt rtc');

/** HTML elements that throw the parser out of SVG and MathML. */
const ENDS_FOREIGN = tags(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta ' +
    'nobr ol p pre ruby s small span strong strike sub sup table tt u ul var',
);

/**
 * What the HTML parser would do to a child in this place, and how to avoid it; `null` when it leaves it alone.
 *
 * A `tr` right in a `table` is no problem: see `impliedBetween`.
 *
 * @param parentTag the element around the child
 * @param ancestors the elements around the parent, outermost first
 * @param childTag the child's tag, or {@link TEXT}
 * @returns two sentences without a full stop at the end, or `null`
 * @example
 * ```ts
 * nestingProblem('p', ['body'], 'div');
 * // '<div> cannot be inside <p>: … Make the outer one a <div>, or the inner one a <span>'
 * ```
 */
export function nestingProblem(parentTag: string, ancestors: readonly string[], childTag: string): string | null {
  const { chain, around } = qualify(ancestors, parentTag);
  const parent = chain.at(-1) ?? parentTag;
  if (around !== 'html') return foreignProblem(parentTag, around, childTag);
  const child = childTag === TEXT ? TEXT : qualified(childTag, elementNamespace(childTag, around, parentTag));
  return contentProblem(parent, childTag) ?? placeProblem(parent, child) ?? ancestorProblem(parent, chain, child);
}

/** The elements around, with the namespace before the foreign ones, so that an SVG `a` or `title` passes no rule. */
function qualify(ancestors: readonly string[], parentTag: string): { chain: readonly string[]; around: Namespace } {
  const plain = [...ancestors, parentTag];
  if (!plain.includes('svg') && !plain.includes('math')) return { chain: plain, around: 'html' };
  let around: Namespace = 'html';
  const chain = plain.map((tag, index) => {
    const own = elementNamespace(tag, around, plain[index - 1]);
    around = childNamespace(tag, own);
    return qualified(tag, own);
  });
  return { chain, around };
}

function qualified(tag: string, namespace: Namespace): string {
  return namespace === 'html' ? tag : `${namespace}:${tag}`;
}

function foreignProblem(parentTag: string, around: Namespace, childTag: string): string | null {
  if (!ENDS_FOREIGN.has(childTag)) return null;
  const fix = around === 'svg' ? 'Put a <foreignObject> between them' : 'Put it into an <mtext>';
  const what = around === 'svg' ? 'drawing' : 'formula';
  return `<${childTag}> cannot be inside <${parentTag}>: the browser's parser moves it out of the ${what}. ${fix}`;
}

/** Parents without nodes inside. */
function contentProblem(parent: string, childTag: string): string | null {
  const { void: isVoid, content } = specialElement(parent);
  if (isVoid) return `<${parent}> has no content: the browser's parser puts what is inside behind it. Take it out`;
  if (content === 'nodes' || childTag === TEXT) return null;
  return `<${parent}> holds only text: the browser's parser would show <${childTag}> as such. Pass one string`;
}

/** Parents that choose their children, and children that choose their parents. */
function placeProblem(parent: string, child: string): string | null {
  if (child === 'image') return "<image> is <img> to the browser's parser outside <svg>. Write <img>";
  if (child === 'plaintext')
    return "<plaintext> makes a text of the rest of the page in the browser's parser. Use <pre>";
  if (parent === 'template' || impliedBetween(parent, child) !== null) return null;
  const allowed = ONLY.get(parent);
  if (allowed !== undefined && !allowed.has(child)) return misplaced(child, parent, `It takes only ${list(allowed)}`);
  const parents = ONLY_IN.get(child);
  if (parents !== undefined && !parents.split(' ').includes(parent)) {
    return misplaced(
      child,
      parent,
      parents === '' ? 'It can only be the root' : `Put it into ${list(parents.split(' '))}`,
    );
  }
  if (HEADINGS.has(parent) && HEADINGS.has(child)) return misplaced(child, parent, 'Use a <span> for the smaller part');
  return null;
}

function ancestorProblem(parent: string, chain: readonly string[], child: string): string | null {
  if (RUBY_TEXT.has(child) && ENDED_BY_RUBY_TEXT.has(parent) && inside(chain, tags('ruby'), ANY_SCOPE) !== undefined) {
    const inRtc = parent === 'rtc' && (child === 'rt' || child === 'rp');
    if (!inRtc) return misplaced(child, parent, 'Put them beside each other in the <ruby>');
  }
  for (const { children, ancestors, border, fix } of ANCESTOR_RULES) {
    if (!children.has(child)) continue;
    // In a template the parser keeps no account of forms.
    if (child === 'form' && ancestors.has('form') && chain.includes('template')) continue;
    const found = inside(chain, ancestors, border);
    if (found !== undefined) return misplaced(child, found, fix);
  }
  return null;
}

/** The innermost element of `wanted` around the child, unless an element of `border` is nearer. */
function inside(
  chain: readonly string[],
  wanted: ReadonlySet<string>,
  border: ReadonlySet<string>,
): string | undefined {
  const nearest = chain.findLast((tag) => wanted.has(tag) || border.has(tag));
  return nearest !== undefined && wanted.has(nearest) ? nearest : undefined;
}

function misplaced(child: string, outer: string, fix: string): string {
  const what = child === TEXT ? 'Text' : `<${child}>`;
  return `${what} cannot be inside <${outer}>: the browser's parser would move or drop one of them. ${fix}`;
}

function list(names: Iterable<string>): string {
  return [...names].map((name) => (name === TEXT ? 'text' : `<${name}>`)).join(', ');
}
