import type { Environment } from '../ui/context.ts';
import { renderBound, type Rendering } from '../ui/rendering.ts';
import type { Props } from '../ui/props.ts';
import { environmentOf } from '../ui/tree.ts';
import type { Instance } from './instance.ts';
import { indexOfSlot, placeName, type Place } from './place.ts';
import type { ViewerScope } from './settle.ts';
import type { SlotRecord } from './slot-record.ts';

/** The page that bound renders are made of: settled, so that its cells are current. */
export interface BoundPage {
  readonly root: Instance;
  readonly props: Props;
  readonly environment: Environment | null;
  readonly scope: ViewerScope;
  /** The record of the instance at a place; made when first asked for. */
  record(place: Place): SlotRecord;
}

/** One instance rendered for its viewer. */
export interface BoundInstance {
  readonly instance: Instance;
  readonly place: Place;
  readonly rendering: Rendering;
  readonly environment: Environment | null;
  /** Effects whose dependencies changed, to be run after the render. */
  readonly due: readonly (() => void)[];
}

/**
 * Renders instances for one viewer: the chain from the page's root, since a nested component's handlers come down to
 * it as props. Remembers what it rendered, for the length of one event or one round of effects.
 */
export class BoundRenderer {
  readonly #page: BoundPage;
  readonly #rendered = new Map<string, BoundInstance>();

  constructor(page: BoundPage) {
    this.#page = page;
  }

  /** The instance at a place, rendered for the viewer; `undefined` when there is none now. */
  at(place: Place): BoundInstance | undefined {
    const name = placeName(place);
    const known = this.#rendered.get(name);
    if (known !== undefined) return known;
    const made = this.#make(place);
    if (made !== undefined) this.#rendered.set(name, made);
    return made;
  }

  #make(place: Place): BoundInstance | undefined {
    const { root, props, environment } = this.#page;
    if (place.length === 0) return this.#render(root, place, props, environment);
    const parent = this.at(place.slice(0, -1));
    const slot = place.at(-1);
    if (parent === undefined || slot === undefined) return undefined;
    const instance = parent.instance.children[indexOfSlot(parent.instance.rendering, slot)];
    const hole = parent.rendering.holes[indexOfSlot(parent.rendering, slot)];
    if (instance === undefined || hole === undefined) return undefined;
    return this.#render(instance, place, hole.props, environmentOf(hole, parent.environment));
  }

  #render(instance: Instance, place: Place, props: Props, environment: Environment | null): BoundInstance {
    const { scope } = this.#page;
    const { info } = instance.rendering;
    const surroundings = {
      slot: () => placeName(place),
      environment,
      retained: () => undefined,
      componentId: () => scope.componentId(place, info),
      // Problems with values were reported by the shared render of the same state.
      report: () => undefined,
      verify: false,
    };
    const due: (() => void)[] = [];
    const rendering = renderBound(instance.rendering, props, surroundings, this.#page.record(place).bind(due));
    return { instance, place, environment, rendering, due };
  }
}
