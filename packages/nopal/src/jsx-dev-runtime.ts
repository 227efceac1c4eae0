import type { AnyComponent } from './ui/component.ts';
import { makeElement, Fragment } from './ui/element.ts';
import type { JsxElement, Key } from './ui/jsx-types.ts';

/** Makes an element; the compiler calls it in its development mode. */
export function jsxDEV(
  type: string | AnyComponent,
  props: Readonly<Record<string, unknown>>,
  key?: Key,
  isStatic = false,
): JsxElement {
  return makeElement(type, props, key, isStatic);
}

export { Fragment };
export type { JSX } from './ui/jsx-types.ts';
