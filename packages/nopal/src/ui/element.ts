import type { AnyComponent } from './component.ts';
import { sharedInProcess } from './global.ts';
import type { Child, JsxElement, Key } from './jsx-types.ts';

const BRAND = Symbol.for('nopal.element');

/** An element as JSX makes it, with what only nopal reads. */
export interface BrandedElement extends JsxElement {
  readonly [BRAND]: true;
  /** Whether `props.children` is the fixed list of JSX children, whose positions mean something. */
  readonly fixed: boolean;
}

/** Groups children without an element: `<>…</>`, or `<Fragment key={id}>…</Fragment>` in a list. */
export const Fragment: (props: { readonly children?: Child }) => Child = sharedInProcess(
  'fragment',
  () =>
    function Fragment(props: { readonly children?: Child }): Child {
      return props.children;
    },
);

const fixedLists = sharedInProcess('fixed-lists', () => new WeakSet<readonly unknown[]>());

/** Whether an array is the children that stood between a component's tags, whose positions mean something. */
export function isFixedList(children: readonly unknown[]): boolean {
  return fixedLists.has(children);
}

/** Makes an element; JSX calls this, through `nopal/jsx-runtime`. */
export function makeElement(
  type: string | AnyComponent,
  props: Readonly<Record<string, unknown>>,
  key: Key | null | undefined,
  fixed: boolean,
): JsxElement {
  const { children } = props;
  // A component may pass its children on; they are the same fixed list wherever they are rendered.
  if (fixed && typeof type === 'function' && Array.isArray(children)) fixedLists.add(children);
  const element: BrandedElement = {
    [BRAND]: true,
    type,
    props,
    key: key === undefined || key === null ? null : String(key),
    fixed,
  };
  return element;
}

/**
 * Makes an element without JSX. The compiler itself calls it for `<p {...props} key={k} />`.
 *
 * @param type a tag's name or a component
 * @param props its props, `key` and `children` among them if there are any
 * @param children take the place of `props.children` when given
 */
export function createElement<P extends object>(
  type: string | ((props: P) => Child),
  props?: (P & { readonly key?: Key | null | undefined }) | null,
  ...children: readonly Child[]
): JsxElement {
  const { key, ...rest } = (props ?? {}) as { readonly key?: Key | null };
  const given = children.length === 0 ? rest : { ...rest, children: children.length === 1 ? children[0] : children };
  return makeElement(type, given, key, children.length > 1);
}

/**
 * Whether a value is an element that JSX made. State is data without symbols, so nothing that came in as data can
 * pass for one.
 */
export function isElement(value: unknown): value is BrandedElement {
  return typeof value === 'object' && value !== null && (value as Partial<BrandedElement>)[BRAND] === true;
}
