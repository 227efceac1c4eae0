// What the list holds and what is done to it: the same for all, in the server and in the peers' pages.

/** One row's data. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly amount: number;
}

/** What is done to the list; to the peers it travels as JSON. */
export type Change =
  | { readonly kind: 'insert'; readonly row: Row }
  | { readonly kind: 'move'; readonly from: number }
  | { readonly kind: 'remove' };

/** How long the list is. */
export const ROWS = 10_000;
/** All ids have as many digits, so that no change makes a column wider, which would lay out every row anew. */
const FIRST_ID = 10_000;
/** The id of the first row that is not in the list yet. */
export const NEXT_ID = FIRST_ID + ROWS;

/** The row of an id. */
export function rowOf(id: number): Row {
  return { id, name: `Row ${id}`, amount: (id * 7919) % 1000 };
}

/** The list that all begin with. */
export function firstRows(): readonly Row[] {
  return Array.from({ length: ROWS }, (_, n) => rowOf(FIRST_ID + n));
}

/** The list after a change at its front: a row inserted, one moved there, or the first removed. */
export function changed(rows: readonly Row[], change: Change): readonly Row[] {
  if (change.kind === 'insert') return [change.row, ...rows];
  if (change.kind === 'remove') return rows.slice(1);
  const moved = rows[change.from];
  return moved === undefined ? rows : [moved, ...rows.toSpliced(change.from, 1)];
}
