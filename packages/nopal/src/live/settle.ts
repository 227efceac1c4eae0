import { NopalError } from '../protocol/error.ts';
import type { Cell } from '../ui/cells.ts';
import { componentInfo, type AnyComponent, type ComponentInfo } from '../ui/component.ts';
import { sameReads, type Environment } from '../ui/context.ts';
import { cellsOfFailure, isErrorBoundary, showsFallback } from '../ui/error-boundary.ts';
import { isOutcome } from '../ui/outcome.ts';
import { Page } from '../ui/page-slot.ts';
import { sameProps, type Props } from '../ui/props.ts';
import { emptyRendering, render, type Rendering, type RenderSurroundings } from '../ui/rendering.ts';
import { environmentOf, type Hole } from '../ui/tree.ts';
import type { FlushGates } from './gates.ts';
import {
  cellsOf,
  failedInstance,
  findMounted,
  heldInstance,
  internInstance,
  noteMounted,
  staleInstance,
  type Instance,
} from './instance.ts';
import { indexOfSlot, type Place } from './place.ts';
import { SettleMemo, type SettleOutcome } from './settle-memo.ts';
import { Surroundings, type ViewerScope } from './surroundings.ts';

export type { ViewerScope } from './surroundings.ts';

/** How problems are told and whether development checks run. */
export interface SettleOptions {
  readonly report: (problem: NopalError) => void;
  readonly verify: boolean;
  /** Holds back components with a frame rate; nothing is held back without. */
  readonly gates?: FlushGates | undefined;
}

/**
 * Brings instances up to date with their cells. One settler serves one flush: it remembers what became of each
 * instance, so that everybody who was in the same state is in the same state again, for one render.
 */
export class Settler implements ViewerScope {
  readonly #options: SettleOptions;
  /** Made for the first that is settled: mounting needs none. */
  #memo: SettleMemo | undefined;
  #scope: ViewerScope;
  /** Whether something of one viewer's own was mounted: then the result is for this viewer alone. */
  #mountedPersonal = false;
  /** Whether something threw. */
  #hasFailed = false;
  /** Whether an error boundary is above what is being settled. */
  #guarded = false;
  /** Whether a visitor enters a page, who may be told by it to be elsewhere. */
  #entering = false;
  /** What the page threw that was to be entered. */
  #pageFailure: { readonly error: unknown } | undefined;

  constructor(options: SettleOptions, scope: ViewerScope) {
    this.#options = options;
    this.#scope = scope;
  }

  /**
   * Mounts a page's root.
   *
   * @throws what the root throws, or the page in its shell: then there is no page to show; `Redirect` or `NotFound`
   * from anywhere
   */
  mountRoot(component: AnyComponent, props: Props, environment: Environment | null): Instance {
    this.#entering = true;
    return this.#mount(component, props, environment, undefined, []);
  }

  /**
   * Settles a root in which another page is entered.
   *
   * @throws what the page throws: then there is nothing to enter; `Redirect` or `NotFound` from anywhere in it
   */
  enterRoot(root: Instance, props: Props, environment: Environment | null, scope: ViewerScope): Instance {
    this.#entering = true;
    return this.settleRoot(root, props, environment, scope);
  }

  /** Renders what is stale in a page, for this viewer. Components that throw keep what they showed. */
  settleRoot(root: Instance, props: Props, environment: Environment | null, scope: ViewerScope): Instance {
    this.#scope = scope;
    return this.#isSettled(root, props, environment) ? root : this.#settle(root, props, environment, []);
  }

  /** @inheritdoc */
  componentId(place: Place, info: ComponentInfo): string {
    // Also when the component that asks throws in the end, perhaps with the id in its message.
    this.#mountedPersonal = true;
    return this.#scope.componentId(place, info);
  }

  /** @inheritdoc */
  retained(key: string, place: Place, component: AnyComponent): { readonly value: unknown } | undefined {
    return this.#scope.retained(key, place, component);
  }

  #settle(instance: Instance, props: Props, environment: Environment | null, place: Place): Instance {
    const inputs = { props, environment, guarded: this.#guarded };
    let outcome = this.#memo?.find(instance, inputs);
    if (outcome === undefined) {
      const [outerPersonal, outerFailed] = [this.#mountedPersonal, this.#hasFailed];
      this.#mountedPersonal = false;
      this.#hasFailed = false;
      outcome = this.#outcome(instance, props, environment, place);
      if (!this.#mountedPersonal) (this.#memo ??= new SettleMemo()).remember(instance, inputs, outcome);
      this.#mountedPersonal ||= outerPersonal;
      this.#hasFailed = outerFailed;
    }
    this.#hasFailed ||= outcome.hasFailed;
    if (outcome.settled === undefined) throw outcome.thrown;
    return outcome.settled;
  }

  #outcome(instance: Instance, props: Props, environment: Environment | null, place: Place): SettleOutcome {
    const inputsChanged = !this.#hasInputs(instance, props, environment);
    try {
      const settled = this.#rerender(instance, props, environment, place, inputsChanged);
      return { settled, hasFailed: this.#hasFailed };
    } catch (thrown) {
      return { settled: undefined, thrown, hasFailed: true };
    }
  }

  #rerender(
    instance: Instance,
    props: Props,
    environment: Environment | null,
    place: Place,
    inputsChanged: boolean,
  ): Instance {
    if (!isErrorBoundary(instance.rendering.component) || showsFallback(cellsOf(instance))) {
      return this.#rerenderOwn(instance, props, environment, place, inputsChanged);
    }
    const rerender = (now: Instance): Instance => this.#rerenderOwn(now, props, environment, place, inputsChanged);
    return this.#guard(
      () => rerender(instance),
      (error) => rerender(staleInstance(instance, this.#failure(error), instance.children)),
    );
  }

  /** Runs what settles an error boundary's children, and when that throws, what settles its fallback. */
  #guard(children: () => Instance, fallback: (error: unknown) => Instance): Instance {
    const outer = this.#guarded;
    this.#guarded = true;
    try {
      return children();
    } catch (error) {
      if (this.#leaves(error)) throw error;
      this.#hasFailed = true;
      // What the fallback throws is for the next boundary outside.
      this.#guarded = outer;
      return fallback(error);
    } finally {
      this.#guarded = outer;
    }
  }

  /** Whether what was thrown keeps a visitor from the page, so that nothing in it can deal with that. */
  #leaves(error: unknown): boolean {
    return this.#entering && (isOutcome(error) || this.#pageFailure?.error === error);
  }

  #rerenderOwn(
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
        const cells = instance.pending ?? (rendering.failed ? null : rendering.cells);
        rendering = render(
          rendering.component,
          props,
          cells,
          this.#surroundings(place, rendering.component, environment),
        );
        if (rendering.personal && !instance.rendering.personal) this.#mountedPersonal = true;
      } catch (error) {
        failed = true;
        this.#hasFailed = true;
        this.#reportAtSource(rendering.info, error);
        if (this.#guarded || this.#leaves(error)) throw error;
        this.#options.report(renderFailed(rendering.info, error, 'it goes on showing what it showed'));
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
      return this.#mountHole(rendering, hole, inside, [...place, hole.slot]);
    });
  }

  /** Mounts a nested component: one that throws shows nothing, the rest goes on. */
  #mountHole(parent: Rendering, hole: Hole, environment: Environment | null, place: Place): Instance {
    try {
      return this.#mount(hole.component, hole.props, environment, hole.key, place);
    } catch (error) {
      this.#hasFailed = true;
      // A page is the same in a shell as without one: when it cannot be mounted there is none.
      if (!this.#guarded && this.#entering && parent.component === Page) this.#pageFailure = { error };
      if (this.#guarded || this.#leaves(error)) throw error;
      const rendering = emptyRendering(hole.component, hole.props);
      this.#options.report(renderFailed(rendering.info, error, 'it shows nothing'));
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
    if (!isErrorBoundary(component)) return this.#mountOwn(component, props, null, environment, key, place);
    const mount = (cells: readonly Cell[] | null): Instance =>
      this.#mountOwn(component, props, cells, environment, key, place);
    return this.#guard(
      () => mount(null),
      (error) => mount(this.#failure(error)),
    );
  }

  #mountOwn(
    component: AnyComponent,
    props: Props,
    cells: readonly Cell[] | null,
    environment: Environment | null,
    key: string | undefined,
    place: Place,
  ): Instance {
    let rendering: Rendering;
    try {
      rendering = render(component, props, cells, this.#surroundings(place, component, environment));
    } catch (error) {
      this.#reportAtSource(componentInfo(component), error);
      throw error;
    }
    if (rendering.personal) this.#mountedPersonal = true;
    const known = findMounted(rendering, key, environment);
    if (known !== undefined) return known;
    const children = rendering.holes.map((hole) =>
      this.#mountHole(rendering, hole, environmentOf(hole, environment), [...place, hole.slot]),
    );
    const instance = internInstance(rendering, key, children);
    noteMounted(instance);
    return instance;
  }

  /** Names the component that threw, before a boundary knows no more than that something in it did. */
  #reportAtSource(info: ComponentInfo, error: unknown): void {
    if (!this.#guarded || this.#leaves(error)) return;
    this.#options.report(renderFailed(info, error, 'the error boundary around it shows its fallback'));
  }

  #failure(error: unknown): readonly Cell[] {
    return cellsOfFailure(error, this.#options.verify);
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
      this.#options.report(renderFailed(rendering.info, error, 'it is rendered, since its comparison of props threw'));
      return false;
    }
  }

  #surroundings(place: Place, component: AnyComponent, environment: Environment | null): RenderSurroundings {
    return new Surroundings(this.#options, this, place, component, environment);
  }
}

/** The instance that was at a hole's place in the render before. Most are where they were. */
function instanceBefore({ children, rendering }: Instance, hole: Hole, index: number): Instance | undefined {
  return children[rendering.holes[index]?.slot === hole.slot ? index : indexOfSlot(rendering, hole.slot)];
}

function renderFailed(info: ComponentInfo, error: unknown, outcome: string): NopalError {
  return new NopalError(
    'render-failed',
    `<${info.name}> threw while rendering; ${outcome}.`,
    'Fix the component; the cause is below.',
    {
      cause: error,
    },
  );
}
