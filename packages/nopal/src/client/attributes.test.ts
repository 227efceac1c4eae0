// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { held, setAttribute } from './attributes.ts';

function element<T extends HTMLElement>(html: string): T {
  const around = document.createElement('div');
  around.innerHTML = html;
  document.body.replaceChildren(around);
  return around.firstElementChild as T;
}

test('sets and removes an attribute', () => {
  const p = element('<p id="a"></p>');
  setAttribute(p, 'class', 'b');
  setAttribute(p, 'id', null);
  expect(p.outerHTML).toBe('<p class="b"></p>');
});

test('a value replaces what was typed, and stays where it is the same', () => {
  const input = element<HTMLInputElement>('<input value="a">');
  input.value = 'typed';
  setAttribute(input, 'value', 'b');
  expect([input.value, input.getAttribute('value')]).toEqual(['b', 'b']);
  setAttribute(input, 'value', null);
  expect([input.value, input.hasAttribute('value')]).toEqual(['', false]);
});

test("a text field's caret is left alone when it already holds the value", () => {
  const input = element<HTMLInputElement>('<input value="a">');
  input.value = 'hello';
  input.setSelectionRange(2, 2);
  setAttribute(input, 'value', 'hello');
  expect(input.selectionStart).toBe(2);
});

test('the value of a textarea is its content, not an attribute', () => {
  const area = element<HTMLTextAreaElement>('<textarea>a</textarea>');
  setAttribute(area, 'value', 'b');
  expect([area.value, area.defaultValue, area.hasAttribute('value')]).toEqual(['b', 'b', false]);
});

test('a flag is set whatever the user did to it', () => {
  const box = element<HTMLInputElement>('<input type="checkbox">');
  box.checked = false;
  setAttribute(box, 'checked', '');
  expect([box.checked, box.hasAttribute('checked')]).toEqual([true, true]);
  setAttribute(box, 'checked', null);
  expect([box.checked, box.hasAttribute('checked')]).toEqual([false, false]);
});

test('contents are set once, so that what is inside lives on', () => {
  const div = element('<div data-leaf=""><i>1</i></div>');
  const inside = div.firstChild;
  setAttribute(div, 'innerHTML', '<i>1</i>');
  expect(div.firstChild).toBe(inside);
  setAttribute(div, 'textContent', '<b>');
  expect(div.innerHTML).toBe('&lt;b&gt;');
});

test('links of SVG are in the namespace of links', () => {
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  setAttribute(use, 'xlink:href', '#a');
  expect(use.getAttributeNS('http://www.w3.org/1999/xlink', 'href')).toBe('#a');
  setAttribute(use, 'xlink:href', null);
  expect(use.hasAttribute('xlink:href')).toBe(false);
});

test('a text that is held is left alone; its attribute says what the server means', () => {
  const input = element<HTMLInputElement>('<input value="a">');
  input.value = 'typed';
  held.add(input);
  setAttribute(input, 'value', 'b');
  expect([input.value, input.getAttribute('value')]).toEqual(['typed', 'b']);
});
