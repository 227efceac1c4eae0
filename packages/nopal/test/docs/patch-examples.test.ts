// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { applyPatch } from '../../src/client/apply.ts';
import { create, partsOf } from '../../src/client/create.ts';
import { morphChildren } from '../../src/client/morph.ts';
import { record } from '../../src/client/nodes.ts';
import type { Patch } from '../../src/protocol/patch.ts';
import type { WireNode } from '../../src/protocol/wire.ts';
import { diff } from '../../src/ui/diff.ts';
import type { TreeNode } from '../../src/ui/tree.ts';
import { codeBlocks, readDocument } from './markdown.ts';

// docs/protocol.md prints patches; each is what the server makes of the change and what the browser makes it from.

interface Example {
  readonly name: string;
  readonly before: readonly WireNode[];
  readonly after: readonly WireNode[];
  readonly patch: string;
}

const examples: readonly Example[] = codeBlocks(readDocument('docs/protocol.md'))
  .filter(({ info }) => info === 'patch')
  .map(({ text }) => {
    const line = (name: string): string => new RegExp(`^${name} +(.*)$`, 'm').exec(text)?.[1] ?? '';
    const nodes = (name: string): WireNode[] => JSON.parse(line(name)) as WireNode[];
    return { name: line('patch'), before: nodes('before'), after: nodes('after'), patch: line('patch') };
  });

function treeOf(wire: WireNode): TreeNode {
  if (typeof wire === 'string') return wire;
  const { tag, attributes, children } = partsOf(wire);
  return {
    kind: 'element',
    tag,
    key: attributes['data-key'],
    attributes,
    children: children.map(treeOf),
    owner: '',
    boundary: false,
    path: undefined,
    handlers: undefined,
    leaf: false,
    unkeyedList: false,
    variants: undefined,
  };
}

function pageOf(wires: readonly WireNode[]): HTMLElement {
  const root = document.createElement('div');
  root.append(...wires.map((wire) => create(wire, root)));
  record(root);
  return root;
}

test('the document has an example of every kind of step', () => {
  expect(examples.length).toBeGreaterThanOrEqual(9);
  const all = examples.map(({ patch }) => patch).join('\n');
  expect(all).toMatch(/\[\[0,\d/);
  expect(all).toMatch(/\[\[1,\d/);
  expect(all).toMatch(/\[\[2,\d/);
  expect(all).toMatch(/\[\[3,\d/);
});

test.each(examples)('the server encodes the change as $name', ({ before, after, patch }) => {
  expect(diff(before.map(treeOf), after.map(treeOf))).toBe(patch);
});

test.each(examples)('the browser applies $name', ({ before, after, patch }) => {
  const page = pageOf(before);
  applyPatch(page, JSON.parse(patch) as Patch);
  expect(page.isEqualNode(pageOf(after)), page.innerHTML).toBe(true);
});

test.each(examples)('the morph into the same tree ends in the same page as $name', ({ before, after }) => {
  const page = pageOf(before);
  morphChildren(page, after);
  expect(page.isEqualNode(pageOf(after)), page.innerHTML).toBe(true);
});
