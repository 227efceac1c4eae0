import { expect, test } from 'vitest';
import { jsx, jsxs } from '../jsx-runtime.ts';
import { checkNesting } from './check-nesting.ts';
import { componentInfo } from './component.ts';
import type { JsxElement } from './jsx-types.ts';
import { toOutput } from './output.ts';
import type { Element as TreeElement, TreeNode } from './tree.ts';

function Card(): null {
  return null;
}

function check(element: JsxElement): string | undefined {
  const { nodes } = toOutput(element, componentInfo(Card), false, (problem) => {
    throw problem;
  });
  return checkNesting(nodes as TreeNode[], (serial) => (serial === componentInfo(Card).serial ? 'Card' : '?'))?.message;
}

test('what the parser would move is reported with its component and the repair', () => {
  const message = check(jsx('p', { children: jsx('div', {}) }));
  expect(message).toContain('<Card>: <div> cannot be inside <p>');
  expect(message).toContain('[nesting]');
});

test('rows right in a table, drawings and HTML inside them are as they should be', () => {
  const drawing = jsx('svg', { children: jsx('foreignObject', { children: jsx('p', { children: 'text' }) }) });
  const table = jsx('table', { children: jsx('tr', { children: jsx('td', { children: drawing }) }) });
  expect(check(jsxs('section', { children: [table, ' ', jsx('p', { children: 'text' })] }))).toBeUndefined();
});

test('rows of components of their own need a tbody, which their table cannot put around them', () => {
  const row = { ...(toOutput(jsx('tr', {}), componentInfo(Card), false, () => undefined).nodes[0] as TreeElement) };
  const table = {
    ...(toOutput(jsx('table', {}), componentInfo(Card), false, () => undefined).nodes[0] as TreeElement),
  };
  expect(checkNesting([{ ...table, children: [row] }], () => 'Card')?.message).toContain('Write the <tbody>');
});
