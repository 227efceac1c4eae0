import { expect, test } from 'vitest';
import { Results } from './results.ts';

const call = (...args: readonly unknown[]): readonly unknown[] => ['pipeline', 0, ['work'], args];
const map = (target: number, ...instructions: readonly unknown[]): readonly unknown[] => [
  'remap',
  target,
  [],
  [],
  instructions,
];

function results(...expressions: readonly unknown[]): Results {
  const made = new Results(100);
  expressions.forEach((expression, i) => made.add(i + 1, expression));
  return made;
}

/** Uses the result before twice, again and again. */
function doubling(use: (id: number) => unknown, times: number): readonly unknown[] {
  return [call(), ...Array.from({ length: times }, (_, i) => use(i + 1))];
}

test.each([
  ['in arguments', (id: number) => call(['pipeline', id], ['pipeline', id])],
  [
    'of properties',
    (id: number) =>
      call([
        [
          ['pipeline', id, ['a']],
          ['pipeline', id, ['b']],
        ],
      ]),
  ],
  [
    'in map()',
    (id: number) =>
      map(id, [
        [
          ['pipeline', 0],
          ['pipeline', 0],
        ],
      ]),
  ],
])('results that hold results twice, and so on, are refused before they are large: %s', (_, use) => {
  expect(() => results(...doubling(use, 3))).not.toThrow();
  expect(() => results(...doubling(use, 7))).toThrow(/100 results.*\[rpc-too-many-calls\]/);
});

test('the same within one map()', () => {
  const steps = Array.from({ length: 8 }, (_, i) => [
    [
      ['pipeline', i],
      ['pipeline', i],
    ],
  ]);
  expect(() => results(call(), map(1, ...steps.slice(0, 4)))).not.toThrow();
  expect(() => results(call(), map(1, ...steps))).toThrow(/rpc-too-many-calls/);
});

test('a chain of calls, each with the result before, is as long as one likes', () => {
  const made = new Results(10);
  made.add(1, call());
  for (let id = 2; id < 1000; id++) {
    made.add(id, ['pipeline', id - 1, ['next'], [1]]);
    made.delete(id - 1);
  }
});

test('a map() within a map() is refused', () => {
  const [first, second] = [map(1, call()), map(1, map(0, call()))].map((each) => results(call()).add(2, each).maps[0]);
  expect([first?.refusal, second?.refusal?.code]).toEqual([undefined, 'rpc-bad-message']);
});

test('a map() uses objects from outside, and copies no results from there', () => {
  const mapping = (captured: unknown, instruction: unknown) => ['remap', 1, [], [captured], [instruction]];
  const [user, copy] = [
    ['pipeline', -1, ['user'], [['pipeline', 0]]],
    [
      [
        ['pipeline', 0],
        ['pipeline', -1],
      ],
    ],
  ];
  const refusal = (each: unknown) => results(call(), call()).add(3, each).maps[0]?.refusal?.message;
  for (const each of [mapping(['import', 0], user), mapping(['import', 2], user), mapping(['import', 0], copy)]) {
    expect(refusal(each)).toBeUndefined();
  }
  expect(refusal(mapping(['import', 2], copy))).toMatch(/copy of another result/);
});

test('calls of map() are counted', () => {
  expect(new Results(100).add(2, map(1, call(), ['pipeline', 1, ['name']]))).toMatchObject({ calls: 3 });
});

test('an answer makes no calls', () => {
  expect(() => results().checkAnswer({ a: [[call()]] })).toThrow(/rpc-bad-message/);
  expect(() => results().checkAnswer(map(1, 5))).toThrow(/rpc-bad-message/);
  expect(
    results().checkAnswer([
      ['pipeline', 1, ['name']],
      ['export', -1],
    ]),
  ).toMatchObject({ exports: [-1] });
});

test('an answer is not made of what waits for a promise of the client, however indirectly', () => {
  const made = results(call(['promise', -1]), ['pipeline', 1, ['child']], call(), [
    'pipeline',
    3,
    ['set'],
    [['pipeline', 2]],
  ]);
  for (const id of [1, 2, 4]) expect(() => made.checkAnswer(['pipeline', id])).toThrow(/waits for a promise/);
  expect(() => made.checkAnswer(['pipeline', 3])).not.toThrow();
});

test('a blob is refused wherever it is', () => {
  const blob = ['blob', '', ['readable', 1]];
  for (const each of [call(blob), call({ a: [[blob]] }), map(1, blob)]) {
    expect(() => results(call(), each)).toThrow(/pass its stream\(\).*\[rpc-bad-message\]/);
  }
  expect(() => results().checkAnswer(blob)).toThrow(/pass its stream/);
});
