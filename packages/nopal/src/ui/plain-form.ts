import { FORM_FIELD } from '../protocol/form-field.ts';
import type { ComponentInfo } from './component.ts';
import { formName } from './form-name.ts';
import type { Element, Handler } from './tree.ts';

/**
 * Makes a form with a handler of `submit` work without the script as well: it is posted to the page that it is on,
 * with a field that names it. A form that says itself where or how it is sent is left alone.
 *
 * @param props as the component gave them: an address that was left out for its scheme is still the author's
 * @param attributes of the form; gets the method
 * @param path of the form in its component's output
 * @returns the field, to be the form's last child; `undefined` for a form that is left alone
 */
export function plainForm(
  props: Readonly<Record<string, unknown>>,
  attributes: Record<string, string>,
  handlers: ReadonlyMap<string, Handler> | undefined,
  path: string,
  info: ComponentInfo,
): Element | undefined {
  const { action } = props;
  if (handlers?.has('submit') !== true || (action !== undefined && action !== null)) return undefined;
  if ((attributes['method'] ??= 'post').toLowerCase() !== 'post') return undefined;
  return {
    kind: 'element',
    tag: 'input',
    key: undefined,
    attributes: { type: 'hidden', name: FORM_FIELD, value: formName(info, path, attributes['id']) },
    children: [],
    owner: info.serial,
    boundary: false,
    path: undefined,
    handlers: undefined,
    leaf: false,
    unkeyedList: false,
    variants: undefined,
  };
}
