import type { StateCell } from '../ui/cells.ts';
import { stateKeyName } from '../ui/state-key.ts';
import { cellsOf, findState, type Instance } from './instance.ts';
import type { Place } from './place.ts';
import type { ComponentHandle } from './updater-types.ts';
import type { Viewer } from './viewer.ts';

/** A handle on a mounted instance. Its id is derived only when asked for. */
export function makeHandle(viewer: Viewer, instance: Instance, place: Place): ComponentHandle {
  const { info } = instance.rendering;
  return {
    get id() {
      return viewer.componentId(place, info);
    },
    type: info.name,
    getState<T>(key: string | { readonly name: string }): T | undefined {
      const cells = cellsOf(instance);
      const index = findState(cells, stateKeyName(key));
      return typeof index === 'number' ? ((cells[index] as StateCell).value as T) : undefined;
    },
  };
}
