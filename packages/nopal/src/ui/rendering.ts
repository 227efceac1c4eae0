import { isObserved, publish } from '../protocol/diagnostics.ts';
import type { NopalError } from '../protocol/error.ts';
import { hasPrivateCell, hashCells, sameCells, type Cell } from './cells.ts';
import { componentInfo, type AnyComponent, type ComponentInfo } from './component.ts';
import { sameReads, type ContextRead, type Environment } from './context.ts';
import { withFrame, type AnyReducer, type Binding, type Frame, type FrameSurroundings } from './frame.ts';
import { mix, hashText } from './hash.ts';
import { checkAllCalled } from './hook-order.ts';
import type { Child } from './jsx-types.ts';
import { toOutput } from './output.ts';
import { checkPurity } from './purity.ts';
import { equalProps, hashProps, type Props } from './props.ts';
import type { Hole, OutputNode } from './tree.ts';
import { InternTable } from './intern-table.ts';

/** One component rendered in one state: immutable, and shared by every instance in that state. */
export interface Rendering {
  /** Unique; only for hashing. */
  readonly serial: number;
  readonly info: ComponentInfo;
  readonly component: AnyComponent;
  readonly props: Props;
  readonly cells: readonly Cell[];
  readonly reads: readonly ContextRead[];
  readonly nodes: readonly OutputNode[];
  readonly holes: readonly Hole[];
  readonly hasEffects: boolean;
  /** Whether it holds something that belongs to one viewer alone, so that nobody else may be given it. */
  readonly personal: boolean;
  /** Whether a list without keys is among the outermost nodes. */
  readonly unkeyedList: boolean;
  /** Whether it stands for a component that threw while it was mounted: it has no cells, and is tried again. */
  readonly failed: boolean;
  /** Of cells that a reducer changes, the reducer: it may close over this very state. */
  readonly reducers: ReadonlyMap<number, AnyReducer> | undefined;
  /** How often, per second, it is to be rendered at most; as often as its page when `undefined`. */
  readonly frameRate: number | undefined;
  /** The title that it gives the document; that of what encloses it when `undefined`. */
  readonly title: string | undefined;
}

/** What a render needs besides component, props and state. */
export interface RenderSurroundings extends FrameSurroundings {
  readonly environment: Environment | null;
  readonly report: (problem: NopalError) => void;
  /** Whether to render each new state twice and compare (development). */
  readonly verify: boolean;
}

const NO_CELLS: readonly Cell[] = [];
let nextSerial = 1;
/** Every rendering that an equal one can be found by. The live part sweeps it. */
export const renderings = new InternTable<Rendering>();
/** Of each component the rendering that an instance was mounted with last: the next one is likely to be equal. */
let mountedLast = new WeakMap<AnyComponent, Rendering>();

/**
 * Renders a component: a new instance when `cells` is null, else one with these cells.
 *
 * A rendering in use with equal inputs is returned instead of a new one, so that viewers who come to equal state by
 * different ways share again. For known cells the component is not even called; nor is one without hooks. A new
 * instance of any other is called for its first state, which may depend on anything.
 *
 * @throws whatever the component throws, and NopalErrors for mistakes in it
 */
export function render(
  component: AnyComponent,
  props: Props,
  cells: readonly Cell[] | null,
  surroundings: RenderSurroundings,
): Rendering {
  const last = cells === null ? mountedLast.get(component) : undefined;
  const find = (wanted: readonly Cell[]): Rendering | undefined => {
    const matches = (candidate: Rendering): boolean =>
      hasInputs(candidate, component, props, wanted, surroundings.environment);
    return last !== undefined && matches(last) ? last : renderings.find(hashInputs(component, props, wanted), matches);
  };
  // A new instance of a component without hooks has no cells, and so nothing that a call could still find out.
  const known = find(cells ?? NO_CELLS);
  if (known !== undefined) return known;
  const called = call(component, props, cells, last?.cells, surroundings, null);
  const equal = called.cells === cells ? undefined : find(called.cells);
  const rendering = equal ?? renderings.add(hashInputs(component, props, called.cells), verified(called, surroundings));
  if (cells === null && rendering !== last) mountedLast.set(component, rendering);
  return rendering;
}

/** Forgets what was mounted last: a sweep may have forgotten it too, and equal renderings must stay one object. */
export function forgetMountedLast(): void {
  mountedLast = new WeakMap();
}

/**
 * Renders an instance once more for one viewer, with setters and handlers that are that viewer's own.
 * Nothing of it is kept or shared.
 */
export function renderBound(
  rendering: Rendering,
  props: Props,
  surroundings: RenderSurroundings,
  binding: Binding,
): Rendering {
  const { component, cells } = rendering;
  return finish(call(component, props, cells, undefined, surroundings, binding), surroundings);
}

/** A component that was called: its cells are known, but nothing was made of what it returned. */
interface Called {
  readonly frame: Frame;
  readonly component: AnyComponent;
  readonly props: Props;
  readonly cells: readonly Cell[];
  readonly jsx: Child;
}

function call(
  component: AnyComponent,
  props: Props,
  cells: readonly Cell[] | null,
  likely: readonly Cell[] | undefined,
  surroundings: RenderSurroundings,
  binding: Binding | null,
): Called {
  const { environment } = surroundings;
  const frame: Frame = {
    info: componentInfo(component),
    surroundings,
    previous: cells,
    likely,
    cells: [],
    environment,
    reads: [],
    binding,
    reducers: undefined,
    frameRate: undefined,
    title: undefined,
    scope: '',
  };
  const started = isObserved('nopal:render') ? performance.now() : undefined;
  const jsx = withFrame(frame, () => {
    const result = (component as (props: Props) => Child)(props);
    checkAllCalled(frame);
    return result;
  });
  if (started !== undefined) publish('nopal:render', performance.now() - started, { component: frame.info.name });
  const unchanged = cells !== null && cells.every((cell, i) => cell === frame.cells[i]);
  return { frame, component, props, cells: unchanged ? cells : frame.cells, jsx };
}

function finish({ frame, component, props, cells, jsx }: Called, { report }: RenderSurroundings): Rendering {
  const { info, reads, binding } = frame;
  const { nodes, holes, unkeyedList } = toOutput(jsx, info, binding !== null, report);
  return {
    serial: nextSerial++,
    info,
    component,
    props,
    cells,
    reads,
    nodes,
    holes,
    hasEffects: frame.cells.some((cell) => cell.kind === 'effect'),
    personal: hasPrivateCell(frame.cells),
    unkeyedList,
    failed: false,
    reducers: frame.reducers,
    frameRate: frame.frameRate,
    title: frame.title,
  };
}

/** The rendering of a component that was called; in development, after a second one of the same state. */
function verified(called: Called, surroundings: RenderSurroundings): Rendering {
  const rendering = finish(called, surroundings);
  if (surroundings.verify) {
    const { component, props, cells } = rendering;
    const again = call(component, props, cells, undefined, surroundings, null);
    checkPurity(rendering, finish(again, surroundings), surroundings.report);
  }
  return rendering;
}

/** What stands where a nested component could not be rendered: nothing. */
export function emptyRendering(component: AnyComponent, props: Props): Rendering {
  return {
    serial: nextSerial++,
    info: componentInfo(component),
    component,
    props,
    cells: [],
    reads: [],
    nodes: [],
    holes: [],
    hasEffects: false,
    personal: false,
    unkeyedList: false,
    failed: true,
    reducers: undefined,
    frameRate: undefined,
    title: undefined,
  };
}

function hashInputs(component: AnyComponent, props: Props, cells: readonly Cell[]): number {
  return mix(mix(hashText(componentInfo(component).serial), hashProps(props)), hashCells(cells));
}

function hasInputs(
  candidate: Rendering,
  component: AnyComponent,
  props: Props,
  cells: readonly Cell[],
  environment: Environment | null,
): boolean {
  return (
    candidate.component === component &&
    sameCells(candidate.cells, cells) &&
    equalProps(candidate.props, props) &&
    sameReads(candidate.reads, environment)
  );
}
