import { expect, test } from 'vitest';
import type { NopalError } from '../protocol/error.ts';
import { componentInfo } from './component.ts';
import type { Child } from './jsx-types.ts';
import { toOutput, type Output } from './output.ts';

function Row(): null {
  return null;
}

/** What a component renders, and the problems that were reported; a new component for each call of `rendersOf`. */
function rendersOf(name: string): (jsx: Child) => Output & { problems: NopalError[] } {
  const component = (): null => null;
  Object.defineProperty(component, 'name', { value: name });
  return (jsx) => {
    const problems: NopalError[] = [];
    const output = toOutput(jsx, componentInfo(component), true, (problem) => problems.push(problem));
    return { ...output, problems };
  };
}

const list = (keys: readonly string[]): Child => (
  <ul>
    {keys.map((key) => (
      <li key={key}>{key}</li>
    ))}
  </ul>
);

test('items with the same key still have places of their own', () => {
  const rows = ['a', 'a', 'b'].map((key) => (
    <li key={key} onClick={() => undefined}>
      <Row key="same" />
    </li>
  ));
  const { nodes, holes } = rendersOf('Places')(<ul>{rows}</ul>);
  expect(new Set(holes.map((hole) => hole.slot)).size).toBe(3);
  const [ul] = nodes;
  if (typeof ul !== 'object' || ul.kind !== 'open') throw new Error('no list');
  const places = ul.children.map((item) => (typeof item === 'object' && item.kind !== 'hole' ? item.path : undefined));
  expect(new Set(places).size).toBe(3);
});

test('are told once per component and key, with both names', () => {
  const render = rendersOf('Basket');
  const { problems } = render(list(['apple', 'pear', 'apple', 'apple']));
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['duplicate-key', expect.stringMatching(/^<Basket> .*"apple"/)],
  ]);
  expect(render(list(['apple', 'apple'])).problems).toEqual([]);
  expect(render(list(['pear', 'pear'])).problems).toHaveLength(1);
  expect(rendersOf('Other')(list(['apple', 'apple'])).problems).toHaveLength(1);
});

test('the same key in two lists is no problem', () => {
  expect(rendersOf('Two')([list(['a']), list(['a'])]).problems).toEqual([]);
});

test('however many keys there are twice, a component is told of a few', () => {
  const keys = Array.from({ length: 100 }, (_, i) => `key${i}`);
  const { problems } = rendersOf('Many')(list([...keys, ...keys]));
  expect(problems).toHaveLength(20);
  expect(problems.at(-1)?.message).toContain('Further keys of this component are not told.');
});
