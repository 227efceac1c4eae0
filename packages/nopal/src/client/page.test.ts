// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { record } from './nodes.ts';
import { Page } from './page.ts';

function page(html: string): Page {
  const root = document.createElement('div');
  root.innerHTML = html;
  document.body.replaceChildren(root);
  record(root);
  return new Page(root);
}

test.each(['patched', 'morphed'])('a field that is moved keeps focus and selection when %s', (way) => {
  const shown = page('<b data-key="1"></b><input data-key="2" value="hello"><b data-key="3"></b>');
  const input = shown.root.querySelector('input') as HTMLInputElement;
  input.focus();
  input.setSelectionRange(1, 3);
  if (way === 'patched') shown.patch([[2, 1, 0]]);
  else
    shown.morph([
      ['input', { 'data-key': '2', value: 'hello' }],
      ['b', { 'data-key': '1' }],
      ['b', { 'data-key': '3' }],
    ]);
  expect(shown.root.firstChild).toBe(input);
  expect(document.activeElement).toBe(input);
  expect([input.selectionStart, input.selectionEnd]).toEqual([1, 3]);
});

test('a field that is taken away takes the focus with it', () => {
  const shown = page('<input><input>');
  (shown.root.firstChild as HTMLElement).focus();
  shown.patch([[0, 0, 1]]);
  expect(document.activeElement).toBe(document.body);
});

test('a page in which nothing has the focus gets none', () => {
  const shown = page('<input>');
  shown.patch([[1, 0, [['input']]]]);
  expect(document.activeElement).toBe(document.body);
});
