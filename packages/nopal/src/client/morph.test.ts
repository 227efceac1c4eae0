// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { WireNode } from '../protocol/wire.ts';
import { morphChildren } from './morph.ts';
import { checksum, record } from './nodes.ts';

function page(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  document.body.replaceChildren(root);
  record(root);
  return root;
}

function morphed(html: string, ...wires: WireNode[]): HTMLElement {
  const root = page(html);
  morphChildren(root, wires);
  return root;
}

test('nodes are kept by key, by id, and by tag and order', () => {
  const root = page('<li data-key="a">1</li><li data-key="b">2</li><i></i><p id="x"></p><p></p>');
  const [a, b, i, x, p] = [...root.childNodes];
  morphChildren(root, [
    ['p'],
    ['p', { id: 'x' }],
    ['li', { 'data-key': 'b' }, '2'],
    ['li', { 'data-key': 'c' }],
    ['li', { 'data-key': 'a' }, 'new'],
    ['i'],
  ]);
  expect([...root.childNodes].map((node) => [p, x, b, undefined, a, i].indexOf(node))).toEqual([0, 1, 2, -1, 4, 5]);
  expect(root.textContent).toBe('2new');
});

test('attributes that the tree does not have go', () => {
  expect(morphed('<p class="a" title="b"></p>', ['p', { title: 'c' }]).innerHTML).toBe('<p title="c"></p>');
});

test('what the user typed stays while the server says the same, and goes when it says something else', () => {
  const root = page('<input value="a"><textarea>a</textarea><input type="checkbox">');
  const [input, area, box] = root.children as unknown as [HTMLInputElement, HTMLTextAreaElement, HTMLInputElement];
  input.value = area.value = 'typed';
  box.checked = true;
  morphChildren(root, [
    ['input', { value: 'a' }],
    ['textarea', { value: 'a' }],
    ['input', { type: 'checkbox' }],
  ]);
  expect([input.value, area.value, box.checked]).toEqual(['typed', 'typed', true]);
  morphChildren(root, [
    ['input', { value: 'b' }],
    ['textarea', { value: '' }],
    ['input', { type: 'checkbox' }],
  ]);
  expect([input.value, area.value]).toEqual(['b', '']);
});

test('what the user opened or closed stays so until the server changes its mind', () => {
  const root = page('<details></details><details open=""></details>');
  const [closed, open] = root.children as unknown as [HTMLDetailsElement, HTMLDetailsElement];
  const served = (first: boolean, second: boolean): void =>
    morphChildren(
      root,
      [first, second].map((isOpen): WireNode => (isOpen ? ['details', { open: '' }] : ['details'])),
    );
  closed.open = true;
  open.open = false;
  served(false, true);
  expect([closed.open, open.open]).toEqual([true, false]);
  served(true, false);
  expect([closed.open, open.open]).toEqual([true, false]);
  served(false, true);
  expect([closed.open, open.open]).toEqual([false, true]);
});

test('an element whose content was markup of its own is made anew when it gets nodes, and the other way round', () => {
  const root = morphed('<div data-leaf=""><i>markup</i></div>', ['div', ['b', 'node']]);
  expect(root.innerHTML).toBe('<div><b>node</b></div>');
  morphChildren(root, [['div', ['b', 'other']]]);
  expect(root.innerHTML).toBe('<div><b>other</b></div>');
  morphChildren(root, [['div', { 'data-leaf': '', innerHTML: '<u>x</u>' }]]);
  expect(root.innerHTML).toBe('<div data-leaf=""><u>x</u></div>');
});

test('markup that is the same is left alone with all that lives in it', () => {
  const root = page('<div data-leaf=""><i>1</i></div>');
  const inside = root.querySelector('i');
  morphChildren(root, [['div', { 'data-leaf': '', innerHTML: '<i>1</i>' }]]);
  expect(root.querySelector('i')).toBe(inside);
});

test('a tree that the parser changed is put right, and the checksum with it', () => {
  const root = morphed('<p>a</p><div>b</div><p></p>', ['p', 'a', ['div', 'b']]);
  expect(root.innerHTML).toBe('<p>a<div>b</div></p>');
  const fresh = page('');
  morphChildren(fresh, [['p', 'a', ['div', 'b']]]);
  expect(checksum(root)).toBe(checksum(fresh));
});

test('one item put in front of many moves no other', () => {
  const keys = ['a', 'b', 'c', 'd'];
  const root = page(keys.map((key) => `<li data-key="${key}"></li>`).join(''));
  const touched: Node[] = [];
  const insertBefore = root.insertBefore.bind(root);
  root.insertBefore = <T extends Node>(node: T, before: Node | null): T => {
    touched.push(node);
    return insertBefore(node, before);
  };
  morphChildren(
    root,
    ['new', ...keys].map((key): WireNode => ['li', { 'data-key': key }]),
  );
  expect(touched.map((node) => (node as Element).getAttribute('data-key'))).toEqual(['new']);
});

test('texts that a translation took away are there again, once', () => {
  const root = page('<p>one <b>two</b> three</p>');
  const [paragraph] = root.children as unknown as [Element];
  for (const text of [paragraph.firstChild, paragraph.lastChild] as Text[]) {
    const font = document.createElement('font');
    font.textContent = 'translated';
    text.replaceWith(font);
  }
  morphChildren(root, [['p', 'one ', ['b', 'two'], ' four']]);
  expect(root.innerHTML).toBe('<p>one <b>two</b> four</p>');
});
