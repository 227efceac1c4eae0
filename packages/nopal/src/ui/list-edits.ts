import { LIST_INSERT, LIST_MOVE, LIST_MOVE_RUN, LIST_REMOVE } from '../protocol/patch.ts';
import { longestIncreasing } from './longest-increasing.ts';

/** One edit of a list. Edits run one after another, each on the outcome of the one before. */
export type ListEdit =
  | { readonly kind: 'remove'; readonly at: number; count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly item: number; count: number }
  | {
      readonly kind: 'move';
      readonly from: number;
      readonly to: number;
      times: number;
      fromStep: number;
      toStep: number;
    };

/**
 * The fewest edits that turn the old list into the new one: only what is outside the longest run that kept its order
 * is moved, neighbours are inserted and removed together, and moves that follow a pattern become one edit.
 *
 * @param length how long the old list is
 * @param sources for each new item its old index, or -1
 */
export function planEdits(length: number, sources: Int32Array): readonly ListEdit[] {
  const edits: ListEdit[] = [];
  const compact = planRemovals(length, sources, edits);
  const stays = longestIncreasing(compact);
  const waiting = new Waiting(compact);
  // The largest old position among the items that stay, up to here: what an item in its final place sits behind.
  const anchors = new Int32Array(compact.length);
  let anchor = -1;
  for (let i = 0; i < compact.length; i++) {
    const source = compact[i] as number;
    if (source >= 0 && stays[i] === 1) anchor = source;
    anchors[i] = anchor;
    if (source >= 0) waiting.take(source);
    if (source < 0) addInsert(edits, i + waiting.before(anchor), i);
    else if (stays[i] !== 1) {
      const from = placedBefore(anchors, i, source) + waiting.before(source);
      addMove(edits, from, i + waiting.before(anchor));
    }
  }
  return edits;
}

/** Plans the removals, from the end so that indexes stay true, and returns the sources renumbered without them. */
function planRemovals(length: number, sources: Int32Array, edits: ListEdit[]): Int32Array {
  const kept = new Uint8Array(length);
  for (const source of sources) if (source >= 0) kept[source] = 1;
  for (let i = length - 1; i >= 0; i--) {
    if (kept[i] === 1) continue;
    let first = i;
    while (first > 0 && kept[first - 1] === 0) first--;
    edits.push({ kind: 'remove', at: first, count: i - first + 1 });
    i = first;
  }
  const renumbered = new Int32Array(length);
  for (let i = 0, next = 0; i < length; i++) renumbered[i] = kept[i] === 1 ? next++ : -1;
  return sources.map((source) => (source < 0 ? -1 : (renumbered[source] as number)));
}

/** How many of the first `until` items in final place sit before the old position `source`. */
function placedBefore(anchors: Int32Array, until: number, source: number): number {
  let low = 0;
  let high = until;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[middle] as number) < source) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Items that still wait at their old position, for their turn; counts those before a position (a Fenwick tree). */
class Waiting {
  readonly #sums: Int32Array;

  constructor(sources: Int32Array) {
    this.#sums = new Int32Array(sources.length + 1);
    for (const source of sources) if (source >= 0) this.#add(source, 1);
  }

  take(position: number): void {
    this.#add(position, -1);
  }

  before(position: number): number {
    let sum = 0;
    for (let i = position; i > 0; i -= i & -i) sum += this.#sums[i] as number;
    return sum;
  }

  #add(position: number, amount: number): void {
    for (let i = position + 1; i < this.#sums.length; i += i & -i) (this.#sums[i] as number) += amount;
  }
}

function addInsert(edits: ListEdit[], at: number, item: number): void {
  const last = edits.at(-1);
  if (last?.kind === 'insert' && last.at + last.count === at && last.item + last.count === item) last.count++;
  else edits.push({ kind: 'insert', at, item, count: 1 });
}

function addMove(edits: ListEdit[], from: number, to: number): void {
  if (from === to) return;
  const last = edits.at(-1);
  if (last?.kind === 'move') {
    const fromStep = from - (last.from + last.fromStep * (last.times - 1));
    const toStep = to - (last.to + last.toStep * (last.times - 1));
    if (last.times === 1 || (fromStep === last.fromStep && toStep === last.toStep)) {
      last.times++;
      last.fromStep = fromStep;
      last.toStep = toStep;
      return;
    }
  }
  edits.push({ kind: 'move', from, to, times: 1, fromStep: 0, toStep: 0 });
}

/**
 * Encodes edits.
 *
 * @param encodeItems gives `count` new items from index `item` on, encoded and joined by commas
 */
export function encodeEdits(edits: readonly ListEdit[], encodeItems: (item: number, count: number) => string): string {
  return edits.map((edit) => encodeEdit(edit, encodeItems)).join(',');
}

function encodeEdit(edit: ListEdit, encodeItems: (item: number, count: number) => string): string {
  switch (edit.kind) {
    case 'remove':
      return `${LIST_REMOVE},${edit.at},${edit.count}`;
    case 'insert':
      return `${LIST_INSERT},${edit.at},[${encodeItems(edit.item, edit.count)}]`;
    case 'move': {
      const { from, to, times, fromStep, toStep } = edit;
      if (times === 1) return `${LIST_MOVE},${from},${to}`;
      if (times === 2) return `${LIST_MOVE},${from},${to},${LIST_MOVE},${from + fromStep},${to + toStep}`;
      return `${LIST_MOVE_RUN},${from},${to},${times},${fromStep},${toStep}`;
    }
  }
}
