import { expect, test } from 'vitest';
import type { NopalError } from '../protocol/error.ts';
import { readProps } from './attributes.ts';
import { on } from './event-options.ts';
import { URL_ATTRIBUTES } from './url.ts';

function read(
  tag: string,
  props: Record<string, unknown>,
): { attributes: object; problems: string[]; handlers: string[] } {
  const problems: NopalError[] = [];
  const { attributes, handlers } = readProps(tag, props, '<Card>', (problem) => problems.push(problem));
  return { attributes, problems: problems.map(({ code }) => code), handlers: [...(handlers?.keys() ?? [])] };
}
const attributes = (tag: string, props: Record<string, unknown>): object => read(tag, props).attributes;

test.each<[string, Record<string, unknown>, object]>([
  ['label', { className: 'a', htmlFor: 'b', tabIndex: 0 }, { class: 'a', for: 'b', tabindex: '0' }],
  [
    'p',
    { 'aria-hidden': false, 'aria-label': 'x', 'data-on': true, draggable: false },
    { 'aria-hidden': 'false', 'aria-label': 'x', 'data-on': 'true', draggable: 'false' },
  ],
  ['button', { disabled: true, autoFocus: false, hidden: 0, formNoValidate: '' }, { disabled: '', hidden: '0' }],
  ['a', { download: true }, { download: '' }],
  ['a', { download: 'x.txt' }, { download: 'x.txt' }],
  ['a', { download: false, title: null, id: undefined }, {}],
  [
    'svg',
    { viewBox: '0 0 1 1', strokeWidth: 2, xlinkHref: '#a', fillOpacity: 0.5, xmlLang: 'en' },
    { viewBox: '0 0 1 1', 'stroke-width': '2', 'xlink:href': '#a', 'fill-opacity': '0.5', 'xml:lang': 'en' },
  ],
  ['x-chart', { 'some-name': 1n, camelCase: 'x' }, { 'some-name': '1', camelCase: 'x' }],
  ['input', { defaultValue: 'a', defaultChecked: true }, { value: 'a', checked: '' }],
  ['p', { children: 'x', ref: {} }, {}],
  ['p', { title: 'a\0b\uD800' }, { title: 'a\uFFFDb\uFFFD' }],
  ['p', { style: 'color:red' }, { style: 'color:red' }],
  ['p', { style: { color: 'red', width: 1 } }, { style: 'color:red;width:1px' }],
  ['p', { dangerouslySetInnerHTML: { __html: '<b>' } }, { 'data-leaf': '', innerHTML: '<b>' }],
])('<%s> with %o', (tag, props, expected) => {
  expect(attributes(tag, props)).toEqual(expected);
});

test('a value comes after what bounds it', () => {
  expect(Object.keys(attributes('input', { defaultValue: 150, max: 200, type: 'range' }))).toEqual([
    'max',
    'type',
    'value',
  ]);
});

test('handlers are known by the names of their events', () => {
  const handler = (): void => {};
  const { attributes, handlers } = read('p', {
    onClick: handler,
    onDoubleClick: handler,
    onfocus: handler,
    onBlur: undefined,
  });
  expect(handlers).toEqual(['click', 'dblclick', 'focus']);
  expect(attributes).toEqual({ 'data-nopal': 'click dblclick focus' });
});

test('the browser is told when and how a handler wants its event', () => {
  const handler = (): void => {};
  expect(
    attributes('input', {
      onInput: on(handler, { debounce: 300 }),
      onKeyDown: on(handler, { key: ['Enter', 'Control+s'], preventDefault: true }),
      onMouseMove: on(handler, { throttle: 50 }),
      onClick: on(handler, { once: true, stopPropagation: true }),
      onBlur: on(handler, {}),
    }),
  ).toEqual({ 'data-nopal': 'input;d300 keydown;p;kEnter;kControl%2Bs mousemove;t50 click;s;o blur' });
});

test('keys are for events of the keyboard', () => {
  const props = { onClick: on((): void => {}, { key: 'Enter' }) };
  expect(() => read('p', props)).toThrow(/<Card>: the handler of "click".*onKeyDown.*\[event-option\]/);
});

test('an event may be listened to by its exact name', () => {
  const handler = (): void => {};
  const props = { 'on:point-chosen': handler, 'on:slChange.x_1': handler, 'on:Click': handler, onClick: handler };
  expect(read('my-chart', { ...props, 'on:none': undefined, 'on:off': false })).toEqual({
    attributes: { 'data-nopal': 'point-chosen slChange.x_1 Click click' },
    handlers: ['point-chosen', 'slChange.x_1', 'Click', 'click'],
    problems: [],
  });
  expect(read('p', { 'on:turbo:load': handler }).handlers).toEqual(['turbo:load']);
  // A name that ends in this word is as good as any other.
  expect(read('p', { 'on:screenCapture': handler }).handlers).toEqual(['screenCapture']);
});

test.each(['on:', 'on:a b', 'on:a;p', 'on:=', `on:${'a'.repeat(65)}`, 'onclick x'])('%s names no event', (prop) => {
  expect(() => read('p', { [prop]: () => undefined })).toThrow(/<Card>.*\[attribute-name\]/);
});

test.each([
  ['input', { value: 'a' }, { value: 'a' }],
  ['input', { value: 0, type: 'number' }, { value: '0', type: 'number' }],
  ['input', { value: null }, { value: '' }],
  ['input', { value: '', defaultValue: 'a' }, { value: '' }],
  ['input', { value: 'b', defaultValue: 'a' }, { value: 'b' }],
  ['input', { type: 'checkbox', checked: true }, { type: 'checkbox', checked: '' }],
  ['input', { type: 'CHECKBOX', checked: false, defaultChecked: true }, { type: 'CHECKBOX' }],
  ['input', { type: 'radio', checked: false, value: 'a' }, { type: 'radio', value: 'a' }],
  ['textarea', { value: '' }, { value: '' }],
  ['select', { value: 'a' }, {}],
  ['details', { open: true }, { open: '' }],
  ['details', { open: false }, {}],
  ['dialog', { open: false }, {}],
])("<%s> with %o is the server's", (tag, props, expected) => {
  expect(attributes(tag, props)).toEqual({ ...expected, 'data-nopal': '=' });
});

test.each<[string, Record<string, unknown>]>([
  ['input', { defaultValue: 'a' }],
  ['input', { value: undefined }],
  ['input', {}],
  ['input', { type: 'checkbox', defaultChecked: true }],
  // What it sends when it is ticked, not whether it is.
  ['input', { type: 'checkbox', value: 'a' }],
  ['input', { type: 'radio', value: 'a' }],
  ...['hidden', 'submit', 'button', 'reset', 'image', 'file', 'Hidden'].map(
    (type): [string, Record<string, unknown>] => ['input', { type, value: 'a' }],
  ),
  ['textarea', { defaultValue: 'a' }],
  ['select', { defaultValue: 'a' }],
  ['details', {}],
  ['button', { value: 'a' }],
  ['li', { value: 1 }],
  ['progress', { value: 1 }],
  ['option', { value: 'a' }],
  ['meter', { value: 1 }],
])("<%s> with %o is the user's", (tag, props) => {
  expect(attributes(tag, props)).not.toHaveProperty('data-nopal');
});

test('a field of the server may be listened to as well', () => {
  expect(attributes('input', { value: 'a', onInput: () => undefined })).toEqual({
    value: 'a',
    'data-nopal': '= input',
  });
});

test.each(['onClick', 'onclick', 'ONCLICK', 'OnError', 'oNlOaD'])(
  '%s as a text is refused: it would be a script',
  (name) => {
    expect(() => read('img', { [name]: 'alert(1)' })).toThrow(/<Card>.*\[attribute-value\]/);
  },
);

test('so is a handler for capturing, which would be called at another time', () => {
  expect(() => read('p', { onClickCapture: () => {} })).toThrow('Use onClick');
  expect(read('p', { onGotPointerCapture: () => {} }).handlers).toEqual(['gotpointercapture']);
});

test.each([...URL_ATTRIBUTES].flatMap((name) => [name, name.toUpperCase()]))(
  'an address in %s that runs a script is left out and told',
  (name) => {
    const tag = ['by', 'from', 'to', 'values'].includes(name.toLowerCase()) ? 'animate' : 'a';
    expect(read(tag, { [name]: ' java\tscript:alert(1)', id: 'x' })).toMatchObject({
      attributes: { id: 'x' },
      problems: ['url-scheme'],
    });
  },
);

test('a style that CSS would read as something else is told, and the rest is shown', () => {
  expect(read('p', { style: { color: 'red;background:url(x)' }, id: 'x' })).toMatchObject({
    attributes: { id: 'x' },
    problems: ['style-value'],
  });
});

test.each([
  'a b',
  'a"',
  "a'",
  'a>',
  'a=',
  'a/',
  '',
  'a\0',
  'a\n',
  'innerHTML',
  'textContent',
  'INNERHTML',
  'data-nopal',
  'DATA-NOPAL',
  'dataNopal',
  'constructor',
  'toString',
  '__proto__',
  'hasOwnProperty',
])('%j is refused as the name of an attribute, whoever spread it', (name) => {
  const props = JSON.parse(`{${JSON.stringify(name)}:"<img src=x onerror=alert(1)>"}`) as Record<string, unknown>;
  expect(() => read('p', props)).toThrow(/<Card>.*\[attribute-name\]/);
});

test.each([
  ['an object', {}],
  ['a list', ['a']],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
])('%s is no value of an attribute', (_, value) => {
  expect(() => read('p', { title: value })).toThrow(/<Card>: the attribute title of <p>.*\[attribute-value\]/);
});

test('markup has to be given as such', () => {
  expect(() => read('p', { dangerouslySetInnerHTML: '<b>' })).toThrow('[attribute-value]');
  expect(() => read('p', { dangerouslySetInnerHTML: { __html: 1 } })).toThrow('[attribute-value]');
});
