/** What once went wrong with places, ids and sharing. */
import { afterEach, expect, test } from 'vitest';
import {
  createContext,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type Child,
  type Component,
} from '../../src/index.ts';
import { toHtml } from '../../src/ui/html.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';

const calls = new Map<string, number>();
const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1);
afterEach(() => calls.clear());

function Card({ children }: { children?: Child }) {
  return <section>{children}</section>;
}

function WithCard() {
  const [clicks, setClicks] = useState(0);
  const [beside, setBeside] = useState<string[]>([]);
  return (
    <Card>
      <ul onClick={() => setBeside([])}>{beside.join()}</ul>
      <button onClick={() => setClicks(clicks + 1)}>{clicks}</button>
    </Card>
  );
}

test('children that a component passed on were taken for a list without keys, and clicks on them were stale', async () => {
  const running = await serve((app) => app.page('/', WithCard));
  const page = await TestPage.open(running);
  const numbers = [page.raise('button'), page.raise('button')];
  for (const number of numbers) expect(await page.answer(number)).toEqual([number, 'done']);
  expect(page.text('button')).toBe('2');
  // Raised on the page as it was before the push.
  running.app.updater.broadcastStateUpdate('beside', ['a', 'b']);
  const meanwhile = page.raise('button');
  expect(await page.answer(meanwhile)).toEqual([meanwhile, 'done']);
  await page.shows('a,b', 'ul');
  expect(page.text('button')).toBe('3');
});

function WithMemos() {
  const [selected, setSelected] = useState(-1);
  const [total, setTotal] = useState(0);
  const buttons = useMemo(
    () => ['a', 'b'].map((name, i) => <button key={name} id={name} onClick={() => setSelected(i)} />),
    [],
  );
  const actions = useMemo(() => ({ inc: () => setTotal((before) => before + 1) }), []);
  return (
    <main>
      {buttons}
      <u onClick={actions.inc} />
      <p>{`${selected}/${total}`}</p>
    </main>
  );
}

test('handlers inside memoized lists and objects belonged to nobody', async () => {
  const running = await serve((app) => app.page('/', WithMemos));
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  for (const selector of ['#b', 'u', 'u', '#a', '#b']) expect((await page.click(selector))[2]).toBeUndefined();
  await page.shows('1/2', 'p');
  expect(other.text('p')).toBe('-1/0');
});

test('memoized lists of elements and objects of callbacks made a page private', () => {
  const bench = new LiveBench();
  expect(bench.open(WithMemos).root).toBe(bench.open(WithMemos).root);
});

/** As many elements around something as make the path to it long. */
function wrapped(depth: number, inside: Child): Child {
  return depth === 0 ? inside : <div>{wrapped(depth - 1, inside)}</div>;
}

function Leaf({ name }: { name: string }) {
  const [text] = useState('old');
  return <i id={useId()}>{`${name} ${text}`}</i>;
}

function Deep() {
  return wrapped(
    20,
    ['a', 'b'].map((name) => <section key={name}>{wrapped(20, <Leaf name={name} />)}</section>),
  );
}

test('deep places that differ only in the middle of their path had the same ids', async () => {
  const running = await serve((app) => app.page('/', Deep));
  const page = await TestPage.open(running);
  const ids = running.app.updater.getComponentsOfType(Leaf).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  expect(new Set([...page.root.querySelectorAll('i')].map((leaf) => leaf.id)).size).toBe(2);
  expect(running.app.updater.updateComponentState(ids[1] ?? '', 'text', 'new')).toBe(1);
  await page.shows('a oldb new');
});

const Theme = createContext('light');

function Themed({ name }: { name: string }) {
  const [level] = useState(0);
  count(name);
  return <b>{`${useContext(Theme)} ${level}`}</b>;
}

function Provides() {
  // The provider is each viewer's own, what is below it is everybody's.
  useRef(0);
  return (
    <Theme value="dark">
      <Themed name="one" />
      <Themed name="two" />
    </Theme>
  );
}

test('what stood below a context provider was rendered once per viewer', () => {
  const bench = new LiveBench();
  const viewers = Array.from({ length: 50 }, () => bench.connect(Provides).viewer);
  calls.clear();
  expect(bench.updater.broadcastStateUpdate('level', 1)).toBe(100);
  bench.flush();
  expect([...calls]).toEqual([
    ['one', 1],
    ['two', 1],
  ]);
  expect(viewers.every(({ root }) => toHtml(root.nodes) === '<b>dark 1</b><b>dark 1</b>')).toBe(true);
});

function WithElement() {
  const [current] = useState(0);
  const first = useMemo(() => <i>first {current}</i>, []);
  return (
    <main>
      {first}
      <b>{current}</b>
    </main>
  );
}

function WithHandler() {
  const [current] = useState(0);
  const first = useMemo(() => <i onClick={() => undefined}>first {current}</i>, []);
  return (
    <main>
      {first}
      <b>{current}</b>
    </main>
  );
}

/** What an older and a newer viewer show when the state changed between their arrivals. */
async function memoized(component: Component): Promise<{ older: string | null; newer: string | null }> {
  const running = await serve((app) => app.page('/', component));
  const older = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('current', 5, { retain: true });
  await older.shows('5', 'b');
  const newer = await TestPage.open(running);
  expect(newer.text('b')).toBe('5');
  return { older: older.text('i'), newer: newer.text('i') };
}

test('an element memoized at one state was given to a viewer who came at another', async () => {
  expect(await memoized(WithElement)).toEqual({ older: 'first 0', newer: 'first 5' });
});

test('the same for an element with a handler', async () => {
  expect(await memoized(WithHandler)).toEqual({ older: 'first 0', newer: 'first 5' });
});

function Greets() {
  const [user] = useState({ name: 'ann' });
  const [visits] = useState(0);
  useEffect(() => count(`effect of ${user.name}`), [user]);
  return <p>{`${user.name} ${visits}`}</p>;
}

test('an effect ran again because sharing replaced its dependency by an equal one', () => {
  const bench = new LiveBench();
  const older = bench.connect(Greets).viewer;
  bench.live.runEffects(older);
  bench.updater.broadcastStateUpdate('visits', 1, { retain: true });
  // Comes before that was rendered, so its user is another object.
  const newer = bench.connect(Greets).viewer;
  bench.live.runEffects(newer);
  bench.flush();
  expect(older.root).toBe(newer.root);
  for (const visits of [2, 3]) {
    bench.updater.broadcastStateUpdate('visits', visits);
    bench.flush();
  }
  expect([...calls]).toEqual([['effect of ann', 2]]);
});

function Field({ name }: { name: string }) {
  const id = useId();
  return (
    <p>
      <label htmlFor={id}>{name}</label>
      <input id={id} />
    </p>
  );
}

function Form() {
  return Array.from({ length: 40 }, (_, i) => <Field key={i} name={`field ${i}`} />);
}

test('forty rows with useId were not shared', () => {
  const bench = new LiveBench();
  const { root } = bench.open(Form);
  expect(bench.open(Form).root).toBe(root);
  expect(new Set(toHtml(root.nodes).match(/ id="[^"]+"/g)).size).toBe(40);
});

function Cell({ name }: { name: string }) {
  const [label] = useState(name);
  return <i id={name}>{label}</i>;
}

function Grid() {
  return Array.from({ length: 100 }, (_, i) => <Cell key={i} name={`c${i}`} />);
}

test('asking for ids again gave others, and one of many nested ids was no longer found', async () => {
  const running = await serve((app) => app.page('/', Grid));
  const { updater } = running.app;
  const page = await TestPage.open(running);
  const ids = updater.getAllComponentIds();
  expect(new Set(ids).size).toBe(101);
  expect(updater.getAllComponentIds()).toEqual(ids);
  const cell = updater.getComponentsOfType(Cell).find((each) => each.getState('label') === 'c57');
  expect(ids).toContain(cell?.id);
  expect(updater.updateComponentState(cell?.id ?? '', 'label', 'hit')).toBe(1);
  await page.shows('hit', '#c57');
  expect([...page.root.querySelectorAll('i')].filter((each) => each.textContent === 'hit')).toHaveLength(1);
});
