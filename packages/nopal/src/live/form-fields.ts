import { kindOf, type FieldKind, type FieldKinds } from '../ui/form-kinds.ts';
import type { Element, OpenElement, OutputNode } from '../ui/tree.ts';
import type { Instance } from './instance.ts';
import { findByPath, type Located } from './locate.ts';
import { indexOfSlot, instanceAt } from './place.ts';

/** Elements that a form may send something of; custom elements may be made for it. */
const FIELD = /^(?:input|select|textarea)$|-/;

/**
 * The fields of a form as a viewer has it now, those of nested components included: also those of which a browser sends
 * nothing while nothing is chosen.
 *
 * @param root the viewer's page
 * @param form the form, as it is or was on it
 */
export function fieldsOf(root: Instance, { element, place }: Located): FieldKinds {
  const kinds = new Map<string, FieldKind>();
  const form = findByPath(instanceAt(root, place)?.rendering.nodes ?? [], element.path);
  if (form === undefined) return kinds;
  const note = ({ tag, attributes }: Element | OpenElement): void => {
    const { name = '', type, value } = attributes;
    if (name === '' || !FIELD.test(tag)) return;
    const isMultiple = tag === 'select' && attributes['multiple'] !== undefined;
    const kind = kindOf(name, isMultiple ? 'multiple' : type?.toLowerCase(), value !== undefined);
    // A hidden field beside a checkbox of the same name, and the like: only the app knows what these stand for.
    kinds.set(name, (kinds.get(name) ?? kind) === kind ? kind : 'text');
  };
  const search = (nodes: readonly OutputNode[], instance: Instance, isInside: boolean): void => {
    for (const node of nodes) {
      if (typeof node === 'string') continue;
      if (node.kind === 'hole') {
        const child = instance.children[indexOfSlot(instance.rendering, node.slot)];
        if (child !== undefined) search(child.rendering.nodes, child, isInside);
        continue;
      }
      // A field may be outside of the form that it names.
      const named = node.attributes['form'];
      if (named === undefined ? isInside : named === form.attributes['id']) note(node);
      search(node.children, instance, isInside || node === form);
    }
  };
  search(root.rendering.nodes, root, false);
  return kinds;
}
