import type { AnyComponent } from './component.ts';
import type { ContextRead, Environment } from './context.ts';

/** Attributes as they stand in HTML, plus the few properties that HTML has no attribute for (`innerHTML`, …). */
export type Attributes = Readonly<Record<string, string>>;

/** A handler of a DOM event, as a component wrote it. */
export type Handler = (event: never) => unknown;

/** One element of a tree: immutable, and the same object for as long as nothing in it changes. */
export interface Element {
  readonly kind: 'element';
  readonly tag: string;
  /** Tells siblings apart in a list; also in `attributes` as `data-key`, for the browser's morph. */
  readonly key: string | undefined;
  readonly attributes: Attributes;
  readonly children: readonly TreeNode[];
  /** The component that made it, outermost wrapper first: elements of different components are never matched. */
  readonly owner: string;
  /** Whether this is the outermost element of an instance: where what a diff found is worth remembering. */
  readonly boundary: boolean;
  /** The place in its component's output; given to elements with handlers or with an unkeyed list. */
  readonly path: string | undefined;
  /** Handlers by DOM event name; only in the output of a bound render. */
  readonly handlers: ReadonlyMap<string, Handler> | undefined;
  /** Whether the browser's script leaves its inside alone: it is rendered once and never patched. */
  readonly leaf: boolean;
  /** Whether a list without keys is among its children, so that positions may mean another item later. */
  readonly unkeyedList: boolean;
  /** Copies of it that differ by where they stand; see variants.ts. */
  variants: Variant[] | undefined;
}

/** A copy of an element, by the name of what is different. */
export interface Variant {
  readonly name: string;
  readonly element: Element;
}

/** A node of a tree. Neighbouring texts are merged and there are no empty ones. */
export type TreeNode = string | Element;

/** Which options of a `<select>` are chosen. */
export interface Chosen {
  /** The values of the options. */
  readonly values: readonly string[];
  /** Whether several may be. */
  readonly multiple: boolean;
}

/** An element with a component somewhere inside, which composing fills in. */
export interface OpenElement extends Omit<Element, 'kind' | 'children' | 'variants'> {
  readonly kind: 'open';
  readonly children: readonly OutputNode[];
  /** Of a `<select>`, the options that are chosen. */
  readonly selected: Chosen | undefined;
  /** What composing made of it last: reused while the children are the same. */
  composed: Element | undefined;
}

/** The place of a nested component in an output. */
export interface Hole {
  readonly kind: 'hole';
  readonly component: AnyComponent;
  readonly props: Readonly<Record<string, unknown>>;
  readonly key: string | undefined;
  /** Names the place among the parent's: its path there, and the component. */
  readonly slot: string;
  /** Contexts provided between the parent and this place. */
  readonly provided: readonly ContextRead[];
}

/** What one component rendered: elements, texts, and holes for nested components. */
export type OutputNode = string | Element | OpenElement | Hole;

/** The environment inside a hole. */
export function environmentOf(hole: Hole, outer: Environment | null): Environment | null {
  return hole.provided.reduce<Environment | null>((env, { context, value }) => ({ context, value, outer: env }), outer);
}

const UNCLEAN = /[\0\uD800-\uDFFF]/;

/** Text as every HTML parser would leave it: no NUL, no lone surrogates. */
export function cleanText(text: string): string {
  return UNCLEAN.test(text) ? text.replaceAll('\0', '\uFFFD').toWellFormed() : text;
}

/** Appends a node, merging it with a text before it. */
export function append<N>(nodes: (N | string)[], node: N | string): void {
  const last = nodes.length - 1;
  const before = nodes[last];
  if (typeof node === 'string' && typeof before === 'string') nodes[last] = before + node;
  else if (node !== '') nodes.push(node);
}
