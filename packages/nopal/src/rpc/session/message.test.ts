import { expect, test } from 'vitest';
import { contentsOf, targetOf } from './message.ts';

const get = ['pipeline', 0, ['thing']];
const call = (...args: readonly unknown[]): readonly unknown[] => ['pipeline', 0, ['work'], args];

/** How many calls, and how much of the client. */
function counted(expression: unknown): readonly number[] {
  const { calls, exports, promises } = contentsOf([expression]);
  return [calls, exports.length, promises.length];
}

test.each([
  [call(), 1, 0, 0],
  [get, 1, 0, 0],
  [call(1, 'pipeline', { a: ['date', 0] }), 1, 0, 0],
  [call(call(call()), get), 4, 0, 0],
  [call([[get, ['export', -1]]]), 2, 1, 0],
  [call({ a: { b: [[call()]] } }), 2, 0, 0],
  [call(['export', -1], ['promise', -2], ['writable', -3], ['readable', 4]), 1, 2, 1],
  [call(['pipeline', 1], ['import', -2], ['import', -2, ['work'], []]), 2, 0, 0],
  [['remap', 1, [], [['export', -4]], [get, get]], 1, 1, 0],
  [{ callback: ['export', -7] }, 0, 1, 0],
] as const)('%j has %i calls, brings %i things and %i promises of the client', (expression, ...counts) => {
  expect(counted(expression)).toEqual(counts);
});

test('data that looks like a call is none: it is wrapped', () => {
  expect(counted(call([['pipeline', 0, ['work'], []]]))).toEqual([1, 0, 0]);
});

test('however deep and wide it is, it is walked', () => {
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) deep = { deep };
  const wide = Array.from({ length: 200_000 }, () => ['export', -1]);
  expect(counted(call(deep, [wide], { wide: [wide] }))).toEqual([1, 400_000, 0]);
});

test('a call uses its target, and takes copies of the results among its arguments', () => {
  const { uses, copies } = contentsOf([
    [
      'pipeline',
      3,
      ['work'],
      [
        ['pipeline', 4],
        ['pipeline', 5, ['id']],
      ],
    ],
  ]);
  expect(new Set(uses)).toEqual(new Set([3, 4, 5]));
  expect(new Set(copies)).toEqual(new Set([4, 5]));
});

test('what acts is told from what only names something', () => {
  const acts = (each: unknown): number => contentsOf([each]).acts;
  expect([call(), call(call(get)), ['remap', 1, [], [], []], { a: [[call()]] }].map(acts)).toEqual([1, 2, 1, 1]);
  expect([get, ['import', -1], 5, { a: [['pipeline', 1]] }].map(acts)).toEqual([0, 0, 0, 0]);
});

test('what a message calls', () => {
  expect(
    [['push', call()], ['push', ['remap', 7, [], [], []]], ['push', 5], ['push', [[1]]], ['push']].map(targetOf),
  ).toEqual([0, 7, undefined, undefined, undefined]);
});

test('what a request or an answer of HTTP has is walked, and its headers are not: they only look like expressions', () => {
  const headers = [
    ['blob', 'x'],
    ['export', '-1'],
  ];
  const body = ['readable', 1];
  const all = [
    ['headers', headers],
    ['request', 'http://a', { headers, body: call() }],
    ['response', call(), { headers }],
  ];
  expect(contentsOf(all)).toMatchObject({ calls: 2, unfit: 0, exports: [] });
  expect(contentsOf([['blob', 'text/plain', body]])).toMatchObject({ unfit: 1 });
  expect(contentsOf([['request', 'http://a', { signal: call() }]])).toMatchObject({ unfit: 1 });
});
