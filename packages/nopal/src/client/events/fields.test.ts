// @vitest-environment happy-dom
/** Who has the say over a field: the user who edits it, or the server. */
import { expect, test, vi } from 'vitest';
import { TestHost } from '../../../test/support/test-host.ts';
import { start } from '../events.ts';

const page = (html: string): TestHost => new TestHost(html, start);

test('what the server says of a field waits for the last answer', () => {
  const host = page('<input data-nopal="= input" value="">');
  const input = host.find('input');
  host.type('input', 'a');
  host.type('input', 'ab');
  host.patch(0, { value: 'A' });
  host.answer(1);
  expect([input.value, input.getAttribute('value')]).toEqual(['ab', 'A']);
  host.patch(0, { value: 'AB' });
  host.answer(2);
  expect(input.value).toBe('AB');
});

test('a field that the server does not follow is put back, and its caret stays', () => {
  const host = page('<input data-nopal="= input" value="1234">');
  const input = host.find('input');
  input.focus();
  input.value = '1x234';
  input.setSelectionRange(2, 2);
  host.raise('input', 'input');
  host.answer(1);
  expect([input.value, input.selectionStart]).toEqual(['1234', 1]);
});

test('a caret at the end stays there when the server writes the text in its own way', () => {
  const host = page('<input data-nopal="= input" value="">');
  const input = host.find('input');
  input.focus();
  host.type('input', '1234');
  host.patch(0, { value: '1,234' });
  host.answer(1);
  expect([input.value, input.selectionStart]).toEqual(['1,234', 5]);
});

test('a caret stays after the same text when the server adds to what follows it', () => {
  const host = page('<input data-nopal="= input" value="ab">');
  const input = host.find('input');
  input.focus();
  input.setSelectionRange(2, 2);
  host.patch(0, { value: 'ab and more' });
  expect([input.value, input.selectionStart]).toEqual(['ab and more', 2]);
});

test('what was typed since the last event that was told stays', () => {
  const host = page('<input data-nopal="= keydown" value="">');
  host.raise('input', new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
  host.type('input', 'a');
  host.answer(1);
  expect(host.find('input').value).toBe('a');
});

test('an event that did not run leaves what was typed, and puts a box back', () => {
  const host = page('<input data-nopal="= input" value=""><input type="checkbox" data-nopal="= input">');
  host.type('input', 'typed');
  host.tick('[type=checkbox]');
  for (const number of [1, 2]) host.answer(number, 'not run', 'stale');
  expect([host.find('input').value, host.find('[type=checkbox]').checked]).toEqual(['typed', false]);
});

test('a shortcut that the page around listens to takes nothing back, an Enter that the field listens to does', () => {
  const host = page(
    '<p data-nopal="keydown"><input id="a" data-nopal="=" value=""><input id="b" data-nopal="= keydown" value=""></p>',
  );
  for (const [i, id] of ['#a', '#b'].entries()) {
    host.type(id, 'typed');
    host.raise(id, new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    host.answer(i + 1);
  }
  expect([host.find('#a').value, host.find('#b').value]).toEqual(['typed', '']);
});

test('a focus that is told takes nothing back', () => {
  const host = page('<input data-nopal="= focus" value="">');
  host.type('input', 'typed');
  host.raise('input', 'focus');
  host.answer(1);
  expect(host.find('input').value).toBe('typed');
});

test('a push that sets a field wins when nothing of it is under way, also under the caret', () => {
  const host = page('<input data-nopal="= input" value=""><p>x</p>');
  const input = host.find('input');
  input.focus();
  host.type('input', 'typed');
  host.patch(0, { value: 'typed' });
  host.answer(1);
  input.setSelectionRange(2, 2);
  host.patch(1, 0, 'unrelated');
  expect(input.value).toBe('typed');
  host.patch(0, { value: 'typewriter' });
  expect([input.value, input.selectionStart]).toEqual(['typewriter', 2]);
});

test('a field that is composed in is left alone until that is over', () => {
  const host = page('<input data-nopal="= input" value="">');
  host.raise('input', 'compositionstart');
  host.type('input', 'か');
  host.patch(0, { value: 'KA' });
  host.answer(1);
  expect(host.find('input').value).toBe('か');
  host.raise('input', 'compositionend');
  expect(host.find('input').value).toBe('KA');
});

test('a field whose event waits to be told is left alone', () => {
  vi.useFakeTimers();
  const host = page('<input data-nopal="= input;d300" value="">');
  host.type('input', 'a');
  host.patch(0, { value: 'b' });
  expect(host.find('input').value).toBe('a');
  vi.advanceTimersByTime(300);
  host.answer(1);
  expect(host.find('input').value).toBe('b');
  vi.useRealTimers();
});

test('boxes follow the server after the user changed them, those of a group together', () => {
  const host = page(
    '<input type="checkbox" data-nopal="= change">' +
      '<p data-nopal="change"><input type="radio" name="r" value="a" checked data-nopal="="><input type="radio" name="r" value="b" data-nopal="="></p>',
  );
  host.tick('[type=checkbox]');
  host.tick('[value=b]');
  host.patch(0, { checked: null }, 1, 0, { checked: '' });
  // Unanswered: as the user left them.
  expect([host.find('[type=checkbox]').checked, host.find('[value=b]').checked]).toEqual([true, true]);
  host.answer(1);
  host.answer(2);
  expect([host.find('[type=checkbox]').checked, host.find('[value=a]').checked]).toEqual([false, true]);
});

test('a box that is told by its click follows, too', () => {
  const host = page('<input type="checkbox" data-nopal="= click">');
  host.find('input').click();
  expect(host.find('input').checked).toBe(true);
  host.answer(1);
  expect(host.find('input').checked).toBe(false);
});

test('a choice is put back', () => {
  const host = page('<select data-nopal="= change"><option selected>a</option><option>b</option></select>');
  const select = host.find<HTMLSelectElement>('select');
  select.value = 'b';
  host.raise('select', 'change');
  host.answer(1);
  expect(select.value).toBe('a');
});

test('what is open follows the server, and its own opening is no news to it', () => {
  const host = page('<details data-nopal="= toggle"></details>');
  const details = host.find<HTMLDetailsElement>('details');
  // Either way, browsers say `toggle`.
  details.open = true;
  expect(host.asked).toHaveLength(1);
  host.answer(1);
  expect(details.open).toBe(false);
  expect(host.asked).toHaveLength(1);
});

test('the answer to a submit clears its fields, though the server said nothing new', () => {
  const host = page(
    '<form data-nopal="submit"><input data-nopal="=" value=""><textarea data-nopal="="></textarea><input id="own"></form>',
  );
  for (const selector of ['input', 'textarea', '#own']) host.type(selector, 'sent');
  host.find('input').focus();
  host.raise('form', 'submit');
  host.answer(1);
  expect([...host.root.querySelectorAll<HTMLInputElement>('input,textarea')].map(({ value }) => value)).toEqual([
    '',
    '',
    'sent',
  ]);
});

test('what was typed since the submit stays', () => {
  const host = page('<form data-nopal="submit"><input data-nopal="=" value=""></form>');
  const input = host.find('input');
  input.focus();
  host.type('input', 'sent');
  host.raise('form', 'submit');
  host.type('input', 'sent and more');
  host.answer(1);
  expect([input.value, input.selectionStart]).toEqual([' and more', 9]);
});

test('an answer to a submit does not touch a field of which a newer event is under way', () => {
  const host = page('<form data-nopal="submit"><input data-nopal="= input" value=""></form>');
  host.raise('form', 'submit');
  host.type('input', 'new');
  host.answer(1);
  expect(host.find('input').value).toBe('new');
});

test("fields that are not the server's are left alone", () => {
  const host = page('<input data-nopal="input" value="start">');
  host.type('input', 'typed');
  host.answer(1);
  expect(host.find('input').value).toBe('typed');
});

test('a form that the server puts back holds what it held at first, and what was typed since it was sent', () => {
  const host = page(
    '<form data-nopal="submit"><input name="a" value="at first"><input name="elements" value=""><input type="checkbox"></form>',
  );
  host.type('[name=a]', 'typed');
  host.type('[name=elements]', 'sent');
  host.tick('[type=checkbox]');
  host.raise('form', 'submit');
  host.type('[name=elements]', 'sent and more');
  host.patch(0, { 'data-reset': '1' });
  host.answer(1);
  expect([...host.root.querySelectorAll('input')].map(({ value, checked }) => [value, checked])).toEqual([
    ['at first', false],
    [' and more', false],
    ['on', false],
  ]);
});
