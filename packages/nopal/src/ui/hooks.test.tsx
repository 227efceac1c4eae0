import {
  createContext,
  createStateKey,
  memo,
  useCallback,
  useContext,
  useEffect,
  useId,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'nopal';
import { expect, test } from 'vitest';
import { renderOne, show, surroundings, treeOf, withState } from '../../test/support/render.ts';
import type { Cell } from './cells.ts';
import type { AnyComponent } from './component.ts';
import type { Binding } from './frame.ts';
import { sameProps } from './props.ts';
import { renderBound, type Rendering } from './rendering.ts';

/** Runs hooks in a component and returns what they returned. */
function run<T>(hooks: () => T): T {
  let result: T | undefined;
  const Runner = (): null => {
    result = hooks();
    return null;
  };
  renderOne(Runner);
  return result as T;
}

function keysOf(rendering: Rendering): unknown[] {
  return rendering.cells.map((cell) => (cell.kind === 'state' ? cell.key : cell.kind));
}

test('a state starts with its initial value, or what a function makes of nothing', () => {
  expect(run(() => useState(1))[0]).toBe(1);
  expect(run(() => useState(() => [1]))[0]).toEqual([1]);
  expect(run(() => useState())[0]).toBeUndefined();
});

test('an initial value is made once, not in later renders', () => {
  let made = 0;
  const Once = (): string => String(useState(() => ++made)[0]);
  const first = renderOne(Once);
  renderOne(Once, { again: 1 }, first.cells);
  expect(made).toBe(1);
});

test('a state that is no data is refused, naming the component and the key', () => {
  const Broken = (): string => {
    const [task] = useState({ run: () => 1 });
    return task.run.name;
  };
  expect(() => renderOne(Broken)).toThrow(/<Broken>'s state task\.run is a function.*\[not-data\]/);
});

test('a state is known by the name of its variable, or by a key of its own', () => {
  const typed = createStateKey<number>('typed');
  const Keys = (): number => {
    const [plain] = useState(0);
    const [renamed] = useState(0, { key: 'other' });
    const [withKey] = useState(0, { key: typed });
    const [reduced] = useReducer((n: number) => n, 0);
    return plain + renamed + withKey + reduced;
  };
  expect(keysOf(renderOne(Keys))).toEqual(['plain', 'other', 'typed', 'reduced']);
});

test('custom hooks within custom hooks name their states by the whole way', () => {
  const useInner = (): number => {
    const [count] = useState(0);
    return count;
  };
  const useOuter = (): number => {
    const inner = useInner();
    const [own] = useState(0);
    return inner + own;
  };
  const Nested = (): string => {
    const form = useOuter();
    const other = useOuter();
    const [after] = useState(0);
    return `${form}${other}${after}`;
  };
  expect(keysOf(renderOne(Nested))).toEqual([
    'form.inner.count',
    'form.own',
    'other.inner.count',
    'other.own',
    'after',
  ]);
});

test('a value that was retained for the key is where a new instance starts', () => {
  const Counter = (): string => {
    const [count] = useState(1);
    return String(count);
  };
  const rendering = renderOne(Counter, {}, null, { retained: (key) => (key === 'count' ? { value: 7 } : undefined) });
  expect(rendering.nodes).toEqual(['7']);
});

test('a reducer has a first state, or makes one', () => {
  expect(run(() => useReducer((n: number, by: number) => n + by, 3))[0]).toBe(3);
  expect(run(() => useReducer((n: number, by: number) => n + by, '4', Number))[0]).toBe(4);
});

test('a memo is computed again only when its dependencies change', () => {
  let computed = 0;
  const Memo = ({ by }: { by: number }): string => {
    const [n] = useState(1);
    return `${n} ${useMemo(() => ++computed && by * 2, [by])}`;
  };
  const first = renderOne(Memo, { by: 1 });
  const second = renderOne(Memo, { by: 1 }, withState(first, 0, 2));
  expect([second.nodes, computed]).toEqual([['2 2'], 1]);
  expect(renderOne(Memo as AnyComponent, { by: 2 }, second.cells).nodes).toEqual(['2 4']);
});

test('a callback is the same function until its dependencies change', () => {
  const seen: unknown[] = [];
  const Callback = ({ by }: { by: number }): string => {
    const [n] = useState(1);
    seen.push(useCallback(() => by, [by]));
    return String(n);
  };
  const first = renderOne(Callback, { by: 1 });
  const second = renderOne(Callback, { by: 1 }, withState(first, 0, 2));
  renderOne(Callback, { by: 2 }, second.cells);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).not.toBe(seen[1]);
});

test('a ref is the same box in every render', () => {
  const boxes: unknown[] = [];
  const Ref = ({ n }: { n: number }): string => {
    boxes.push(useRef(n));
    return String(n);
  };
  const first = renderOne(Ref, { n: 1 });
  renderOne(Ref, { n: 2 }, first.cells);
  expect(boxes[1]).toBe(boxes[0]);
  expect(boxes[1]).toEqual({ current: 1 });
});

test('ids differ between places and calls, and are the same for everybody', () => {
  const ids: string[] = [];
  const Field = (): string => {
    ids.push(useId(), useId());
    return '';
  };
  // Places so deep and alike that only their middle tells them apart.
  const slots = Array.from(
    { length: 500 },
    (_, i) => `main${'.0section'.repeat(6)}$row ${i}<1/${'.1label'.repeat(8)}<2`,
  );
  for (const slot of slots) renderOne(Field, {}, null, { slot: () => slot });
  expect(new Set(ids).size).toBe(1000);
  ids.length = 0;
  const first = renderOne(Field, {}, null, { slot: () => 'a' });
  renderOne(Field, { changed: 1 }, first.cells, { slot: () => 'a' });
  renderOne(Field, { other: 1 }, null, { slot: () => 'a' });
  expect(new Set(ids).size).toBe(2);
});

test('a context is what the nearest provider says, in both spellings, and its default without one', () => {
  const Theme = createContext('light');
  const Show = (): string => useContext(Theme);
  const App = (): unknown => (
    <>
      <Show />
      <Theme value="dark">
        <Show />
        <Theme.Provider value="blue">
          <Show />
        </Theme.Provider>
        <Show />
      </Theme>
      <Show />
    </>
  );
  expect(treeOf(App as AnyComponent)).toEqual(['lightdarkbluedarklight']);
});

test("memo's comparison decides what counts as the same props", () => {
  const Price = memo(
    ({ cents }: { cents: number; at: number }) => <b>{cents}</b>,
    (before, after) => before.cents === after.cents,
  );
  const { info } = renderOne(Price, { cents: 1, at: 1 });
  expect(sameProps(info, { cents: 1, at: 1 }, { cents: 1, at: 2 })).toBe(true);
  expect(sameProps(info, { cents: 1, at: 1 }, { cents: 2, at: 1 })).toBe(false);
  const plain = renderOne(
    memo(({ n }: { n: number }) => n),
    { n: 1 },
  );
  expect(sameProps(plain.info, { n: 1 }, { n: 1 })).toBe(true);
});

test('another hook in the place of the last one is an error that names the component', () => {
  const Swapping = ({ other }: { other: boolean }): string => {
    return other ? useId() : String(useState(0)[0]);
  };
  const { cells } = renderOne(Swapping, { other: false });
  expect(() => renderOne(Swapping as AnyComponent, { other: true }, cells)).toThrow(
    /<Swapping> calls useId.*\[hook-order\]/,
  );
});

test.each([
  ['more', 1, 2],
  ['fewer', 2, 1],
])('so are %s hooks than last time', (_, before, now) => {
  const Counting = ({ n }: { n: number }): string => Array.from({ length: n }, () => useState(0)[0]).join(' ');
  const { cells } = renderOne(Counting, { n: before });
  expect(() => renderOne(Counting as AnyComponent, { n: now }, cells)).toThrow(/<Counting>.*\[hook-order\]/);
});

test.each([
  ['useState', () => useState(0)],
  ['useReducer', () => useReducer((n: number) => n, 0)],
  ['useMemo', () => useMemo(() => 1, [])],
  ['useCallback', () => useCallback(() => 1, [])],
  ['useRef', () => useRef(0)],
  ['useEffect', () => useEffect(() => {})],
  ['useContext', () => useContext(createContext(0))],
  ['useId', () => useId()],
])('%s outside of a render is an error that says so', (name, call) => {
  expect(call).toThrow(new RegExp(`${name} was called outside.*\\[hook-outside-render\\]`));
});

test('after a component threw, hooks are outside of a render again', () => {
  const Throwing = (): never => {
    throw new Error('broken');
  };
  expect(() => renderOne(Throwing)).toThrow('broken');
  expect(() => useState(0)).toThrow('[hook-outside-render]');
});

test('setting a state while rendering is an error, since the render is shared', () => {
  const Setting = (): string => {
    const [n, setN] = useState(0);
    setN(1);
    return String(n);
  };
  expect(() => renderOne(Setting)).toThrow('[set-state-outside-viewer]');
});

test("a bound render gets the viewer's setters, callbacks and effects, and data as it was", () => {
  let computed = 0;
  const seen: unknown[][] = [];
  const Bound = (): string => {
    const [n, setN] = useState(5);
    const [, add] = useReducer((sum: number, by: number) => sum + by, 0);
    const data = useMemo(() => ++computed, []);
    const callback = useCallback(() => n, [n]);
    useEffect(() => {}, [n]);
    seen.push([setN, add, data, callback]);
    return String(n);
  };
  const rendering = renderOne(Bound);
  const setter = (): void => {};
  const dispatch = (): void => {};
  const own = (): number => 0;
  const effects: unknown[] = [];
  const binding: Binding = {
    setter: () => setter,
    dispatcher: () => dispatch,
    memo: () => own,
    navigate: () => undefined,
    report: () => undefined,
    viewer: {},
    effect: (index, deps) => effects.push([index, deps]),
  };
  renderBound(rendering, {}, surroundings(), binding);
  expect(seen[1]).toEqual([setter, dispatch, 1, own]);
  expect(computed).toBe(1);
  expect(effects).toEqual([[4, [5]]]);
});

test('kinds of cells, in the order of the calls', () => {
  const All = (): null => {
    useState(0, { key: 'a' });
    useMemo(() => 1, []);
    useRef();
    useEffect(() => {});
    useId();
    return null;
  };
  expect(renderOne(All).cells.map(({ kind }: Cell) => kind)).toEqual(['state', 'memo', 'ref', 'effect', 'id']);
  expect(show(<All />).nodes).toEqual([]);
});
