import type { ComponentInfo } from './component.ts';
import { shortName } from './hash.ts';

/**
 * A short name for a form, by which one that is posted without the script is found again: on any node, and after a
 * restart, since nothing of the process, the viewer or the place on the page is in it. Two instances of a component on
 * one page have forms of the same name; what tells them apart is the `id` that the form was given.
 *
 * @param component whose output the form is in
 * @param path of the form in that output, keys included: its element's `path`
 * @param id its `id` attribute
 */
export function formName(component: Pick<ComponentInfo, 'id' | 'name'>, path: string, id: string | undefined): string {
  return shortName(JSON.stringify([component.id ?? component.name, path, id ?? '']));
}
