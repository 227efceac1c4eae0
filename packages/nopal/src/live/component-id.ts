import { kebabCase, type ComponentInfo } from '../ui/component.ts';
import { shortName } from '../ui/hash.ts';

/** How many characters of a viewer's id are random: 62 bits. */
export const VIEWER_ID_LENGTH = 12;

/**
 * The public id of an instance: its type, the viewer's random id and, below the root, a mark of its place.
 *
 * @param mark what names a nested instance, by {@link markOf}; undefined for the root
 */
export function componentId(info: ComponentInfo, viewerId: string, mark: string | undefined): string {
  const type = kebabCase(info.name) || 'component';
  return mark === undefined ? `${type}-${viewerId}` : `${type}-${viewerId}-${mark}`;
}

/**
 * Names a nested instance on its page.
 *
 * @param mount tells later mounts at the same place apart
 */
export function markOf(place: string, mount: number): string {
  return shortName(`${place}#${mount}`);
}

const ID_END = new RegExp(`-([0-9a-z]{${VIEWER_ID_LENGTH}})(?:-([0-9a-z]{1,11}))?$`);

/** The parts of an id, going by its form; `undefined` for one that is not of this form. */
export function partsOfId(id: string): { readonly viewerId: string; readonly mark: string | undefined } | undefined {
  const found = ID_END.exec(id);
  return found?.[1] === undefined ? undefined : { viewerId: found[1], mark: found[2] };
}
