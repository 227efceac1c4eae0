// @vitest-environment happy-dom
/** Which events are told, and what of them. */
import { expect, test, vi } from 'vitest';
import { TestHost } from '../../test/support/test-host.ts';
import { start } from './events.ts';

const page = (html: string): TestHost => new TestHost(html, start);
const key = (name: string, more: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more });

test('tells the path to the element that listens, not to the one that was hit', () => {
  const host = page('text<p><i></i><button data-nopal="click"><b>go</b></button></p>');
  host.raise('b', 'click');
  expect(host.asked).toMatchObject([['event', [1, 1], 'click', { target: { tag: 'b' } }]]);
});

test('nodes of others do not shift the path, and what happens in them belongs to the element around', () => {
  const host = page('<p data-nopal="click"></p>');
  host.root.prepend(document.createElement('x-extension'));
  host.find('p').append(document.createElement('x-icon'));
  host.raise('x-icon', 'click');
  expect(host.asked.map(([, path]) => path)).toEqual([[0]]);
});

test('says nothing of an element that is in no tree of the server', () => {
  const host = page('<div data-leaf=""></div><p data-nopal="click"></p>');
  for (const around of [host.root, host.find('div')]) {
    const forged = document.createElement('b');
    forged.setAttribute('data-nopal', 'click');
    around.append(forged);
    forged.dispatchEvent(new Event('click', { bubbles: true }));
  }
  expect(host.asked).toEqual([]);
});

test('says nothing of events that no element around listens to', () => {
  const host = page('<p data-nopal="click"><b></b></p><i></i>');
  host.raise('i', 'click');
  expect(host.asked).toEqual([]);
});

test('an event that does not bubble belongs to its own element, save for focus', () => {
  const host = page('<p data-nopal="toggle focus"><b></b><i data-nopal="toggle"></i></p>');
  for (const selector of ['b', 'i', 'p']) host.raise(selector, new Event('toggle'));
  host.raise('b', new Event('focus'));
  expect(host.asked.map(([, path, type, detail]) => [path, type, (detail as { bubbles?: boolean }).bubbles])).toEqual([
    [[0, 1], 'toggle', false],
    [[0], 'toggle', false],
    [[0], 'focus', undefined],
  ]);
});

test('a form is not sent anywhere, and its fields come along, without what only names it', () => {
  const host = page(
    '<form data-nopal="submit"><input name="name" value="form"><input name="a" value="1"><input name="a" value="2">' +
      '<input type="checkbox" name="off"><input type="hidden" name="nopal-form" value="x"></form>',
  );
  expect(host.raise('form', 'submit').defaultPrevented).toBe(true);
  expect(host.details[0]).toMatchObject({ submitter: null });
  expect(host.details[0]?.['data']).toEqual(Object.assign(Object.create(null), { name: 'form', a: ['1', '2'] }));
});

test('a form that listens to its fields is told all of them', () => {
  const host = page('<form data-nopal="input"><input name="a" value="1"><input name="b"></form>');
  host.type('[name=b]', 'new');
  expect(host.details[0]).toMatchObject({ target: { name: 'b', value: 'new' }, data: { a: '1', b: 'new' } });
});

test('a form around a field that listens itself is told all of its fields, unless the field keeps it for itself', () => {
  const host = page(
    '<form data-nopal="input"><input id="a" name="a" data-nopal="input"><input id="b" name="b" data-nopal="input;s"></form>',
  );
  host.type('#a', '1');
  host.type('#b', '2');
  expect(host.details.map(({ data }) => data)).toEqual([{ a: '1', b: '' }, undefined]);
});

test('a list of choices tells all that are chosen', () => {
  const host = page('<select multiple data-nopal="change"><option>a<option selected>b<option selected>c</select>');
  host.raise('select', 'change');
  expect(host.details[0]).toMatchObject({ target: { values: ['b', 'c'] } });
});

test('keys and modifiers come along', () => {
  const host = page('<input data-nopal="keydown" name="q" id="i" value="typed">');
  host.raise('input', key('Enter', { shiftKey: true }));
  expect(host.details[0]).toMatchObject({
    target: { tag: 'input', id: 'i', name: 'q', value: 'typed' },
    key: 'Enter',
    shiftKey: true,
    ctrlKey: false,
  });
});

test('a password comes along when it is edited, not with keys and clicks', () => {
  const host = page('<input type="password" value="secret" data-nopal="input change keyup click">');
  for (const type of ['keyup', 'click', 'input', 'change']) host.raise('input', type);
  expect(host.details.map((detail) => JSON.stringify(detail).split('secret').length - 1)).toEqual([0, 0, 1, 1]);
});

test('a click into a form tells nothing of its fields', () => {
  const host = page('<form data-nopal="click"><input type="password" name="p" value="secret"></form>');
  host.raise('form', 'click');
  expect(JSON.stringify(host.details)).not.toContain('secret');
});

test('what an event of their own carries comes along as far as it is data', () => {
  const host = page('<my-chart data-nopal="point:chosen"></my-chart>');
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  for (const detail of [{ x: 1, draw() {} }, circle, () => {}])
    host.raise('my-chart', new CustomEvent('point:chosen', { bubbles: true, detail }));
  expect(host.details.map(({ detail }) => detail)).toEqual([{ x: 1 }, undefined, undefined]);
});

test('only the keys that were asked for are told and prevented; those of a composition never are', () => {
  const host = page('<p data-nopal="keydown;kEscape"><input data-nopal="keydown;kEnter;kControl%2Bs;p"></p>');
  const events = [key('a'), key('Enter'), key('s'), key('s', { ctrlKey: true }), key('Enter', { isComposing: true })];
  for (const event of events) host.raise('input', event);
  expect(events.map(({ defaultPrevented }) => defaultPrevented)).toEqual([false, true, false, true, false]);
  expect(host.asked.map(([, path]) => path)).toEqual([
    [0, 0],
    [0, 0],
  ]);
  // What the inner one does not want, the outer one may.
  host.raise('input', key('Escape'));
  expect(host.asked.at(-1)?.[1]).toEqual([0]);
});

test('what the browser does is prevented by elements around too, up to one that keeps the event for itself', () => {
  const host = page('<p data-nopal="click;p"><b data-nopal="click"></b><i data-nopal="click;s"></i></p>');
  expect([host.raise('b', 'click').defaultPrevented, host.raise('i', 'click').defaultPrevented]).toEqual([true, false]);
});

test('what is wanted once is told once; an element around is told the next time', () => {
  const host = page('<p data-nopal="click"><b data-nopal="click;o"></b></p>');
  for (let i = 0; i < 3; i++) host.raise('b', 'click');
  expect(host.asked.map(([, path]) => path)).toEqual([[0, 0], [0], [0]]);
});

test('what happens while the page changes is told after it, by where it is then', async () => {
  const host = page('<b></b><button data-nopal="blur">x</button>');
  const button = host.find('button');
  const { remove } = host.find('b');
  host.find('b').remove = function (this: HTMLElement) {
    button.dispatchEvent(new Event('blur'));
    remove.call(this);
  };
  host.patch([0, 0, 1]);
  // The frame is counted when it was applied.
  expect(host.asked).toEqual([]);
  await vi.waitFor(() => expect(host.asked).toHaveLength(1));
  expect(host.asked[0]?.[1]).toEqual([0]);
});

test('a form that is larger than a message may be is sent as without a script', () => {
  const submit = vi.spyOn(HTMLFormElement.prototype, 'submit').mockReturnValue();
  const host = page('<form data-nopal="submit"><input name="submit" value="large"></form>');
  host.refusal = 'busy';
  host.raise('form', 'submit');
  expect(submit).not.toHaveBeenCalled();
  host.refusal = 'too-large';
  host.raise('form', 'submit');
  expect(submit.mock.contexts).toEqual([host.find('form')]);
  submit.mockRestore();
});
