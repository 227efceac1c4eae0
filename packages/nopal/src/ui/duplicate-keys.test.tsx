import { expect, test } from 'vitest';
import { componentInfo } from './component.ts';
import { toOutput } from './output.ts';

function List(): null {
  return null;
}

function Row(): null {
  return null;
}

const strict = (problem: Error): never => {
  throw problem;
};

test('items with the same key still have places of their own', () => {
  const rows = ['a', 'a', 'b'].map((key) => (
    <li key={key} onClick={() => undefined}>
      <Row key="same" />
    </li>
  ));
  const { nodes, holes } = toOutput(<ul>{rows}</ul>, componentInfo(List), true, strict);
  expect(new Set(holes.map((hole) => hole.slot)).size).toBe(3);
  const [list] = nodes;
  if (typeof list !== 'object' || list.kind !== 'open') throw new Error('no list');
  const places = list.children.map((item) =>
    typeof item === 'object' && item.kind !== 'hole' ? item.path : undefined,
  );
  expect(new Set(places).size).toBe(3);
});
