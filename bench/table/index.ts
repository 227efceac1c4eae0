import type { Component } from 'nopal';
import { toWire } from '../../packages/nopal/dist/ui/wire.js';
import { PageByHand } from '../lib/by-hand.ts';
import { atMost, type Aim, type Figure, type Part, type Section } from '../lib/part.ts';
import { microseconds, spread, turn } from '../lib/stats.ts';
import { ComponentTable, PlainTable, type Line } from './components.tsx';

const ROWS = 1000;
const ROUNDS = 60;
const WARM_UP = 20;

/** What is done to the table, and how large its frame may be beyond the rows that it brings. */
interface Change {
  readonly name: string;
  readonly make: (lines: readonly Line[], n: number) => readonly Line[];
  readonly most?: number;
  /** How many new rows the frame has to bring; they do not count towards the aim. */
  readonly brings?: number;
}

const line = (id: number): Line => ({ id, name: `Line ${id}`, amount: (id * 7919) % 1000 });
const fresh = (from: number): readonly Line[] => Array.from({ length: ROWS }, (_, i) => line(from + i));

const CHANGES: readonly Change[] = [
  {
    name: 'one cell',
    make: (lines, n) => lines.with(500, { ...line(500), amount: 1000 + n }),
    most: 40,
  },
  { name: 'prepend a row', make: (lines, n) => [line(10_000 + n), ...lines], most: 60, brings: 1 },
  { name: 'swap two rows', make: (lines) => swapped(lines, 1, 998), most: 60 },
  { name: 'reverse', make: (lines) => lines.toReversed() },
  { name: 'replace all', make: (_, n) => fresh(100_000 + n * ROWS), brings: ROWS },
];

/** A keyed table of 1,000 rows: time of the whole update, and the frame that it ends in. */
const table: Part = async () => [
  await changes('Table of 1,000 keyed rows, a component per row', ComponentTable),
  await changes('Table of 1,000 keyed rows, plain rows', PlainTable),
];
export default table;

async function changes(title: string, component: Component): Promise<Section> {
  const page = new PageByHand(component);
  const figures: Figure[] = [];
  for (const change of CHANGES) figures.push(...(await measure(page, change)));
  return { title, figures };
}

async function measure(page: PageByHand, change: Change): Promise<readonly Figure[]> {
  const times: number[] = [];
  const bytes: number[] = [];
  let overhead = 0;
  for (let n = 0; n < WARM_UP + ROUNDS; n++) {
    const before = fresh(0);
    page.push('lines', before);
    page.acknowledge();
    await turn();
    const now = change.make(before, n);
    let sent: Buffer | undefined;
    const time = microseconds(() => (sent = page.push('lines', now)));
    if (sent === undefined) throw new Error(`Nothing was sent for "${change.name}".`);
    page.acknowledge();
    if (n < WARM_UP) continue;
    times.push(time);
    bytes.push(sent.length);
    overhead = sent.length - bytesOfFirstRows(page, change.brings ?? 0);
  }
  return [
    { name: change.name, unit: 'µs', value: spread(times) },
    { name: `${change.name}: frame`, unit: 'B', value: Math.max(...bytes), ...describe(change, overhead) },
  ];
}

/** What new rows take by themselves: the frame has to bring them whatever it does else. */
function bytesOfFirstRows(page: PageByHand, count: number): number {
  const [shown] = page.viewer.root.nodes;
  const body = typeof shown === 'object' ? shown.children[0] : undefined;
  const rows = typeof body === 'object' ? body.children.slice(0, count) : [];
  return rows.reduce((sum, row) => sum + Buffer.byteLength(toWire(row)), 0);
}

function describe({ most, brings }: Change, overhead: number): { readonly aim?: Aim; readonly note?: string } {
  const aim =
    most === undefined ? {} : { aim: atMost(overhead, most, brings === undefined ? 'B' : 'B beside the row') };
  return brings === undefined
    ? aim
    : { ...aim, note: `${overhead.toLocaleString('en')} B beside what the new rows take` };
}

function swapped(lines: readonly Line[], a: number, b: number): readonly Line[] {
  const { [a]: first, [b]: second } = lines;
  return first === undefined || second === undefined ? lines : lines.with(a, second).with(b, first);
}
