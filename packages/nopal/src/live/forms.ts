import { FORM_FIELD } from '../protocol/form-field.ts';
import type { OutputNode } from '../ui/tree.ts';
import type { Instance } from './instance.ts';
import type { Located } from './locate.ts';
import { walkInstances } from './place.ts';

/** The forms on a page whose hidden field says this name. */
export function findForms(root: Instance, name: string): readonly Located[] {
  const found: Located[] = [];
  walkInstances(root, (instance, place) => {
    const search = (nodes: readonly OutputNode[]): void => {
      for (const node of nodes) {
        if (typeof node === 'string' || node.kind === 'hole') continue;
        if (node.tag === 'form' && node.children.some((child) => isField(child, name)))
          found.push({ element: node, instance, place });
        search(node.children);
      }
    };
    search(instance.rendering.nodes);
  });
  return found;
}

function isField(node: OutputNode, name: string): boolean {
  if (typeof node === 'string' || node.kind === 'hole') return false;
  return node.attributes['name'] === FORM_FIELD && node.attributes['value'] === name;
}
