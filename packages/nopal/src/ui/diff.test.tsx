import { createElement, type Child } from 'nopal';
import { expect, test } from 'vitest';
import { play } from '../../test/support/mounted.ts';
import { treeOf } from '../../test/support/render.ts';
import type { AnyComponent } from './component.ts';
import { diff, DiffMemo } from './diff.ts';
import type { Element, TreeNode } from './tree.ts';

interface Shown {
  readonly jsx: Child;
}
const Page = ({ jsx }: Shown): Child => jsx;

/** The patch between two pieces of JSX. */
function patch(before: Child, now: Child): unknown {
  const states = [{ jsx: before }, { jsx: now }];
  const text = play(Page, states)[1]?.patch ?? '';
  return text === '' ? '' : (JSON.parse(text) as unknown);
}

const rows = (keys: readonly number[]): Child => (
  <ul>
    {keys.map((key) => (
      <li key={key}>Row {key}</li>
    ))}
  </ul>
);
const THOUSAND = Array.from({ length: 1000 }, (_, i) => i);

test.each<[string, Child, Child, unknown]>([
  ['nothing', <p>a</p>, <p>a</p>, ''],
  ['a text', <p>a</p>, <p>b</p>, [0, 0, 'b']],
  ['an attribute', <p id="a" title="x" />, <p id="b" />, [0, { id: 'b', title: null }]],
  ['another tag', <p>a</p>, <b>a</b>, [[0, 0, 1, 1, 0, [['b', 'a']]]]],
  ['another key', [<p key="a" />], [<p key="b" />], [[0, 0, 1, 1, 0, [['p', { 'data-key': 'b' }]]]]],
  [
    'one row before a thousand',
    rows(THOUSAND),
    rows([-1, ...THOUSAND]),
    [0, [[1, 0, [['li', { 'data-key': '-1' }, 'Row -1']]]]],
  ],
  ['one row of a thousand', rows(THOUSAND), rows(THOUSAND.toSpliced(500, 1)), [0, [[0, 500, 1]]]],
  ['the value of a textarea', <textarea value="a" />, <textarea value="b" />, [0, { value: 'b' }]],
  [
    'an option that is chosen',
    <select value="a">
      <option>a</option>
      <option>b</option>
    </select>,
    <select value="b">
      <option>a</option>
      <option>b</option>
    </select>,
    [0, [0, { selected: null }, 1, { selected: '' }]],
  ],
  [
    'markup for a text',
    <style>a</style>,
    <style dangerouslySetInnerHTML={{ __html: 'b' }} />,
    [0, { 'data-leaf': '', innerHTML: 'b' }],
  ],
  [
    'markup for nodes',
    <p>a</p>,
    <p dangerouslySetInnerHTML={{ __html: 'b' }} />,
    [[0, 0, 1, 1, 0, [['p', { 'data-leaf': '', innerHTML: 'b' }]]]],
  ],
])('%s', (_, before, now, expected) => {
  expect(patch(before, now)).toEqual(expected);
});

test('a thousand rows in reverse take a handful of bytes', () => {
  expect(JSON.stringify(patch(rows(THOUSAND), rows(THOUSAND.toReversed()))).length).toBeLessThan(40);
});

test('elements of different components are never taken for each other', () => {
  const A = (): Child => <p>a</p>;
  const B = (): Child => <p>b</p>;
  expect(patch(<A />, <B />)).toEqual([[0, 0, 1, 1, 0, [['p', 'b']]]]);
});

/** An element that tells when somebody looks at what is in it. */
function watched(element: Element, looked: () => void): Element {
  const copy = { ...element };
  Object.defineProperty(copy, 'children', { get: () => (looked(), element.children) });
  return copy;
}

test('what is the same object is not looked into', () => {
  const [element] = treeOf(() => <p>a</p>) as [Element];
  let looks = 0;
  const same = watched(element, () => looks++);
  expect(diff([same, 'a'], [same, 'b'])).toBe('[1,"b"]');
  expect(looks).toBe(0);
});

test('what was found inside an instance is found once per flush, however many pages show it', () => {
  const Card = ({ n }: { n: number }): Child => <p>{n}</p>;
  const [a, b] = [1, 2].map((n) => treeOf(Card as AnyComponent, { n })[0] as Element) as [Element, Element];
  let looks = 0;
  const now = watched(b, () => looks++);
  const memo = new DiffMemo();
  const pages = ['x', 'y'].map((name) => diff([name, a] as TreeNode[], [`${name}!`, now], memo));
  const first = looks;
  expect(pages).toEqual(['[0,"x!",1,0,"2"]', '[0,"y!",1,0,"2"]']);
  diff([a], [now], memo);
  expect(looks).toBe(first);
  diff([a], [now]);
  expect(looks).toBeGreaterThan(first);
});

const select = (options: readonly (readonly [value: string, text: string])[]): Child => (
  <select>{options.map(([value, text]) => createElement('option', { value }, text))}</select>
);

test.each<[string, Child, Child, unknown]>([
  [
    'go and come before it',
    select([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
    ]),
    select([
      ['x', 'X'],
      ['y', 'Y'],
      ['b', 'B'],
    ]),
    [
      0,
      [
        [
          0,
          2,
          1,
          0,
          0,
          1,
          1,
          0,
          [
            ['option', { value: 'x' }, 'X'],
            ['option', { value: 'y' }, 'Y'],
          ],
        ],
      ],
    ],
  ],
  [
    'are of other words',
    select([
      ['a', 'A'],
      ['b', 'B'],
    ]),
    select([
      ['b', 'Bee'],
      ['a', 'A'],
    ]),
    [0, [[2, 1, 0], 0, 0, 'Bee']],
  ],
  [
    'have no values but their texts',
    <select>
      <option>a</option>
      <option>b</option>
    </select>,
    <select>
      <option>b</option>
    </select>,
    [0, [[0, 0, 1]]],
  ],
])('an option stays the same node when the options around it %s', (_, before, now, expected) => {
  expect(patch(before, now)).toEqual(expected);
});

test('options with equal values and no keys are all shown', () => {
  const before = select([
    ['a', 'one'],
    ['a', 'two'],
    ['b', 'three'],
  ]);
  const now = select([
    ['b', 'three'],
    ['a', 'two'],
    ['c', 'four'],
    ['a', 'one'],
    ['a', 'five'],
  ]);
  const text = JSON.stringify(patch(before, now));
  for (const word of ['two', 'four', 'one', 'five']) expect(text).toContain(word);
});
