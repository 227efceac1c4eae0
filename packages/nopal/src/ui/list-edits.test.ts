import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEdits, planEdits, type ListEdit } from './list-edits.ts';
import { longestIncreasing } from './longest-increasing.ts';

/** Does to a list of old indexes what the edits say; new items are negative: -1 - index. */
function run(length: number, edits: readonly ListEdit[]): number[] {
  const list = Array.from({ length }, (_, i) => i);
  for (const edit of edits) {
    if (edit.kind === 'remove') list.splice(edit.at, edit.count);
    else if (edit.kind === 'insert')
      list.splice(edit.at, 0, ...Array.from({ length: edit.count }, (_, i) => -1 - edit.item - i));
    else
      for (let i = 0; i < edit.times; i++)
        list.splice(edit.to + i * edit.toStep, 0, ...list.splice(edit.from + i * edit.fromStep, 1));
  }
  return list;
}

function movesIn(edits: readonly ListEdit[]): number {
  return edits.reduce((sum, edit) => sum + (edit.kind === 'move' ? edit.times : 0), 0);
}

/** The length of a longest increasing subsequence, the slow and obvious way. */
function slowLongest(values: readonly number[]): number {
  const lengths: number[] = [];
  values.forEach((value, i) => {
    lengths.push(1 + Math.max(0, ...lengths.filter((_, j) => (values[j] as number) < value && j < i)));
  });
  return Math.max(0, ...lengths);
}

/** An old length, and for every new item its old index or -1. */
const change = fc
  .nat({ max: 24 })
  .chain((length) =>
    fc.tuple(
      fc.constant(length),
      fc.shuffledSubarray(Array.from({ length }, (_, i) => i)),
      fc.array(fc.nat({ max: 30 }), { maxLength: 6 }),
    ),
  )
  .map(([length, kept, inserts]) => {
    const sources = [...kept];
    for (const at of inserts) sources.splice(at, 0, -1);
    return { length, sources };
  });

test('the edits make the new list of the old one, and move no more items than they must', () => {
  fc.assert(
    fc.property(change, ({ length, sources }) => {
      const edits = planEdits(length, Int32Array.from(sources));
      expect(run(length, edits)).toEqual(sources.map((source, i) => (source < 0 ? -1 - i : source)));
      const kept = sources.filter((source) => source >= 0);
      expect(movesIn(edits)).toBe(kept.length - slowLongest(kept));
    }),
    { numRuns: 1000 },
  );
});

test('marks a longest increasing subsequence', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 40 })), (values) => {
      const marks = longestIncreasing(Int32Array.from(values));
      const marked = values.filter((_, i) => marks[i] === 1);
      expect(marked.every((value, i) => value >= 0 && (i === 0 || value > (marked[i - 1] as number)))).toBe(true);
      expect(marked).toHaveLength(slowLongest(values.filter((value) => value >= 0)));
    }),
  );
});

const THOUSAND = Array.from({ length: 1000 }, (_, i) => i);
const plan = (sources: number[]): readonly ListEdit[] => planEdits(1000, Int32Array.from(sources));

test.each([
  ['a row before a thousand', [-1, ...THOUSAND], [{ kind: 'insert', at: 0, item: 0, count: 1 }]],
  [
    'ten rows behind them',
    [...THOUSAND, ...Array.from({ length: 10 }, () => -1)],
    [{ kind: 'insert', at: 1000, item: 1000, count: 10 }],
  ],
  ['three gone from the middle', THOUSAND.filter((i) => i < 500 || i > 502), [{ kind: 'remove', at: 500, count: 3 }]],
  [
    'the last one first',
    [999, ...THOUSAND.slice(0, 999)],
    [{ kind: 'move', from: 999, to: 0, times: 1, fromStep: 0, toStep: 0 }],
  ],
  [
    'the first one last',
    [...THOUSAND.slice(1), 0],
    [{ kind: 'move', from: 0, to: 999, times: 1, fromStep: 0, toStep: 0 }],
  ],
])('%s is one edit', (_, sources, edits) => {
  expect(plan(sources)).toEqual(edits);
});

test('a thousand rows in reverse are one run of moves', () => {
  const edits = plan(THOUSAND.toReversed());
  expect(edits).toHaveLength(1);
  expect(encodeEdits(edits, () => '').length).toBeLessThan(20);
});

test('two rows that change places are two moves', () => {
  const edits = plan(THOUSAND.with(1, 998).with(998, 1));
  expect(movesIn(edits)).toBe(2);
  expect(encodeEdits(edits, () => '')).toMatch(/^2,\d+,\d+,2,\d+,\d+$/);
});

test('edits are written in the grammar of patches', () => {
  const edits: ListEdit[] = [
    { kind: 'remove', at: 3, count: 2 },
    { kind: 'insert', at: 1, item: 4, count: 2 },
    { kind: 'move', from: 5, to: 0, times: 3, fromStep: 0, toStep: 1 },
  ];
  expect(encodeEdits(edits, (item, count) => `"${item}+${count}"`)).toBe('0,3,2,1,1,["4+2"],3,5,0,3,0,1');
});
