import { Settler, type SettleOptions, type ViewerScope } from '../../src/live/settle.ts';
import type { Instance } from '../../src/live/instance.ts';
import type { WireNode } from '../../src/protocol/wire.ts';
import type { AnyComponent } from '../../src/ui/component.ts';
import { checksum } from '../../src/ui/checksum.ts';
import { diff } from '../../src/ui/diff.ts';
import { toHtml } from '../../src/ui/html.ts';
import type { Props } from '../../src/ui/props.ts';
import type { TreeNode } from '../../src/ui/tree.ts';
import { toWireList } from '../../src/ui/wire.ts';

const SCOPE: ViewerScope = { componentId: () => 'test-1', retained: () => undefined };
const OPTIONS: SettleOptions = {
  verify: false,
  report: (problem) => {
    throw problem;
  },
};

/** One state of a page in every form that it takes. */
export interface Shown {
  readonly nodes: readonly TreeNode[];
  readonly html: string;
  readonly checksum: number;
  readonly wire: string;
  /** The encoded patch from the state before, `''` if nothing changed. */
  readonly patch: string;
}

/** Renders a page with one props after another, as a living page would. */
export function play(component: AnyComponent, states: readonly Props[]): Shown[] {
  let root: Instance | undefined;
  return states.map((props) => {
    const settler = new Settler(OPTIONS, SCOPE);
    const before = root?.nodes ?? [];
    root =
      root === undefined ? settler.mountRoot(component, props, null) : settler.settleRoot(root, props, null, SCOPE);
    const { nodes } = root;
    return {
      nodes,
      html: toHtml(nodes),
      checksum: checksum(nodes),
      wire: toWireList(nodes),
      patch: diff(before, nodes),
    };
  });
}

/** What a browser reads of a tree on the wire. */
export function readWire(wire: string): WireNode[] {
  return JSON.parse(wire) as WireNode[];
}
