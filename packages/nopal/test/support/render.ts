import type { NopalError } from '../../src/protocol/error.ts';
import type { Cell } from '../../src/ui/cells.ts';
import type { AnyComponent } from '../../src/ui/component.ts';
import { environmentOf, type TreeNode } from '../../src/ui/tree.ts';
import { compose } from '../../src/ui/compose.ts';
import { render, type Rendering, type RenderSurroundings } from '../../src/ui/rendering.ts';
import type { Props } from '../../src/ui/props.ts';

/** What a render needs around it, when nothing special is around. */
export function surroundings(special: Partial<RenderSurroundings> = {}): RenderSurroundings {
  return {
    slot: () => '',
    environment: null,
    retained: () => undefined,
    componentId: () => 'test-1',
    report: (problem) => {
      throw problem;
    },
    verify: false,
    ...special,
  };
}

/** Renders one component, nested ones left as holes. */
export function renderOne(
  component: AnyComponent,
  props: Props = {},
  cells: readonly Cell[] | null = null,
  special: Partial<RenderSurroundings> = {},
): Rendering {
  return render(component, props, cells, surroundings(special));
}

/** The cells of a rendering with one state replaced. */
export function withState(rendering: Rendering, index: number, value: unknown): readonly Cell[] {
  return rendering.cells.map((cell, i) => (i === index && cell.kind === 'state' ? { ...cell, value } : cell));
}

/** The whole tree of a component, nested ones included. */
export function treeOf(
  component: AnyComponent,
  props: Props = {},
  special: Partial<RenderSurroundings> = {},
  key?: string,
): readonly TreeNode[] {
  const rendering = renderOne(component, props, null, special);
  const { environment = null, slot = () => '' } = special;
  return compose(
    rendering.nodes,
    (hole) =>
      treeOf(
        hole.component,
        hole.props,
        { ...special, environment: environmentOf(hole, environment), slot: () => `${slot()}/${hole.slot}` },
        hole.key,
      ),
    rendering.info.serial,
    key,
  );
}

/** The tree of what a piece of JSX renders, and the problems that were reported on the way. */
export function show(jsx: unknown): { nodes: readonly TreeNode[]; problems: NopalError[] } {
  const problems: NopalError[] = [];
  const Shown = (): never => jsx as never;
  return { nodes: treeOf(Shown, {}, { report: (problem) => problems.push(problem) }), problems };
}
