import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'csv-stringify';
import type { Cell, DataSet } from './data-set.ts';

export interface CsvOptions {
  file: string;
  /** Rows a second at most, so that an export never takes the pages' time; `Infinity` for no limit. */
  rowsPerSecond: number;
  /** Told after each row how many were taken, and in how many milliseconds. */
  onRow: (taken: number, elapsedMs: number) => void;
  signal: AbortSignal;
}

/** How often the pace is looked at, in rows. */
const paceRows = 200;

/**
 * Writes rows to a CSV file. They are streamed: never more than some are in memory. The file appears when it is whole;
 * after a failure or an abort there is none.
 *
 * @returns its size in bytes.
 * @throws what reading the rows or writing the file throws; an `AbortError` when aborted.
 */
export async function writeCsv(dataSet: DataSet, { file, rowsPerSecond, onRow, signal }: CsvOptions): Promise<number> {
  const unfinished = `${file}.unfinished`;
  const toCsv = stringify({
    header: true,
    columns: [...dataSet.columns],
    // What people typed must not become a formula in a spreadsheet.
    escape_formulas: true,
  });
  try {
    const rows = Readable.from(paced(dataSet.rows(signal), rowsPerSecond, onRow, signal));
    await pipeline(rows, toCsv, createWriteStream(unfinished), { signal });
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return (await stat(file)).size;
}

async function* paced(
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  perSecond: number,
  onRow: CsvOptions['onRow'],
  signal: AbortSignal,
): AsyncGenerator<readonly Cell[]> {
  const start = performance.now();
  let taken = 0;
  for await (const row of rows) {
    taken += 1;
    const elapsed = performance.now() - start;
    onRow(taken, elapsed);
    yield row;
    if (taken % paceRows !== 0) continue;
    // 0 too: other work gets its turn.
    await sleep(Math.max(0, (1000 * taken) / perSecond - elapsed), undefined, { signal });
  }
}
