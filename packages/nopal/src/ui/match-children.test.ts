import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameNode, matchChildren } from './match-children.ts';
import type { Element, TreeNode } from './tree.ts';

function element(tag: string, attributes: Element['attributes'], children: readonly TreeNode[], key?: string): Element {
  const same = { boundary: false, path: undefined, handlers: undefined, leaf: false, unkeyedList: false };
  return { kind: 'element', tag, key, attributes, children, owner: '1', variants: undefined, ...same };
}

const word = fc.constantFrom('a', 'b', 'c');
const node: fc.Arbitrary<TreeNode> = fc.oneof(
  fc.tuple(word, word).map(([value, text]) => element('option', { value }, [text])),
  word.map((text) => element('option', {}, [text])),
  word.map((key) => element('option', { value: 'same' }, [], key)),
  word.map((text) => element('li', {}, [text])),
  word.map((key) => element('li', {}, [], key)),
  word,
);
const list = fc.array(node, { maxLength: 8 });

/** The old nodes that the new ones become, by what they are. */
function matched(before: readonly TreeNode[], now: readonly TreeNode[]): [TreeNode, TreeNode][] {
  const sources = matchChildren(before, now) ?? now.map((_, i) => i);
  const used = [...sources].filter((source) => source >= 0);
  expect(new Set(used).size).toBe(used.length);
  return [...sources].flatMap((source, i) =>
    source < 0 ? [] : [[before[source] as TreeNode, now[i] as TreeNode] as [TreeNode, TreeNode]],
  );
}

test('every new child has at most one old one, of its own kind, and none is left over that could have been one', () => {
  fc.assert(
    fc.property(list, list, (before, now) => {
      const pairs = matched(before, now);
      for (const [a, b] of pairs) expect(isSameNode(a, b)).toBe(true);
      const keptOld = new Set(pairs.map(([a]) => a));
      const keptNew = new Set(pairs.map(([, b]) => b));
      for (const a of before)
        if (typeof a === 'object' && !keptOld.has(a))
          for (const b of now) if (typeof b === 'object' && !keptNew.has(b)) expect(isSameNode(a, b)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('options meet by their values, whatever stands before them; what has no value meets by its text', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((value) => element('option', { value }, [value.toUpperCase()]));
  expect([...(matchChildren([a, b, c] as TreeNode[], [c, a] as TreeNode[]) ?? [])]).toEqual([2, 0]);
  const texts = ['a', 'b', 'c'].map((text) => element('option', {}, [text]));
  expect([...(matchChildren(texts, texts.toReversed()) ?? [])]).toEqual([2, 1, 0]);
  const renamed = element('option', { value: 'b' }, ['Bee']);
  expect(matchChildren([a, b] as TreeNode[], [a, renamed] as TreeNode[])).toBeUndefined();
});

test('what is no option meets by its place', () => {
  const before = ['a', 'b'].map((text) => element('li', {}, [text]));
  const now = ['b', 'c'].map((text) => element('li', {}, [text]));
  expect(matchChildren(before, now)).toBeUndefined();
});
