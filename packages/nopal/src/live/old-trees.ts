import type { Limits } from '../protocol/limits.ts';
import type { TreeNode } from '../ui/tree.ts';
import type { Instance } from './instance.ts';
import type { PageType } from './page.ts';
import type { Viewer } from './viewer.ts';

/** What an element takes besides its texts, about. */
const ELEMENT_BYTES = 250;
const REFERENCE_BYTES = 8;

/** Trees that are kept only because viewers were last sent them, with their page. */
export type OldTrees = ReadonlyMap<Instance, PageType>;

/** Finds trees that no viewer's page is in any more, but that slow and lost browsers still show. */
export function findOldTrees(viewers: Iterable<Viewer>): OldTrees {
  const current = new Set<readonly TreeNode[]>();
  for (const { root } of viewers) current.add(root.nodes);
  const old = new Map<Instance, PageType>();
  for (const viewer of viewers) {
    if (keepsUp(viewer)) continue;
    const { outbox, source } = viewer;
    outbox.eachKept((root) => {
      if (!current.has(root.nodes)) old.set(root, source.type);
    });
  }
  return old;
}

/** How many there are and what they take, estimated. What several share counts once; what newer trees share too. */
export function measureOldTrees(old: OldTrees): { readonly count: number; readonly bytes: number } {
  const seen = new Set<object>();
  let bytes = 0;
  for (const root of old.keys()) bytes += sizeOf(root.nodes, seen);
  return { count: old.size, bytes };
}

/**
 * Lets go of trees beyond the limits, the oldest first. A patch from them would have saved bytes; without, their
 * browsers get the whole tree and morph.
 *
 * @returns how many viewers are behind, whose trees may become old yet
 */
export function limitOldTrees(
  viewers: Iterable<Viewer>,
  limits: Pick<Limits, 'maxOldTrees' | 'maxOldTreeBytes'>,
): number {
  const old = findOldTrees(viewers);
  const perPage = new Map<PageType, number>();
  const seen = new Set<object>();
  const letGo = new Set<Instance>();
  let bytes = 0;
  // Serials count up as trees are made.
  for (const [root, type] of [...old].toSorted(([a], [b]) => b.serial - a.serial)) {
    const count = (perPage.get(type) ?? 0) + 1;
    perPage.set(type, count);
    if (count <= limits.maxOldTrees && bytes <= limits.maxOldTreeBytes) bytes += sizeOf(root.nodes, seen);
    if (count > limits.maxOldTrees || bytes > limits.maxOldTreeBytes) letGo.add(root);
  }
  let behind = 0;
  for (const viewer of viewers) {
    if (keepsUp(viewer)) continue;
    behind++;
    if (letGo.size > 0) viewer.outbox.letGo(letGo);
  }
  return behind;
}

/** Who keeps up will acknowledge soon, and may click on what it was just sent. Who never came was sent one page. */
function keepsUp({ claimed, connection, unsent }: Viewer): boolean {
  return !claimed || (connection !== null && unsent === null);
}

function sizeOf(nodes: readonly TreeNode[], seen: Set<object>): number {
  if (seen.has(nodes)) return 0;
  seen.add(nodes);
  let bytes = REFERENCE_BYTES * nodes.length;
  for (const node of nodes) {
    if (typeof node === 'string') bytes += 2 * node.length;
    else if (!seen.has(node)) {
      seen.add(node);
      bytes += ELEMENT_BYTES + sizeOf(node.children, seen);
    }
  }
  return bytes;
}
