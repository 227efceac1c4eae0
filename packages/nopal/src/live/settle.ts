import { NopalError } from '../protocol/error.ts';
import { componentInfo, type AnyComponent, type ComponentInfo } from '../ui/component.ts';
import { sameReads, type Environment } from '../ui/context.ts';
import { equalProps, sameProps, type Props } from '../ui/props.ts';
import { emptyRendering, render, type Rendering, type RenderSurroundings } from '../ui/rendering.ts';
import { environmentOf, type Hole } from '../ui/tree.ts';
import type { FlushGates } from './gates.ts';
import { failedInstance, findMounted, heldInstance, internInstance, noteMounted, type Instance } from './instance.ts';
import { indexOfSlot, placeName, type Place } from './place.ts';

/** What rendering needs to know about the viewer it is done for. Asked for only by what belongs to that viewer. */
export interface ViewerScope {
  /** The public id of the instance at a place. */
  componentId(place: Place, info: ComponentInfo): string;
  /** The value retained for a state that is being mounted. */
  retained(key: string, place: Place, component: AnyComponent): { readonly value: unknown } | undefined;
}

/** How problems are told and whether development checks run. */
export interface SettleOptions {
  readonly report: (problem: NopalError) => void;
  readonly verify: boolean;
  /** Holds back components with a frame rate; nothing is held back without. */
  readonly gates?: FlushGates | undefined;
}

interface Remembered {
  readonly props: Props;
  readonly settled: Instance;
}

/**
 * Brings instances up to date with their cells. One settler serves one flush: it remembers what became of each
 * instance, so that everybody who was in the same state is in the same state again, for one render.
 */
export class Settler {
  readonly #options: SettleOptions;
  /** Made for the first that is settled: mounting needs none. */
  #memo: Map<Instance, Remembered> | undefined;
  #scope: ViewerScope;
  /** Whether something of one viewer's own was mounted: then the result is for this viewer alone. */
  #mountedPersonal = false;

  constructor(options: SettleOptions, scope: ViewerScope) {
    this.#options = options;
    this.#scope = scope;
  }

  /** Mounts a page's root. Throws when the root itself cannot be rendered: then there is no page to show. */
  mountRoot(component: AnyComponent, props: Props, environment: Environment | null): Instance {
    return this.#mount(component, props, environment, undefined, []);
  }

  /** Renders what is stale in a page, for this viewer. Components that throw keep what they showed. */
  settleRoot(root: Instance, props: Props, environment: Environment | null, scope: ViewerScope): Instance {
    this.#scope = scope;
    return this.#isSettled(root, props, environment) ? root : this.#settle(root, props, environment, []);
  }

  #settle(instance: Instance, props: Props, environment: Environment | null, place: Place): Instance {
    const known = this.#memo?.get(instance);
    if (known !== undefined && equalProps(known.props, props) && sameReads(known.settled.reads, environment)) {
      return known.settled;
    }
    const inputsChanged = !this.#hasInputs(instance, props, environment);

    const outer = this.#mountedPersonal;
    this.#mountedPersonal = false;
    const settled = this.#rerender(instance, props, environment, place, inputsChanged);
    if (!this.#mountedPersonal) (this.#memo ??= new Map()).set(instance, { props, settled });
    this.#mountedPersonal ||= outer;
    return settled;
  }

  #rerender(
    instance: Instance,
    props: Props,
    environment: Environment | null,
    place: Place,
    inputsChanged: boolean,
  ): Instance {
    let { rendering } = instance;
    let failed = false;
    const due = instance.pending !== null || inputsChanged || rendering.failed;
    const held = due && this.#isHeld(rendering);
    if (due && !held) {
      try {
        // A component that never rendered has no cells to go on with: it starts anew.
        const cells = rendering.failed ? null : (instance.pending ?? rendering.cells);
        rendering = render(
          rendering.component,
          props,
          cells,
          this.#surroundings(place, rendering.component, environment),
        );
        if (rendering.personal && !instance.rendering.personal) this.#mountedPersonal = true;
      } catch (error) {
        failed = true;
        this.#options.report(renderFailed(rendering.info, error, 'goes on showing what it showed'));
      }
    }
    const children = this.#children(instance, rendering, environment, place);
    if (failed) return failedInstance(instance, children);
    // Its parents are stale with it, so that it is found again when its turn has come.
    if (held || children.some((child) => child.stale))
      return heldInstance(instance, rendering, held ? instance.pending : null, children);
    return internInstance(rendering, instance.key, children);
  }

  #children(
    instance: Instance,
    rendering: Rendering,
    environment: Environment | null,
    place: Place,
  ): readonly Instance[] {
    return rendering.holes.map((hole, i) => {
      const inside = environmentOf(hole, environment);
      const existing = instanceBefore(instance, hole, i);
      if (existing !== undefined && existing.key === hole.key) {
        if (this.#isSettled(existing, hole.props, inside)) return existing;
        return this.#settle(existing, hole.props, inside, [...place, hole.slot]);
      }
      return this.#mountHole(hole, inside, [...place, hole.slot]);
    });
  }

  /** Mounts a nested component: one that throws shows nothing, the rest goes on. */
  #mountHole(hole: Hole, environment: Environment | null, place: Place): Instance {
    try {
      return this.#mount(hole.component, hole.props, environment, hole.key, place);
    } catch (error) {
      const rendering = emptyRendering(hole.component, hole.props);
      this.#options.report(renderFailed(rendering.info, error, 'shows nothing'));
      return internInstance(rendering, hole.key, []);
    }
  }

  #mount(
    component: AnyComponent,
    props: Props,
    environment: Environment | null,
    key: string | undefined,
    place: Place,
  ): Instance {
    const rendering = render(component, props, null, this.#surroundings(place, component, environment));
    if (rendering.personal) this.#mountedPersonal = true;
    const known = findMounted(rendering, key, environment);
    if (known !== undefined) return known;
    const children = rendering.holes.map((hole) =>
      this.#mountHole(hole, environmentOf(hole, environment), [...place, hole.slot]),
    );
    const instance = internInstance(rendering, key, children);
    noteMounted(instance);
    return instance;
  }

  #isHeld({ info, frameRate }: Rendering): boolean {
    return frameRate !== undefined && this.#options.gates?.isOpen(info, frameRate) === false;
  }

  #isSettled(instance: Instance, props: Props, environment: Environment | null): boolean {
    return !instance.stale && !instance.incomplete && this.#hasInputs(instance, props, environment);
  }

  #hasInputs(instance: Instance, props: Props, environment: Environment | null): boolean {
    const { rendering, reads } = instance;
    if (reads.length > 0 && !sameReads(reads, environment)) return false;
    try {
      return sameProps(rendering.info, rendering.props, props);
    } catch (error) {
      this.#options.report(renderFailed(rendering.info, error, 'is rendered, since its comparison of props threw'));
      return false;
    }
  }

  #surroundings(place: Place, component: AnyComponent, environment: Environment | null): RenderSurroundings {
    return new Surroundings(this.#options, this.#scope, place, component, environment);
  }
}

/** What one render is given. Most of it is asked for by few components, so it is derived when it is. */
class Surroundings implements RenderSurroundings {
  readonly report: SettleOptions['report'];
  readonly verify: boolean;
  readonly environment: Environment | null;
  readonly #scope: ViewerScope;
  readonly #place: Place;
  readonly #component: AnyComponent;

  constructor(
    { report, verify }: SettleOptions,
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

/** The instance that was at a hole's place in the render before. Most are where they were. */
function instanceBefore({ children, rendering }: Instance, hole: Hole, index: number): Instance | undefined {
  return children[rendering.holes[index]?.slot === hole.slot ? index : indexOfSlot(rendering, hole.slot)];
}

function renderFailed(info: ComponentInfo, error: unknown, outcome: string): NopalError {
  return new NopalError(
    'render-failed',
    `<${info.name}> threw while rendering; it ${outcome}.`,
    'Fix the component; the cause is below.',
    {
      cause: error,
    },
  );
}
