import { kebabCase, type ComponentInfo } from '../ui/component.ts';
import { hashText } from '../ui/hash.ts';
import { placeName, type Place } from './place.ts';

/** How many characters of a viewer's id are random: 62 bits. */
export const VIEWER_ID_LENGTH = 12;

/**
 * The public id of an instance: its type, the viewer's random id and, below the root, a mark of its place.
 *
 * @param mount tells later mounts at the same place apart
 */
export function componentId(info: ComponentInfo, viewerId: string, place: Place, mount: number): string {
  const type = kebabCase(info.name) || 'component';
  if (place.length === 0) return `${type}-${viewerId}`;
  return `${type}-${viewerId}-${(hashText(`${placeName(place)}#${mount}`) >>> 0).toString(36)}`;
}

/** The viewer that an id belongs to, going by its form. */
export function viewerIdOf(id: string): string | undefined {
  return new RegExp(`-([0-9a-z]{${VIEWER_ID_LENGTH}})(?:-[0-9a-z]{1,7})?$`).exec(id)?.[1];
}
