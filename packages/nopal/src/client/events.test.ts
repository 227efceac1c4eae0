// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { startEvents, type RaisedEvent } from './events.ts';
import { record } from './nodes.ts';

let raised: RaisedEvent[];
beforeEach(() => {
  raised = [];
});

/** Event types get a name of their own per test: one listener per page is kept for each. */
function page(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  document.body.replaceChildren(root);
  record(root);
  startEvents(root, (event) => raised.push(event));
  return root;
}

test('tells the path to the element that listens, not to the one that was hit', () => {
  const root = page('text<p><i></i><button data-nopal="x-path"><b>go</b></button></p>');
  root.querySelector('b')?.dispatchEvent(new Event('x-path', { bubbles: true }));
  expect(raised).toMatchObject([{ path: [1, 1], type: 'x-path', detail: { target: { tag: 'b' } } }]);
});

test('hears events that do not bubble', () => {
  const root = page('<input data-nopal="x-quiet">');
  root.querySelector('input')?.dispatchEvent(new Event('x-quiet'));
  expect(raised).toHaveLength(1);
});

test('nodes of others do not shift the path, and what happens in them belongs to the element around', () => {
  const root = page('<p data-nopal="x-foreign"></p>');
  const foreign = document.createElement('x-extension');
  root.prepend(document.createElement('x-extension'));
  root.querySelector('p')?.append(foreign);
  foreign.dispatchEvent(new Event('x-foreign', { bubbles: true }));
  expect(raised).toMatchObject([{ path: [0] }]);
});

test('says nothing of an element that is in no tree of the server', () => {
  const root = page('<div data-nopal="x-inner" data-leaf=""></div><p data-nopal="x-inner"></p>');
  const forged = document.createElement('b');
  forged.setAttribute('data-nopal', 'x-inner');
  root.append(forged);
  forged.dispatchEvent(new Event('x-inner', { bubbles: true }));
  expect(raised).toEqual([]);
});

test('says nothing of events that no element around listens to', () => {
  const root = page('<p data-nopal="x-other"><b></b></p><i></i>');
  root.querySelector('i')?.dispatchEvent(new Event('x-other', { bubbles: true }));
  expect(raised).toEqual([]);
});

test('a form is not sent anywhere, and its fields come along', () => {
  const root = page(
    '<form data-nopal="submit"><input name="name" value="form"><input name="a" value="1"><input name="a" value="2">' +
      '<input type="checkbox" name="off"></form>',
  );
  const submit = new Event('submit', { bubbles: true, cancelable: true });
  root.querySelector('form')?.dispatchEvent(submit);
  expect(submit.defaultPrevented).toBe(true);
  expect(raised[0]?.detail).toMatchObject({ data: { name: 'form', a: ['1', '2'] }, submitter: null });
  expect(() => JSON.stringify(raised)).not.toThrow();
});

test('keys and modifiers come along', () => {
  const root = page('<input data-nopal="keydown" name="q" id="i" value="typed">');
  root
    .querySelector('input')
    ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true, bubbles: true }));
  expect(raised[0]?.detail).toMatchObject({
    target: { tag: 'input', id: 'i', name: 'q', value: 'typed' },
    key: 'Enter',
    shiftKey: true,
    ctrlKey: false,
  });
});

test('an event that does not bubble belongs to its own element, save for focus', () => {
  const root = page('<p data-nopal="toggle focus"><b></b><i data-nopal="toggle"></i></p>');
  const [around, bare, own] = root.querySelectorAll('*');
  for (const node of [bare, own, around]) node?.dispatchEvent(new Event('toggle'));
  bare?.dispatchEvent(new Event('focus'));
  expect(raised).toMatchObject([
    { path: [0, 1], detail: { bubbles: false } },
    { path: [0], detail: { bubbles: false } },
    { path: [0], type: 'focus' },
  ]);
  expect(raised.at(-1)?.detail).not.toHaveProperty('bubbles');
});

test('a password comes along when it is edited, not with keys and clicks', () => {
  const root = page('<input type="password" value="secret" data-nopal="input change keyup click">');
  for (const type of ['keyup', 'click', 'input', 'change'])
    root.firstElementChild?.dispatchEvent(new Event(type, { bubbles: true }));
  expect(raised.map(({ type, detail }) => [type, JSON.stringify(detail).split('secret').length - 1])).toEqual([
    ['keyup', 0],
    ['click', 0],
    ['input', 1],
    ['change', 1],
  ]);
});
