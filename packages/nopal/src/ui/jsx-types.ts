/**
 * The types behind TSX: which tags exist, which props they take, what a component may return.
 *
 * HTML and SVG attributes come from `@types/react`, CSS properties from `csstype` underneath it: both are kept up by
 * others. This file only changes what differs here: handlers run on the server, children and styles take nopal's
 * types, and React's own props go.
 */
import type { CSSProperties, HTMLAttributes, JSX as ReactJsx } from 'react';
import type { CustomPageEvent, EventOf, PageEventHandler } from './event-types.ts';
import type { MathMLElements } from './mathml-types.ts';
import type { VoidTag } from './special-elements.ts';

/** What TSX makes: opaque to components, read by nopal alone. */
export interface JsxElement {
  /** A tag's name or a component. */
  readonly type: unknown;
  readonly props: Readonly<Record<string, unknown>>;
  /** The key as text; `null` when none was given. */
  readonly key: string | null;
}

/** What can stand between two tags, and what a component may return. Booleans, `null` and `undefined` show nothing. */
export type Child = JsxElement | string | number | bigint | boolean | null | undefined | readonly Child[];

/** What tells a child from its siblings, across renders. */
export type Key = string | number | bigint;

/**
 * A component: a function from props to what it shows. It is never async: state, not awaiting, brings later data.
 *
 * The default means "no props": `object` lets a `key` through and nothing else, `Record<string, never>` not even that.
 */
export type FunctionComponent<Props extends object = object> = (props: Props) => Child;

/** A `style` object: React's names, custom properties, and nothing (`null`, `false`) for a property to leave out. */
export type StyleProperties = {
  readonly [Property in keyof CSSProperties]?: CSSProperties[Property] | null | false;
} & { readonly [custom: `--${string}`]: string | number | null | undefined | false };

/** A value that an attribute without a narrower type takes; `null`, `undefined` and `false` leave it out. */
export type AttributeValue = string | number | bigint | boolean | null | undefined;

/** Props that nopal itself understands, the same on every tag. */
interface OwnProps {
  /** What tells this element from its siblings. */
  key?: Key | null | undefined;
  /** Accepted so that shared components compile; there are no DOM nodes on a server, it stays as it was. */
  ref?: { readonly current: unknown } | null | undefined;
  className?: string | undefined;
  /** The same as `className`. */
  class?: string | undefined;
  style?: StyleProperties | undefined;
  /** HTML that is written as it is. Only for text that you made or cleaned: anything in it runs in your page. */
  dangerouslySetInnerHTML?: { readonly __html: string } | undefined;
  [data: `data-${string}`]: AttributeValue;
  /** Listens to the event of exactly this name: letters, digits, `.`, `-`, `_` and `:`, 64 at most. */
  [event: `on:${string}`]: PageEventHandler<CustomPageEvent> | null | undefined | false;
}

/** React's props without a meaning here, and those that {@link OwnProps} types anew. */
type ReplacedProp =
  | 'children'
  | 'className'
  | 'dangerouslySetInnerHTML'
  | 'key'
  | 'precedence'
  | 'ref'
  | 'style'
  | 'suppressContentEditableWarning'
  | 'suppressHydrationWarning';

/** Handlers run on the server after the event: there is no capture phase. Two events merely end in that word. */
type CaptureProp<Prop> = Prop extends 'onGotPointerCapture' | 'onLostPointerCapture'
  ? never
  : Prop extends `on${string}Capture`
    ? Prop
    : never;

/** React's `any` becomes text or a flag (`download`), and functions go (`action`): a browser cannot call them here. */
type Attribute<Value> = 0 extends 1 & Value
  ? string | boolean | undefined
  : Exclude<Value, (...args: never[]) => unknown>;

/** What the user changes too: `null` for it means that the server wants it empty, not that it leaves it to the user. */
type UserProp = 'value' | 'checked' | 'open';

type Adapted<Props> = {
  [Prop in keyof Props as Exclude<Prop, ReplacedProp | CaptureProp<Prop>>]: Prop extends `on${string}`
    ? PageEventHandler<EventOf<Prop>> | null | undefined | false
    : Attribute<Props[Prop]> | (Prop extends UserProp ? null : never);
};

/** Attributes that every element takes (`id`, `title`, `hidden`, `role`, `aria-…`, handlers, …). */
export interface GlobalAttributes extends Adapted<HTMLAttributes<unknown>>, OwnProps {}

/** Props of a custom element: the global ones, and any attribute that is text, a number or a flag. */
export interface CustomElementAttributes extends GlobalAttributes {
  children?: Child;
  // An index type has to cover the named props above as well, hence the long union.
  [attribute: string]: AttributeValue | PageEventHandler<never> | GlobalAttributes[keyof GlobalAttributes] | Child;
}

/** Tags of `@types/react` that browsers do not know, or no longer. */
type RetiredTag = 'keygen' | 'menuitem' | 'noindex' | 'webview';

type ReactElements = Omit<ReactJsx.IntrinsicElements, RetiredTag>;

type HtmlAndSvgElements = {
  [Tag in keyof ReactElements]: Adapted<ReactElements[Tag]> &
    OwnProps & { children?: Tag extends VoidTag ? undefined : Child };
};

type WithChildren<Elements> = {
  [Tag in keyof Elements]: Elements[Tag] & GlobalAttributes & { children?: Child };
};

/** The namespace that TypeScript looks into for `jsxImportSource: "nopal"`. */
export namespace JSX {
  /** What a TSX expression is. */
  export type Element = JsxElement;
  /** What may stand as a tag. */
  export type ElementType = keyof IntrinsicElements | FunctionComponent<never>;
  /** Names the prop that takes what stands between the tags. */
  export interface ElementChildrenAttribute {
    children: unknown;
  }
  /** Props that every component takes without declaring them. */
  export interface IntrinsicAttributes {
    key?: Key | null | undefined;
  }
  /** Every tag in lower case with its props. */
  export interface IntrinsicElements extends HtmlAndSvgElements, WithChildren<MathMLElements> {
    [customElement: `${string}-${string}`]: CustomElementAttributes;
  }
}
