import { createWriteStream } from 'node:fs';
import { access, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seededRandom } from 'deployment-monitor/random';
import type { Cell, DataSet } from './data-set.ts';

/** How many orders the table has. */
export const orderCount = 200_000;

const customers = ['Acacia Ltd', 'Birch & Sons', 'Cedar Works', 'Elm Street Market', 'Fig Leaf', 'Hazel Foods'];
const products = ['Agave syrup', 'Prickly pear jam', 'Cactus chips', 'Aloe drink', 'Nopal salad', 'Seeds, mixed'];

/**
 * The orders of a shop, a table in a file: one JSON array per line. Made once, when it is first needed, the same for
 * everybody.
 *
 * @param folder where the file is.
 * @param count how many orders the table has when it is made.
 */
export function orders(folder: string, count = orderCount): DataSet {
  const file = path.join(folder, `orders-${count}.jsonl`);
  return {
    name: 'orders',
    title: 'Orders',
    columns: ['order', 'ordered at', 'customer', 'product', 'quantity', 'price'],
    async count(signal) {
      if (!(await exists(file))) await makeTable(file, count, signal);
      return count;
    },
    async *rows() {
      const table = await open(file);
      try {
        for await (const line of table.readLines()) yield JSON.parse(line) as Cell[];
      } finally {
        // Not every reader reads to the end.
        await table.close();
      }
    },
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function makeTable(file: string, count: number, signal: AbortSignal): Promise<void> {
  // Whole or not at all: a table that was cut off is never taken for one.
  await pipeline(Readable.from(blocksOfLines(count)), createWriteStream(`${file}.new`), { signal });
  await rename(`${file}.new`, file);
}

const blockSize = 1000;

function* blocksOfLines(count: number): Generator<string> {
  const random = seededRandom(1998);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const start = Date.UTC(2024, 0, 1);
  for (let first = 1; first <= count; first += blockSize) {
    let block = '';
    for (let n = first; n < first + blockSize && n <= count; n += 1) {
      const at = new Date(start + n * 240_000 + Math.floor(random() * 240_000)).toISOString();
      const price = (2 + random() * 90).toFixed(2);
      block += `${JSON.stringify([n, at, pick(customers), pick(products), 1 + Math.floor(random() * 12), price])}\n`;
    }
    yield block;
  }
}
