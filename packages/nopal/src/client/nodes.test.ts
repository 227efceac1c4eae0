// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { SPECIAL_ELEMENTS, specialElement } from '../ui/special-elements.ts';
import { checksum, isLeaf, ownChildren, place, record, setOwnChildren } from './nodes.ts';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

const TAGS = [...SPECIAL_ELEMENTS.keys(), 'div', 'span', 'option', 'svg', 'object', 'canvas'];

test.each(TAGS)('<%s> is left alone here exactly when the server leaves it alone', (tag) => {
  expect(isLeaf(document.createElement(tag))).toBe(specialElement(tag).opaque);
});

test('so is an element that says it is one', () => {
  root.innerHTML = '<div data-leaf=""></div>';
  expect(isLeaf(root.firstElementChild as Element)).toBe(true);
});

test('records elements and texts, not comments, and nothing inside a leaf', () => {
  root.innerHTML = 'a<!--c--><b>x<i></i></b><style>p{}</style>';
  record(root);
  const [text, bold, style] = ownChildren(root);
  expect(ownChildren(root)).toHaveLength(3);
  expect([text?.nodeValue, bold?.nodeName, style?.nodeName]).toEqual(['a', 'B', 'STYLE']);
  expect(ownChildren(bold as Node)).toHaveLength(2);
  expect(ownChildren(style as Node)).toEqual([]);
});

test('the checksum tells how many children there are, and where', () => {
  const sums = ['<p>a</p><p></p>', '<p></p><p>a</p>', '<p></p>', '<p><b>a</b></p><p></p>', '<p></p><p></p>'].map(
    (html) => {
      root.innerHTML = html;
      record(root);
      return checksum(root);
    },
  );
  expect(new Set(sums).size).toBe(sums.length);
});

test('the checksum is about what was recorded, not about what came later', () => {
  root.innerHTML = '<p>a</p>';
  record(root);
  const before = checksum(root);
  root.append(document.createElement('x-extension'));
  expect(checksum(root)).toBe(before);
});

test('a node goes before its next neighbour that is still in place', () => {
  root.innerHTML = '<i></i><b></b>';
  const [first, lost, last] = [root.firstChild, document.createElement('u'), root.lastChild] as ChildNode[];
  const fresh = document.createElement('p');
  const own = [first, fresh, lost, last] as ChildNode[];
  setOwnChildren(root, own);
  place(root, own, 1);
  expect(root.innerHTML).toBe('<i></i><p></p><b></b>');
});

test('moves by moveBefore where the browser has it, and never a node that is out of the document', () => {
  root.innerHTML = '<i></i><b></b>';
  const own = [...root.childNodes].toReversed();
  const moved: unknown[] = [];
  Object.assign(root, {
    moveBefore: (node: Node, before: Node | null) => {
      moved.push(node.nodeName);
      root.insertBefore(node, before);
    },
  });
  place(root, own, 0);
  expect(root.innerHTML).toBe('<b></b><i></i>');
  (own[1] as ChildNode).remove();
  place(root, own, 1);
  expect(root.innerHTML).toBe('<b></b><i></i>');
  expect(moved).toEqual(['B']);
});
