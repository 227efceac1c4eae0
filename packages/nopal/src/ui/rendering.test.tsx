import { createContext, useContext, useId, useMemo, useRef, useState, type Child } from 'nopal';
import { expect, test } from 'vitest';
import { renderOne, withState } from '../../test/support/render.ts';
import type { NopalError } from '../protocol/error.ts';
import type { StateCell } from './cells.ts';
import type { AnyComponent } from './component.ts';

const Card = ({ title }: { title: string }): Child => {
  const [count] = useState(0);
  return (
    <p>
      {title} {count}
    </p>
  );
};

test('equal inputs give the very same rendering, whichever way they came', () => {
  const first = renderOne(Card, { title: 'a' });
  expect(renderOne(Card as AnyComponent, { title: 'a' })).toBe(first);
  const counted = renderOne(Card, { title: 'a' }, withState(first, 0, 1));
  expect(counted).not.toBe(first);
  expect(renderOne(Card as AnyComponent, { title: 'a' }, withState(counted, 0, 0))).toBe(first);
  expect(renderOne(Card as AnyComponent, { title: 'b' })).not.toBe(first);
});

test('a component is not called for a state that is known', () => {
  let calls = 0;
  const Counted = (): Child => {
    calls++;
    return String(useState(0)[0]);
  };
  const { cells } = renderOne(Counted);
  renderOne(Counted, {}, cells);
  expect(calls).toBe(1);
});

test('a component is called anew for its first state, unless it has no hooks', () => {
  const calls: string[] = [];
  let first = 1;
  const Stateful = (): Child => {
    calls.push('Stateful');
    return String(useState({ at: first })[0].at);
  };
  const Hookless = ({ name }: { name: string }): Child => {
    calls.push(name);
    return name;
  };
  const one = renderOne(Stateful);
  expect(renderOne(Stateful)).toBe(one);
  first = 2;
  expect(renderOne(Stateful).nodes).toEqual(['2']);
  for (const name of ['a', 'a', 'b', 'a']) expect(renderOne(Hookless, { name }).nodes).toEqual([name]);
  expect(calls).toEqual(['Stateful', 'Stateful', 'Stateful', 'a', 'b']);
});

test('a first state that equals the one before is that very value, under its own key', () => {
  const Keyed = ({ name, list }: { name: string; list: readonly object[] }): Child => {
    useState(list, { key: name });
    return 'x';
  };
  const stateOf = (name: string, ...list: object[]) => renderOne(Keyed, { name, list }).cells[0] as StateCell;
  const first = stateOf('a', { id: 1 }, { id: 2 });
  expect(stateOf('a', { id: 1 }, { id: 2 }).value).toBe(first.value);
  const renamed = stateOf('b', { id: 1 }, { id: 2 });
  expect([renamed.key, renamed.value]).toEqual(['b', first.value]);
  const longer = stateOf('a', { id: 1 }, { id: 3 });
  expect(longer.value).toEqual([{ id: 1 }, { id: 3 }]);
  expect((longer.value as object[])[0]).toBe((first.value as object[])[0]);
});

test('props are compared by what they say, functions by what they are', () => {
  const Any = (_: { on?: unknown; data?: unknown }): Child => 'x';
  const on = (): void => {};
  const first = renderOne(Any, { on, data: { a: [1] } });
  expect(renderOne(Any as AnyComponent, { on, data: { a: [1] } })).toBe(first);
  expect(renderOne(Any as AnyComponent, { on: () => {}, data: { a: [1] } })).not.toBe(first);
});

test('a context that was read is an input, any other is not', () => {
  const [Theme, Other] = [createContext('light'), createContext(0)];
  const Themed = (): Child => useContext(Theme);
  const at = (context: object, value: unknown): unknown =>
    renderOne(Themed, {}, null, { environment: { context: context as never, value, outer: null } });
  expect(at(Theme, 'light')).toBe(renderOne(Themed));
  expect(at(Theme, 'dark')).not.toBe(renderOne(Themed));
  expect(at(Other, 1)).toBe(renderOne(Themed));
});

test('what belongs to one viewer is nobody else’s', () => {
  const WithRef = (): Child => String(useRef(0).current);
  const WithObject = (): Child => String(useMemo(() => new Map(), []).size);
  const WithData = (): Child => String(useMemo(() => [1], []).length);
  for (const component of [WithRef, WithObject]) {
    expect(renderOne(component)).not.toBe(renderOne(component));
    expect(renderOne(component).personal).toBe(true);
  }
  expect(renderOne(WithData)).toBe(renderOne(WithData));
  expect(renderOne(WithData).personal).toBe(false);
});

test('ids are the place’s own, so places do not share', () => {
  const Field = (): Child => <input id={useId()} />;
  expect(renderOne(Field, {}, null, { slot: () => 'a' })).toBe(renderOne(Field, {}, null, { slot: () => 'a' }));
  expect(renderOne(Field, {}, null, { slot: () => 'b' })).not.toBe(renderOne(Field, {}, null, { slot: () => 'a' }));
});

test('a render that differs from itself is told once, by the name of the component', () => {
  let now = 0;
  const Clock = ({ n }: { n: number }): Child => (
    <p onClick={() => n}>
      {n} {now++}
    </p>
  );
  const Steady = ({ n }: { n: number }): Child => <p onClick={() => n}>{n}</p>;
  const problems: NopalError[] = [];
  const special = { verify: true, report: (problem: NopalError) => void problems.push(problem) };
  for (const n of [1, 2]) {
    renderOne(Clock, { n }, null, special);
    renderOne(Steady, { n }, null, special);
  }
  expect(problems.map(({ code, message }) => [code, message.slice(0, 7)])).toEqual([['impure-render', '<Clock>']]);
});
