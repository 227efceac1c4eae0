import { expect, test } from 'vitest';
import { admit } from './data.ts';
import type { Props } from './props.ts';
import { render, type Rendering, type RenderSurroundings } from './rendering.ts';

const surroundings: RenderSurroundings = {
  slot: () => '',
  environment: null,
  retained: () => undefined,
  componentId: () => 'row-1',
  report: (problem) => {
    throw problem;
  },
  verify: false,
};

function Row({ line }: { line: { id: number } }) {
  return <td>{line.id}</td>;
}

/** The renderings of all rows of a table, each with props of its own as every viewer's page makes them. */
function renderRows(count: number): Rendering[] {
  return Array.from({ length: count }, (_, id) => {
    const props: Props = { line: admit({ id }, undefined, 'line') };
    return render(Row, props, null, surroundings);
  });
}

test('two viewers with equal tables share the rendering of every row, however many there are', () => {
  const first = renderRows(200);
  const second = renderRows(200);
  expect(second.filter((rendering, i) => rendering !== first[i])).toEqual([]);
});

test('renderings with functions as props are found among any number of others', () => {
  const Button = ({ onPress }: { onPress: () => void }) => <button onClick={onPress}>press</button>;
  const handlers = Array.from({ length: 200 }, (_, i) => () => i);
  const pressAll = (): Rendering[] => handlers.map((onPress) => render(Button, { onPress }, null, surroundings));
  const first = pressAll();
  expect(pressAll().filter((rendering, i) => rendering !== first[i])).toEqual([]);
});
