/** A value of a cell. */
export type Cell = string | number;

/** Rows that can be exported. */
export interface DataSet {
  /** A part of forms and file names: `page-views`. */
  name: string;
  title: string;
  columns: readonly string[];
  /** How many rows there are when the export begins. */
  count(signal: AbortSignal): Promise<number>;
  /** As many rows as were counted at least, each as long as there are columns. */
  rows(signal: AbortSignal): AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}
