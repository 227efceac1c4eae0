import { expect, test } from 'vitest';
import { render } from '../ui/rendering.ts';
import { internInstance, type Instance } from './instance.ts';

const Name = ({ name }: { name: string }) => <b>{name}</b>;
const Pair = () => (
  <p>
    <Name name="a" />
    <Name name="b" />
  </p>
);

const surroundings = {
  slot: () => '',
  environment: null,
  retained: () => undefined,
  componentId: () => 'name-1',
  report: (problem: Error) => {
    throw problem;
  },
  verify: false,
};

function named(name: string, key?: string): Instance {
  return internInstance(render(Name, { name }, null, surroundings), key, []);
}

test('an instance is one object per rendering, key and children, in whatever order they come', () => {
  const pair = render(Pair, {}, null, surroundings);
  const make = (): Instance[] => [
    ...['x', undefined, 'y', 'z'].map((key) => named('a', key)),
    internInstance(pair, undefined, [named('a'), named('b')]),
    internInstance(pair, undefined, [named('c'), named('d')]),
    internInstance(pair, undefined, [named('d'), named('c')]),
  ];
  const first = make();
  expect(new Set(first).size).toBe(first.length);
  const again = make();
  expect(again.filter((instance, i) => instance !== first[i])).toEqual([]);
});

test('each keeps its own key in the tree', () => {
  expect([named('k', 'one'), named('k', 'two'), named('k')].map(({ nodes }) => nodes[0])).toMatchObject([
    { key: 'one', attributes: { 'data-key': 'one' } },
    { key: 'two', attributes: { 'data-key': 'two' } },
    { key: undefined, attributes: {} },
  ]);
});
