// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Patch } from '../protocol/patch.ts';
import { applyPatch } from './apply.ts';
import { ownChildren, record } from './nodes.ts';

function page(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  document.body.replaceChildren(root);
  record(root);
  return root;
}

test.each<[string, string, Patch, string]>([
  ['a text below', '<p>a<b>x</b></p>', [0, 1, 0, 'y'], '<p>a<b>y</b></p>'],
  ['a part of a text', '<p>0 of 10</p>', [0, 0, [0, 1, '12']], '<p>12 of 10</p>'],
  ['attributes', '<p class="a" id="b"></p>', [0, { class: 'c', id: null }], '<p class="c"></p>'],
  ['a patch of a patch', '<ul><li>a</li><li>b</li></ul>', [0, [0, 0, 'x', 1, 0, 'y']], '<ul><li>x</li><li>y</li></ul>'],
  ['a removal', '<i></i><b></b><u></u>', [[0, 0, 2]], '<u></u>'],
  ['an insertion', '<i></i>', [[1, 1, ['x', ['b', { id: 'b' }]]]], '<i></i>x<b id="b"></b>'],
  ['a move forth', '<i></i><b></b><u></u>', [[2, 0, 2]], '<b></b><u></u><i></i>'],
  ['a move back', '<i></i><b></b><u></u>', [[2, 2, 0]], '<u></u><i></i><b></b>'],
  ['a run of moves', '<i></i><b></b><u></u><s></s>', [[3, 3, 0, 3, 0, 1]], '<s></s><u></u><b></b><i></i>'],
  ['edits one after another', '<i></i><b></b>', [[0, 0, 1, 1, 1, [['u']], 2, 1, 0]], '<u></u><b></b>'],
  ['an edit, then a step that counts after it', '<p>a</p>', [[1, 0, [['hr']]], 1, 0, 'b'], '<hr><p>b</p>'],
])('%s', (_, before, patch, after) => {
  const root = page(before);
  applyPatch(root, patch);
  expect(root.innerHTML).toBe(after);
  expect([...root.childNodes]).toEqual(ownChildren(root));
});

test('nodes that something else put into the page shift nothing', () => {
  const root = page('<p>a</p><p>b</p>');
  root.prepend('!', document.createElement('x-extension'));
  (root.lastChild as Element).prepend(document.createElement('x-extension'));
  applyPatch(root, [[0, 0, 1], 0, 0, 'c']);
  expect(root.innerHTML).toBe('!<x-extension></x-extension><p><x-extension></x-extension>c</p>');
});

test('a path that leads nowhere is an error, so that the whole tree is asked for', () => {
  expect(() => applyPatch(page('<p></p>'), [0, 1, 'a'])).toThrow();
});

/** Puts others in the place of all texts in these elements, as a translation does. */
function translate(elements: Iterable<Element>): void {
  for (const { childNodes } of elements) {
    for (const node of childNodes) {
      const font = document.createElement('font');
      font.textContent = 'translated';
      if (node.nodeType === 3) node.replaceWith(font);
    }
  }
}

test('a text that a translation took away comes back when it changes, and what stood for it goes', () => {
  const root = page('<p>one of <b>two</b> kinds</p><p>kept</p>');
  translate(root.children);
  applyPatch(root, [0, 0, 'none of ', 0, 2, [0, 6, ' sort']]);
  expect(root.innerHTML).toBe('<p>none of <b>two</b> sort</p><p><font>translated</font></p>');
});

test('what stood for a text goes with it', () => {
  const root = page('<p>one of <b>two</b></p>');
  translate(root.children);
  applyPatch(root, [0, [[0, 0, 1]]]);
  expect(root.innerHTML).toBe('<p><b>two</b></p>');
});

test('what was inserted can be patched', () => {
  const root = page('');
  applyPatch(root, [[1, 0, [['ul', ['li', 'a']]]]]);
  applyPatch(root, [0, 0, 0, 'b']);
  expect(root.innerHTML).toBe('<ul><li>b</li></ul>');
});
