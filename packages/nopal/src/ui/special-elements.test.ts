import { expect, test } from 'vitest';
import {
  childNamespace,
  contentAttribute,
  elementNamespace,
  impliedBetween,
  isLeafTag,
  isRawText,
  isVoid,
  keepsFirstNewline,
  namespaceUri,
  specialElement,
} from './special-elements.ts';

test('traits by tag', () => {
  expect(isVoid('br')).toBe(true);
  expect(isVoid('div')).toBe(false);
  expect(isRawText('script')).toBe(true);
  expect(isRawText('textarea')).toBe(false);
  expect(keepsFirstNewline('pre')).toBe(true);
  expect(contentAttribute('textarea')).toBe('value');
  expect(contentAttribute('style')).toBe('textContent');
  expect(contentAttribute('p')).toBeUndefined();
  expect(['template', 'noscript', 'iframe', 'textarea', 'script', 'style'].every(isLeafTag)).toBe(true);
});

test('a tag that is called like a property of every object is an ordinary one', () => {
  expect(specialElement('constructor')).toEqual({
    void: false,
    content: 'nodes',
    opaque: false,
    dropsFirstNewline: false,
  });
  expect(specialElement('__proto__').void).toBe(false);
});

test('only a row right in a table implies a tbody', () => {
  expect(impliedBetween('table', 'tr')).toBe('tbody');
  expect(impliedBetween('tbody', 'tr')).toBeNull();
  expect(impliedBetween('table', 'td')).toBeNull();
});

test.each([
  ['svg', 'html', 'svg'],
  ['g', 'svg', 'svg'],
  ['foreignObject', 'svg', 'html'],
  ['desc', 'svg', 'html'],
  ['title', 'svg', 'html'],
  ['title', 'html', 'html'],
  ['math', 'html', 'mathml'],
  ['mrow', 'mathml', 'mathml'],
  ['mi', 'mathml', 'html'],
  ['mi', 'html', 'html'],
  ['annotation-xml', 'mathml', 'mathml'],
  ['div', 'html', 'html'],
] as const)('children of <%s> in %s are in %s', (tag, around, expected) => {
  expect(childNamespace(tag, around)).toBe(expected);
  expect(childNamespace(tag, elementNamespace(tag, around))).toBe(expected);
});

test('an annotation says what is in it', () => {
  expect(childNamespace('annotation-xml', 'mathml', 'text/HTML')).toBe('html');
  expect(childNamespace('annotation-xml', 'mathml', 'image/svg+xml')).toBe('mathml');
  expect(elementNamespace('svg', 'mathml', 'annotation-xml')).toBe('svg');
});

test('elements that stay MathML in its text', () => {
  expect(elementNamespace('mglyph', 'html', 'mi')).toBe('mathml');
  expect(elementNamespace('mglyph', 'html', 'p')).toBe('html');
  expect(namespaceUri('mathml')).toBe('http://www.w3.org/1998/Math/MathML');
});
