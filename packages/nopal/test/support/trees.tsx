import fc from 'fast-check';
import { createElement, Fragment, useState, type Child } from 'nopal';

/** Something to render, as data: a text, or an element, fragment or component with what is inside. */
export type Spec = string | NodeSpec;

/** See {@link Spec}. */
export interface NodeSpec {
  /** A tag; `''` for a fragment; a component's name. */
  readonly type: string;
  readonly key?: string;
  readonly props: Readonly<Record<string, string | number | boolean | { readonly __html: string } | object>>;
  readonly children: readonly Spec[];
  /** Whether the children are a list (`{items.map(…)}`) or stand there one by one. */
  readonly list: boolean;
}

const COMPONENTS: Readonly<Record<string, (props: { inner: readonly Spec[]; label: string }) => Child>> = {
  /** Its nodes stand among the parent's. */
  Plain: ({ inner }) => inner.map((spec, i) => <Fragment key={i}>{jsxOf(spec)}</Fragment>),
  /** Texts of its own at both ends, which merge with those around it. */
  Quoted: ({ inner, label }) => [label, inner.map((spec) => jsxOf(spec)), label],
  /** An element of its own, and a state. */
  Card: function Card({ inner, label }) {
    const [open] = useState(true);
    return (
      <span className={label} onClick={() => {}}>
        {open && inner.map((spec) => jsxOf(spec))}
      </span>
    );
  },
};

function jsxOf(spec: Spec): Child {
  if (typeof spec === 'string') return spec;
  const { type, key, props, children, list } = spec;
  const component = COMPONENTS[type];
  if (component !== undefined)
    return createElement(component, {
      key,
      inner: children,
      label: typeof props['title'] === 'string' ? props['title'] : '',
    });
  const inside = children.map(jsxOf);
  const element = type === '' ? Fragment : type;
  if (list) return createElement(element as 'div', { ...props, key, children: inside });
  return createElement(element as 'div', { ...props, key }, ...inside);
}

/** The page under test. */
export function Page({ specs }: { specs: readonly Spec[] }): Child {
  return specs.map(jsxOf);
}

const text = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    ' ',
    'word',
    '\n',
    '\n\n',
    '\r\n',
    '<b>&amp;"\'',
    '\u00E9\u{1F600}',
    '',
    '\u{1F600}\u{1F601}',
  ),
  fc
    .tuple(fc.constantFrom('\u{1F600}', 'the same long beginning of a text, ', ''), fc.string({ maxLength: 3 }))
    .map(([long, short]) => `${long}${long}${short}${long}`),
);
const word = fc.constantFrom('a', 'b', 'c d', '\u{1F600}', '<"&\'>');
const common = fc.record(
  {
    className: word,
    title: fc.oneof(word, text),
    hidden: fc.boolean(),
    style: fc.constantFrom({ color: 'red' }, { width: 1, color: 'blue' }, {}),
    'aria-label': word,
    'data-x': fc.integer({ min: 0, max: 3 }),
    tabIndex: fc.constant(0),
    onClick: fc.constant(() => {}),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<NodeSpec['props']>;
const none = fc.constant<NodeSpec['props']>({});
const props = fc.oneof({ weight: 2, arbitrary: none }, { weight: 1, arbitrary: common });

function node(
  types: fc.Arbitrary<string>,
  children: fc.Arbitrary<readonly Spec[]>,
  attributes: fc.Arbitrary<NodeSpec['props']> = props,
): fc.Arbitrary<NodeSpec> {
  return fc.record({ type: types, props: attributes, children, list: fc.boolean() }).map(withoutRepeatedKeys);
}

/** In a list, siblings have different keys; children that stand one by one have none. */
function withoutRepeatedKeys(spec: NodeSpec): NodeSpec {
  const seen = new Set<string>();
  const children = spec.children.map((child) => {
    if (typeof child === 'string' || child.key === undefined) return child;
    const { key, ...rest } = child;
    if (!spec.list || seen.has(key)) return rest;
    seen.add(key);
    return child;
  });
  return { ...spec, children };
}

const key = fc.constantFrom('1', '2', '3', 'x y', '"<\u{1F600}');

function keyed(each: fc.Arbitrary<Spec>): fc.Arbitrary<Spec> {
  return fc
    .tuple(fc.option(key, { nil: undefined }), each)
    .map(([key, spec]) => (typeof spec === 'string' || key === undefined ? spec : { ...spec, key }));
}

function some(each: fc.Arbitrary<Spec>, maxLength = 4): fc.Arbitrary<readonly Spec[]> {
  return fc.array(keyed(each), { maxLength });
}

const nothing = fc.constant<readonly Spec[]>([]);
const texts = some(text, 2);
const attributes = (record: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<NodeSpec['props']> =>
  fc.record(record, { requiredKeys: ['type'].filter((name) => name in record) }) as fc.Arbitrary<NodeSpec['props']>;

function options(values: fc.Arbitrary<readonly string[]>, areKeyed: boolean): fc.Arbitrary<Spec> {
  return values.chain((each) =>
    fc.record({
      type: fc.constant('select'),
      props: fc.constantFrom(...each).map((value) => ({ value })),
      children: fc.constant(
        each.map((value) => ({
          type: 'option',
          ...(areKeyed && { key: value }),
          props: { value },
          children: [`Option ${value}`],
          list: false,
        })),
      ),
      list: fc.constant(true),
    }),
  );
}

const field: fc.Arbitrary<Spec> = fc.oneof(
  node(fc.constant('input'), nothing, attributes({ type: fc.constant('text'), value: word, disabled: fc.boolean() })),
  node(
    fc.constant('input'),
    nothing,
    attributes({ type: fc.constant('checkbox'), checked: fc.boolean(), value: word }),
  ),
  node(
    fc.constant('input'),
    nothing,
    fc.integer({ min: 0, max: 300 }).map((value) => ({ type: 'range', value, max: 300 })),
  ),
  node(fc.constant('textarea'), nothing, attributes({ value: text, rows: fc.constant(2) })),
  node(fc.constant('textarea'), texts, none),
  node(fc.constant('button'), texts),
  options(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), true),
  // Without keys, options are told apart by their values, which may be equal.
  options(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 5 }), false),
);

const svg: fc.Arbitrary<Spec> = fc.letrec<{ shape: Spec; drawing: Spec }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 2 },
    node(
      fc.constantFrom('rect', 'circle', 'linearGradient'),
      nothing,
      attributes({ fill: word, strokeWidth: fc.nat(3), xlinkHref: fc.constant('#a'), viewBox: word }),
    ),
    node(fc.constantFrom('text', 'title', 'desc', 'style'), fc.array(text, { maxLength: 1 })),
    node(fc.constantFrom('g', 'a', ''), some(tie('shape'), 3)),
    node(
      fc.constant('foreignObject'),
      some(node(fc.constantFrom('div', 'p', 'title'), fc.array(text, { maxLength: 1 })), 2),
    ),
  ),
  drawing: node(
    fc.constant('svg'),
    some(tie('shape'), 3),
    attributes({ viewBox: fc.constant('0 0 9 9'), className: word }),
  ),
})).drawing;

const math: fc.Arbitrary<Spec> = node(
  fc.constant('math'),
  some(
    fc.oneof(
      node(fc.constantFrom('mi', 'mo', 'mtext'), some(fc.oneof(text, node(fc.constant('span'), texts)), 2)),
      node(fc.constant('mrow'), some(node(fc.constantFrom('mi', 'mn'), texts), 2)),
    ),
    3,
  ),
);

const leaf: fc.Arbitrary<Spec> = fc.oneof(
  node(
    fc.constantFrom('span', 'div'),
    nothing,
    attributes({ dangerouslySetInnerHTML: fc.constantFrom({ __html: '<i>1</i>' }, { __html: '2' }) }),
  ),
  node(fc.constantFrom('style', 'title'), fc.array(fc.constantFrom('p{}', 'a<b'), { maxLength: 1 })),
);

const { flow } = fc.letrec<{ flow: Spec; phrasing: Spec; row: Spec }>((tie) => ({
  phrasing: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    text,
    node(fc.constantFrom('span', 'b', 'code'), some(tie('phrasing'), 3)),
    node(fc.constantFrom('', 'Plain', 'Quoted', 'Card'), some(tie('phrasing'), 3)),
    field,
    node(fc.constantFrom('br', 'img'), nothing),
  ),
  row: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    node(fc.constant('tr'), some(node(fc.constantFrom('td', 'th'), some(tie('phrasing'), 2)), 3)),
    // the parser takes rows out of nothing but elements, so what stands for several is a fragment
    node(fc.constant(''), some(node(fc.constant('tr'), nothing), 2), none),
  ),
  flow: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'tree', withCrossShrink: true },
    text,
    field,
    node(fc.constantFrom('div', 'section', 'article'), some(tie('flow'))),
    node(fc.constantFrom('', 'Plain'), some(tie('flow'), 3)),
    node(fc.constant('p'), some(tie('phrasing'))),
    node(fc.constantFrom('ul', 'ol'), some(node(fc.constant('li'), some(tie('flow'), 2)), 6)),
    node(
      fc.constant('table'),
      some(fc.oneof(tie('row'), node(fc.constantFrom('tbody', 'thead'), some(tie('row'), 4))), 3),
    ),
    node(fc.constant('pre'), some(tie('phrasing'), 3)),
    node(fc.constant('details'), some(node(fc.constant('summary'), texts), 1)),
    svg,
    math,
    leaf,
  ),
}));

/** What a page shows. */
export const specs: fc.Arbitrary<readonly Spec[]> = some(flow, 5).map(
  (children) => withoutRepeatedKeys({ type: '', props: {}, children, list: true }).children,
);

/** A page, and what becomes of it: small changes, big ones, and another page altogether. */
export const story: fc.Arbitrary<readonly (readonly Spec[])[]> = fc
  .tuple(
    specs,
    fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat() }, { weight: 1, arbitrary: specs }), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([first, steps]) => {
    const pages = [first];
    for (const step of steps)
      pages.push(typeof step === 'number' ? changed(pages.at(-1) as readonly Spec[], step) : step);
    return pages;
  });

/** Whether a list has an item with this key: the same number may change a page twice. */
function hasKey(list: readonly Spec[], key: string): boolean {
  return list.some((each) => typeof each !== 'string' && each.key === key);
}

/** A variation of a page; the same for the same number. */
function changed(children: readonly Spec[], seed: number): readonly Spec[] {
  let state = seed + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const vary = (spec: Spec): Spec => {
    if (typeof spec === 'string') return random(4) === 0 ? `${spec}${random(10)}` : spec;
    if (spec.type === 'select') return { ...spec, children: varyList(spec.children) };
    const title = String(random(3));
    const props = random(6) === 0 && spec.type !== '' ? { ...spec.props, title } : spec.props;
    return { ...spec, props, children: varyList(spec.children).map(vary) };
  };
  const varyList = (list: readonly Spec[]): readonly Spec[] => {
    const copy = [...list];
    const at = random(copy.length || 1);
    const [item] = copy.slice(at, at + 1);
    if (item === undefined) return copy;
    switch (random(8)) {
      case 0:
        return copy.toSpliced(at, 1);
      case 1:
        return copy.toReversed();
      case 2:
        return [...copy.toSpliced(at, 1), item];
      case 3:
        return [item, ...copy.toSpliced(at, 1)];
      case 4:
        return typeof item === 'string' || item.type === 'option' || hasKey(copy, `new${seed}`)
          ? copy
          : copy.toSpliced(random(copy.length), 0, { ...item, key: `new${seed}` });
      default:
        return copy;
    }
  };
  return withoutRepeatedKeys({ type: '', props: {}, children: varyList(children).map(vary), list: true }).children;
}
