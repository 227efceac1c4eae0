// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { WireNode } from '../protocol/wire.ts';
import { childNamespace, elementNamespace, namespaceUri, type Namespace } from '../ui/special-elements.ts';
import { create, partsOf } from './create.ts';
import { ownChildren } from './nodes.ts';

const parent = document.createElement('div');

test('takes an element on the wire apart', () => {
  expect(partsOf(['p'])).toEqual({ tag: 'p', attributes: {}, children: [] });
  expect(partsOf(['p', { id: 'a' }, 'x', ['b']])).toEqual({
    tag: 'p',
    attributes: { id: 'a' },
    children: ['x', ['b']],
  });
  expect(partsOf(['p', ['b'], 'x'])).toEqual({ tag: 'p', attributes: {}, children: [['b'], 'x'] });
});

test('makes an element with all that is in it, recorded', () => {
  const element = create(['p', { class: 'a' }, 'x', ['b', 'y']], parent) as Element;
  expect(element.outerHTML).toBe('<p class="a">x<b>y</b></p>');
  expect(ownChildren(element)).toEqual([...element.childNodes]);
  expect(ownChildren(element.lastChild as Node)).toHaveLength(1);
});

test('a text of markup stays text', () => {
  const element = create(['p', '<img onerror=alert(1)>'], parent) as Element;
  expect(element.children).toHaveLength(0);
});

test('an option that is chosen is chosen', () => {
  const select = create(['select', ['option', 'a'], ['option', { selected: '' }, 'b']], parent) as HTMLSelectElement;
  expect(select.value).toBe('b');
});

test('the children of a template are in its content', () => {
  const template = create(['template', ['b', 'x']], parent) as HTMLTemplateElement;
  expect(template.content.childNodes).toHaveLength(1);
  expect(template.childNodes).toHaveLength(0);
  expect(ownChildren(template)).toEqual([]);
});

const TAGS = [
  'div',
  'p',
  'svg',
  'math',
  'g',
  'foreignObject',
  'desc',
  'title',
  'a',
  'mi',
  'mn',
  'mo',
  'ms',
  'mtext',
  'mrow',
  'annotation-xml',
];
const ENCODINGS = [undefined, 'text/html', 'Application/XHTML+xml', 'MathML-Content'];

/**
 * What the script does not need to know is left out: `mglyph` and `malignmark`, which MathML has given up, and the
 * inside of an `svg` that stands in a formula with nothing between that holds HTML, which is no drawing then.
 */
test('every element is in the namespace that the server has it in', () => {
  const chains = TAGS.flatMap((a) => TAGS.flatMap((b) => TAGS.map((c) => [a, b, c] as const))).filter(
    ([a, b]) => !(a === 'math' && b === 'svg'),
  );
  const wrong = chains.flatMap((chain) =>
    ENCODINGS.flatMap((encoding) => {
      const attributes = encoding === undefined ? {} : { encoding };
      const wire = chain.reduceRight<WireNode[]>((inside, tag) => [[tag, attributes, ...inside]], ['x']);
      let node = create(wire[0] as WireNode, parent) as Element | null;
      let around: Namespace = 'html';
      return chain.flatMap((tag, i) => {
        const own: Namespace = elementNamespace(tag, around, chain[i - 1]);
        around = childNamespace(tag, own, encoding);
        const same = node?.namespaceURI === namespaceUri(own);
        node = node?.firstElementChild ?? null;
        return same ? [] : [`${chain.slice(0, i + 1).join('>')} (${encoding}) is not ${own}`];
      });
    }),
  );
  expect(wrong).toEqual([]);
});
