import type { AnyComponent } from './ui/component.ts';
import { makeElement, Fragment } from './ui/element.ts';
import type { JsxElement, Key } from './ui/jsx-types.ts';

/** Makes an element with at most one child; the compiler calls it. */
export function jsx(type: string | AnyComponent, props: Readonly<Record<string, unknown>>, key?: Key): JsxElement {
  return makeElement(type, props, key, false);
}

/** Makes an element with several fixed children; the compiler calls it. */
export function jsxs(type: string | AnyComponent, props: Readonly<Record<string, unknown>>, key?: Key): JsxElement {
  return makeElement(type, props, key, true);
}

export { Fragment };
export type { JSX } from './ui/jsx-types.ts';
