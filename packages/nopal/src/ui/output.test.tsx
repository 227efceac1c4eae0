import { Fragment, createElement, type JsxElement } from 'nopal';
import { expect, test } from 'vitest';
import { show } from '../../test/support/render.ts';
import { toHtml } from './html.ts';
import type { Element, TreeNode } from './tree.ts';

const html = (jsx: unknown): string => toHtml(show(jsx).nodes);
const keys = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map((node) => (typeof node === 'string' ? node : node.key));
const childrenOf = (jsx: unknown): readonly TreeNode[] => (show(jsx).nodes[0] as Element).children;

test('neighbouring texts are one, and there are no empty ones', () => {
  expect(
    childrenOf(
      <p>
        {'a'}
        {1}
        {2n}
        {''}
        {[' ', <>b{'c'}</>]}
        <i />
        {''}
        {'d'}
        {null}e
      </p>,
    ),
  ).toEqual(['a12 bc', expect.objectContaining({ tag: 'i' }), 'de']);
});

test('null, undefined and booleans show nothing', () => {
  expect(show([null, undefined, true, false]).nodes).toEqual([]);
  expect(html(<p>{[0, false, null]}</p>)).toBe('<p>0</p>');
});

test('what a parser would not leave alone is not in any text', () => {
  expect(show('a\0b\uD800c').nodes).toEqual(['a\uFFFDb\uFFFDc']);
});

test('items of a list carry their keys, as an attribute too', () => {
  const list = ['x', 'y'].map((key) => <li key={key}>{key}</li>);
  expect(html(<ul>{list}</ul>)).toBe('<ul><li data-key="x">x</li><li data-key="y">y</li></ul>');
});

test('a keyed fragment lends its key to what is in it', () => {
  const rows = ['x', 'y'].map((key) => (
    <Fragment key={key}>
      <dt>{key}</dt>
      <dd key="own">{key}</dd>
      text
    </Fragment>
  ));
  expect(keys(childrenOf(<dl>{rows}</dl>))).toEqual(['x:0', 'x:own', 'text', 'y:0', 'y:own', 'text']);
  expect(
    keys(
      childrenOf(
        <ul>
          {['x'].map((key) => (
            <Fragment key={key}>{[<li />, <li key="own" />]}</Fragment>
          ))}
        </ul>,
      ),
    ),
  ).toEqual(['x:0', 'x:own']);
});

test('only a list without keys makes positions mean another item later', () => {
  const unkeyed = (jsx: unknown): boolean => (show(jsx).nodes[0] as Element).unkeyedList;
  expect(unkeyed(<ul>{[1, 2].map((n) => createElement('li', null, n))}</ul>)).toBe(true);
  expect(
    unkeyed(
      <ul>
        {[1, 2].map((n) => (
          <li key={n}>{n}</li>
        ))}
      </ul>,
    ),
  ).toBe(false);
  expect(
    unkeyed(
      <ul>
        <li />
        <li />
      </ul>,
    ),
  ).toBe(false);
  expect(unkeyed(<p>{['a', 'b']}</p>)).toBe(false);
});

test.each([
  ['an object', { a: 1 }, 'an object with a'],
  ['a Date', new Date(), 'a Date'],
  ['a function', () => 1, 'a function'],
  ['a symbol', Symbol('s'), 'a symbol'],
])('%s is no child, and the error names the component', (_, child, message) => {
  expect(() => show(<p>{child as never}</p>)).toThrow(
    new RegExp(`<Shown> renders ${message} as a child.*\\[invalid-child\\]`),
  );
});

test('data that looks like an element is none', () => {
  const forged = JSON.parse('{"type":"img","props":{"onerror":"alert(1)"},"key":null,"fixed":true}') as never;
  expect(() => show(forged)).toThrow('[invalid-child]');
});

test('a component that was not imported is told', () => {
  expect(() => show(createElement(undefined as never))).toThrow(/type is a undefined.*check the import/);
});

test.each(['a b', '1a', 'a>', '', 'a"b'])('%j is no tag', (tag) => {
  expect(() => show(createElement(tag))).toThrow(/\[tag-name\]|\[invalid-child\]/);
});

test('rows right in a table are in a tbody, as the parser puts them', () => {
  expect(
    html(
      <table>
        <caption>c</caption>
        <tr />
        <tr />
        <tfoot />
      </table>,
    ),
  ).toBe('<table><caption>c</caption><tbody><tr></tr><tr></tr></tbody><tfoot></tfoot></table>');
});

test('elements that have no content show none', () => {
  expect(
    html(
      <p>
        <br />
        <img alt="x" />
      </p>,
    ),
  ).toBe('<p><br><img alt="x"></p>');
  expect(html(createElement('input', { children: 'x' }))).toBe('<input>');
});

test('an element that holds one text holds only text', () => {
  expect(
    html(
      <textarea>
        {'a'}
        {1}
      </textarea>,
    ),
  ).toBe('<textarea>a1</textarea>');
  expect(() => show(createElement('textarea', null, <b />))).toThrow('[invalid-child]');
  expect(() => show(createElement('style', null, 'a', <b />))).toThrow(/<style>, which can only hold text/);
});

test('a text that such an element loses is told to the page', () => {
  const content = (jsx: unknown): unknown => (show(jsx).nodes[0] as Element).attributes;
  expect(content(<style>a</style>)).toEqual({ textContent: 'a' });
  expect(content(<style />)).toEqual({ textContent: '' });
  expect(content(<textarea />)).toEqual({ value: '' });
});

const Option = ({ value }: { value: string }) => <option value={value}>{value}</option>;

test('the option that is the value of its select says so, wherever it comes from', () => {
  const chosen = '<option value="b" selected="">b</option>';
  expect(
    html(
      <select value="b">
        <option value="a">a</option>
        <option value="b">b</option>
      </select>,
    ),
  ).toContain(chosen);
  expect(
    html(
      <select defaultValue="b">
        <optgroup label="x">
          <option value="b">b</option>
        </optgroup>
      </select>,
    ),
  ).toContain(chosen);
  expect(
    html(
      <select value="b">
        <Option value="a" />
        <Option value="b" />
      </select>,
    ),
  ).toContain(chosen);
  expect(
    html(
      <select value="b c">
        <option> b {'  c '}</option>
      </select>,
    ),
  ).toContain('<option selected="">');
  expect(
    html(
      <select value="z">
        <option value="a">a</option>
      </select>,
    ),
  ).toBe('<select data-nopal="="><option value="a">a</option></select>');
});

/** The texts of the options that are marked. */
function chosen(jsx: unknown): string[] {
  return [...html(jsx).matchAll(/<option[^>]* selected=""[^>]*>([^<]*)/g)].map(([, text = '']) => text);
}

test('of a multiple select all options are chosen that it names, and none for an empty list', () => {
  const pick = (props: object): string[] =>
    chosen(
      <select multiple {...props}>
        <option value="a">A</option>
        <optgroup label="x">
          <option value="b">B</option>
          <option value="">None</option>
        </optgroup>
        <Option value="3" />
      </select>,
    );
  expect(pick({ value: ['a', 'b', 3] })).toEqual(['A', 'B', '3']);
  expect(pick({ defaultValue: ['b'] })).toEqual(['B']);
  expect(pick({ value: 'b' })).toEqual(['B']);
  expect(pick({ value: [] })).toEqual([]);
  expect(pick({ value: null })).toEqual([]);
  expect(pick({})).toEqual([]);
});

test('a select that takes one chooses the first of equal options, also in groups', () => {
  const pick = (value: unknown): string[] =>
    chosen(
      createElement(
        'select',
        { value } as object,
        <option value="a">A</option>,
        <optgroup label="x">
          <option value="b">B1</option>
          <option value="b">B2</option>
        </optgroup>,
        <option value="b">B3</option>,
        <option value="">None</option>,
      ),
    );
  expect(pick('b')).toEqual(['B1']);
  expect(pick(null)).toEqual(['None']);
  expect(pick('')).toEqual(['None']);
});

test('an option that says itself whether it is chosen is believed', () => {
  expect(
    chosen(
      <select value="a">
        <option value="a">A</option>
        <option value="b" selected>
          B
        </option>
      </select>,
    ),
  ).toEqual(['A', 'B']);
});

test('the same group in two selects is marked for each by its own', () => {
  const Group = (): JsxElement => (
    <optgroup label="x">
      <option value="a">A</option>
      <option value="b">B</option>
    </optgroup>
  );
  const select = (value: string | string[]): JsxElement => (
    <select multiple={typeof value !== 'string'} value={value}>
      <Group />
    </select>
  );
  expect(chosen([select('a'), select('b'), select(['a', 'b']), select(['b', 'a'])])).toEqual([
    'A',
    'B',
    'A',
    'B',
    'A',
    'B',
  ]);
});

test.each<[object, RegExp]>([
  [{ value: ['a'] }, /<Shown>: the value of <select> is an array.*<select multiple>/],
  [{ value: {} }, /a value of <select> is a object/],
  [{ multiple: true, value: ['a', null] }, /a value of <select> is null/],
])('a select with %o is told', (props, message) => {
  expect(() => show(createElement('select', props))).toThrow(message);
});

test('spaces that HTML keeps belong to the value of an option', () => {
  expect(
    chosen(
      <select value={'\u00A0a'}>
        <option>a</option>
        <option>{' \u00A0a\n'}</option>
      </select>,
    ),
  ).toEqual([' \u00A0a\n']);
});
