import { expect, test } from 'vitest';
import type { Element } from '../ui/tree.ts';
import { PageDocument } from './document.ts';

const host = {
  scriptUrl: '/s.js',
  parts: [{ url: '/events.js', neededBy: / data-nopal="[^="]/ }],
  socketPath: '/socket',
  maxMessageBytes: 100,
  maxPaceMs: 1000,
  transports: undefined,
};

const LEAF: Element = {
  kind: 'element',
  tag: 'div',
  key: undefined,
  attributes: {},
  children: [],
  owner: '',
  boundary: false,
  path: undefined,
  handlers: undefined,
  leaf: true,
  unkeyedList: false,
  variants: undefined,
};
const NO_HEAD = { title: '', meta: {} };

test('viewers in the same state get the same, up to what is their own', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello …'];
  const head = { title: 'Ä', meta: { robots: '"none"' } };
  const [first, second, third] = ['a', 'b', 'c'].map((key) => document.write(page, head, 'sealed.', key).toString());
  expect(second?.replace(/b(?="><\/template)/, 'a')).toBe(first);
  expect(third?.replace(/c(?="><\/template)/, 'a')).toBe(first);
  expect(first).toMatch(/<title>Ä<.*<meta name="robots" content="&quot;none&quot;" data-page>/);
  expect(first).toMatch(/<div id="nopal">Hello …<\/div>.* data-token="sealed\.a"><\/template><\/body><\/html>$/);
});

test('writing for one viewer leaves what is shared as it is', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello'];
  const written = ['a', 'b', 'c'].map((key) => document.write(page, NO_HEAD, 'sealed.', key));
  expect(written.map((each) => /data-token="(.*?)"/.exec(each.toString())?.[1])).toEqual([
    'sealed.a',
    'sealed.b',
    'sealed.c',
  ]);
});

test('equal pages that were made from something else keep their own tokens', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello'];
  for (const token of ['one.', 'one.', 'two.', 'one.', 'one.', 'two.', 'two.', 'two.'])
    expect(document.write(page, NO_HEAD, token, 'key').toString()).toContain(`data-token="${token}key"`);
});

test('the title that components set is the one of those who are served next, though the tree is the same', () => {
  const document = new PageDocument({}, host);
  const page = ['Hello'];
  const titles = ['a', 'a', 'b', 'a', 'a'].map((title) =>
    document.write(page, { title, meta: {} }, 'x.', 'key').toString(),
  );
  expect(titles.map((html) => /<title>(.*)<\/title>/.exec(html)?.[1])).toEqual(['a', 'a', 'b', 'a', 'a']);
});

test('parts of the script that the page needs at once are named in its head, others are not', () => {
  const document = new PageDocument({}, host);
  const preloads = ['<b>', '<b data-nopal="=">', '<b data-nopal="click">'].map((markup) => {
    const page: Element = { ...LEAF, attributes: { innerHTML: markup } };
    return document
      .write([page], NO_HEAD, 'x.', 'key')
      .toString()
      .includes('<link rel="modulepreload" href="/events.js">');
  });
  expect(preloads).toEqual([false, false, true]);
});

test('an icon is linked, and is a file', () => {
  const written = new PageDocument({ icon: '/a"b.svg' }, host).write(['x'], NO_HEAD, 't', 'k').toString();
  expect(written).toContain('<link rel="icon" href="/a&quot;b.svg">');
  expect(() => new PageDocument({ icon: 'javascript:1' }, host)).toThrow('[document-option]');
  expect(new PageDocument({ icon: '/a' }, host).name).not.toBe(new PageDocument({}, host).name);
});
