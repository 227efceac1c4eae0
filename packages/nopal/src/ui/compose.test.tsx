import type { Child } from 'nopal';
import { expect, test } from 'vitest';
import { renderOne, treeOf } from '../../test/support/render.ts';
import type { AnyComponent } from './component.ts';
import { compose } from './compose.ts';
import type { Element, TreeNode } from './tree.ts';

const Name = ({ name }: { name: string }): Child => name;
const Row = ({ id }: { id: string }): Child => <li>{id}</li>;
const Pair = (): Child => (
  <>
    <dt />
    <dd />
  </>
);

test('texts of components merge with those around them', () => {
  const Page = (): Child => (
    <p>
      Hello <Name name="Ann" />, and <Name name="" />
      <Name name="Bob" />!
    </p>
  );
  expect((treeOf(Page)[0] as Element).children).toEqual(['Hello Ann, and Bob!']);
});

test('what a component shows takes over the key that it stands under', () => {
  const Page = (): Child => (
    <ul>
      {['a', 'b'].map((id) => (
        <Row key={id} id={id} />
      ))}
      {[<Pair key="p" />]}
    </ul>
  );
  const { children } = treeOf(Page)[0] as Element;
  expect(children.map((node) => (node as Element).attributes)).toEqual(
    ['a', 'b', 'p:0', 'p:1'].map((key) => ({ 'data-key': key })),
  );
  expect(children.map((node) => (node as Element).key)).toEqual(['a', 'b', 'p:0', 'p:1']);
});

test('a key is as clean as any attribute', () => {
  const Page = (): Child => <ul>{[<Row key={'a\0\uD800'} id="x" />]}</ul>;
  expect((treeOf(Page)[0] as Element).children[0]).toMatchObject({ attributes: { 'data-key': 'a\uFFFD\uFFFD' } });
});

const Board = (): Child => (
  <main>
    <header>
      <Name name="x" />
    </header>
    <section>
      <div>
        <Row id="r" />
      </div>
    </section>
    <footer>static</footer>
  </main>
);
const board = renderOne(Board);

/** Composes the board with these nodes in its two places. */
function filled(name: readonly TreeNode[], row: readonly TreeNode[]): Element {
  const nodes = compose(board.nodes, (hole) => (hole === board.holes[0] ? name : row), board.info.serial, undefined);
  return nodes[0] as Element;
}

test('what did not change is the same object, up to the outermost', () => {
  const rowNodes = treeOf(Row, { id: 'r' });
  const before = filled(['a'], rowNodes);
  expect(filled(['a'], rowNodes)).toBe(before);
  const now = filled(['b'], rowNodes);
  expect(now).not.toBe(before);
  expect(now.children[0]).not.toBe(before.children[0]);
  expect(now.children[1]).toBe(before.children[1]);
  expect(now.children[2]).toBe(before.children[2]);
});

test('outermost nodes know the components around them, so that two of them never pass for one', () => {
  const Wrapper = ({ of: Inner }: { of: () => Child }): Child => <Inner />;
  const Box = (): Child => <div />;
  const owner = (nodes: readonly TreeNode[]): string => (nodes[0] as Element).owner;
  const wrapped = treeOf(Wrapper, { of: Box });
  expect(owner(wrapped)).not.toBe(owner(treeOf(Box)));
  expect(owner(wrapped)).toBe(owner(treeOf(Wrapper as AnyComponent, { of: Box })));
});
