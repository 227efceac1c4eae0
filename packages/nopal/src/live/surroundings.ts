import type { NopalError } from '../protocol/error.ts';
import { componentInfo, type AnyComponent, type ComponentInfo } from '../ui/component.ts';
import type { Environment } from '../ui/context.ts';
import type { RenderSurroundings } from '../ui/rendering.ts';
import { placeName, type Place } from './place.ts';

/** What rendering needs to know about the viewer it is done for. Asked for only by what belongs to that viewer. */
export interface ViewerScope {
  /** The public id of the instance at a place. */
  componentId(place: Place, info: ComponentInfo): string;
  /** The value retained for a state that is being mounted. */
  retained(key: string, place: Place, component: AnyComponent): { readonly value: unknown } | undefined;
}

/** What one render is given. Most of it is asked for by few components, so it is derived when it is. */
export class Surroundings implements RenderSurroundings {
  readonly report: (problem: NopalError) => void;
  readonly verify: boolean;
  readonly environment: Environment | null;
  readonly #scope: ViewerScope;
  readonly #place: Place;
  readonly #component: AnyComponent;

  constructor(
    { report, verify }: Pick<RenderSurroundings, 'report' | 'verify'>,
    scope: ViewerScope,
    place: Place,
    component: AnyComponent,
    environment: Environment | null,
  ) {
    this.report = report;
    this.verify = verify;
    this.environment = environment;
    this.#scope = scope;
    this.#place = place;
    this.#component = component;
  }

  slot(): string {
    return placeName(this.#place);
  }

  retained(key: string): { readonly value: unknown } | undefined {
    return this.#scope.retained(key, this.#place, this.#component);
  }

  componentId(): string {
    return this.#scope.componentId(this.#place, componentInfo(this.#component));
  }
}
