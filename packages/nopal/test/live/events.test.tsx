/** Clicks: whose handler runs, with which state, in which order, and what the browser is told. */
import { beforeEach, expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const log: string[] = [];
const gates: (() => void)[] = [];
beforeEach(() => {
  log.length = 0;
  gates.length = 0;
});

function Counter() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}

function Keyed() {
  const [rows] = useState(['a', 'b', 'c']);
  return (
    <ul>
      {rows.map((row) => (
        <li key={row} id={row} onClick={() => log.push(row)}>
          {row}
        </li>
      ))}
    </ul>
  );
}

function Unkeyed() {
  const [rows] = useState(['a', 'b', 'c']);
  const [title] = useState('list');
  return (
    <div>
      <h1>{title}</h1>
      <ul>
        {rows.map((row) => (
          <li id={row} onClick={() => log.push(row)}>
            {row}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Button({ name, onPress }: { name: string; onPress: (by: string) => void }) {
  return <b onClick={() => onPress(name)}>{name}</b>;
}

function Nested() {
  const [pressed, setPressed] = useState('none');
  return (
    <div onClick={() => log.push('outer')}>
      <p>{pressed}</p>
      <Button name="one" onPress={(by) => setPressed(`${pressed} ${by}`)} />
    </div>
  );
}

function Slow() {
  const [done, setDone] = useState(0);
  return (
    <div>
      <p>{done}</p>
      <i
        onClick={async ({ idempotencyKey }) => {
          log.push(idempotencyKey);
          await new Promise<void>((resolve) => gates.push(resolve));
          setDone((before) => before + 1);
        }}
      />
      <b
        onClick={() => {
          throw new Error('handler');
        }}
      />
      <u
        onClick={async () => {
          throw new Error('late');
        }}
      />
      <s onDoubleClick={() => log.push('double')} />
    </div>
  );
}

function Fragile() {
  const [bad, setBad] = useState(false);
  if (bad) throw new Error('cannot render');
  return <b onClick={() => setBad(true)}>fine</b>;
}

const pages = {
  '/counter': Counter,
  '/keyed': Keyed,
  '/unkeyed': Unkeyed,
  '/nested': Nested,
  '/slow': Slow,
  '/fragile': Fragile,
};
const start = (limits = {}) =>
  serve((app) => Object.entries(pages).forEach(([path, page]) => app.page(path, page)), { limits });

test('two quick clicks on setCount(count + 1) count 2', async () => {
  const page = await TestPage.open(await start(), '/counter');
  const numbers = [page.raise('button'), page.raise('button')];
  for (const number of numbers) expect(await page.answer(number)).toEqual([number, 'done']);
  expect(page.text('button')).toBe('2');
});

test('a click on a row that moved hits that row; on one that is gone nobody', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/keyed');
  // Both are raised on the page as it was, and come after the server changed it.
  running.app.updater.broadcastStateUpdate('rows', ['c', 'x', 'a']);
  const [moved, gone] = [page.raise('#a'), page.raise('#b')];
  expect(await page.answer(moved)).toEqual([moved, 'done']);
  expect(await page.answer(gone)).toEqual([gone, 'not run', 'stale']);
  expect(log).toEqual(['a']);
});

test('a click into a list without keys that changed meanwhile is refused; next to it, it is not', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/unkeyed');
  running.app.updater.broadcastStateUpdate('title', 'changed');
  const fine = page.raise('#b');
  expect(await page.answer(fine)).toEqual([fine, 'done']);
  running.app.updater.broadcastStateUpdate('rows', ['x', 'a', 'b', 'c']);
  const stale = page.raise('#b');
  expect(await page.answer(stale)).toEqual([stale, 'not run', 'stale']);
  expect(log).toEqual(['b']);
});

test('a handler that was passed down uses the current state of its owner, and ancestors are told after it', async () => {
  const page = await TestPage.open(await start(), '/nested');
  await page.click('b');
  await page.click('b');
  expect(page.text('p')).toBe('none one one');
  expect(log).toEqual(['outer', 'outer']);
});

test('handlers of one viewer run one after another, those of two do not wait for each other', async () => {
  const running = await start();
  const [page, other] = [await TestPage.open(running, '/slow'), await TestPage.open(running, '/slow')];
  const numbers = [page.raise('i'), page.raise('i')];
  await until(() => gates.length === 1);
  other.raise('i');
  await until(() => gates.length === 2);
  expect(page.answers).toEqual([]);
  gates[0]?.();
  await until(() => gates.length === 3);
  gates.forEach((open) => open());
  for (const number of numbers) expect(await page.answer(number)).toEqual([number, 'done']);
  expect(page.text('p')).toBe('2');
  expect(new Set(log).size).toBe(3);
});

test('one that throws, at once or later, is told and logged, and the next one runs', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/slow');
  for (const selector of ['b', 'u']) {
    const [, ...outcome] = await page.click(selector);
    expect(outcome).toEqual(['done', 'failed']);
  }
  expect(running.coded('handler-failed')).toHaveLength(2);
  const number = page.raise('i');
  await until(() => gates.length === 1);
  gates[0]?.();
  expect(await page.answer(number)).toEqual([number, 'done']);
});

test('an event that nobody listens to, or on nothing at all, runs nothing', async () => {
  const page = await TestPage.open(await start(), '/slow');
  const numbers = [
    page.raise('i', 'dblclick'),
    page.raise('p'),
    page.raiseAt([0, 99]),
    page.raiseAt([0], 'click', {}, 77),
  ];
  const answers = await Promise.all(numbers.map((number) => page.answer(number)));
  expect(answers.map(([, ...outcome]) => outcome.join(' '))).toEqual([
    'not run unhandled',
    'not run unhandled',
    'not run stale',
    'not run stale',
  ]);
});

test('an event that comes twice runs once, and is answered again', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/counter');
  const path = page.pathOf(page.root.querySelector('button') as Element);
  const message = ['event', 1, 0, path, 'click', {}];
  page.say(message);
  page.say(message);
  // The second may be answered, too, by then: it came after the first had run, or while it did.
  await until(() => page.answers.length > 0);
  const first = page.answers.length;
  page.say(message);
  await until(() => page.answers.length > first);
  await page.cut();
  await page.connect();
  const before = page.answers.length;
  page.say(message);
  await until(() => page.answers.length === before + 1);
  expect(new Set(page.answers.map(String))).toEqual(new Set(['1,done']));
  expect(page.text('button')).toBe('1');
});

test('more events than may wait are refused as busy', async () => {
  const page = await TestPage.open(await start({ maxWaitingEvents: 2 }), '/slow');
  const numbers = Array.from({ length: 4 }, () => page.raise('i'));
  expect(await page.answer(numbers[3] ?? 0)).toEqual([4, 'not run', 'busy']);
  expect(await page.answer(numbers[2] ?? 0)).toEqual([3, 'not run', 'busy']);
  await until(() => gates.length === 1);
  gates[0]?.();
  await until(() => gates.length === 2);
  gates[1]?.();
  expect(await page.answer(numbers[1] ?? 0)).toEqual([2, 'done']);
});

test('a component whose new state cannot be rendered goes on with what it shows, its handlers too', async () => {
  const page = await TestPage.open(await start(), '/fragile');
  for (const number of [1, 2]) expect(await page.click('b')).toEqual([number, 'done']);
  expect(page.text('b')).toBe('fine');
});

test('an event raised before the whole tree arrived is not taken for one on that tree', async () => {
  const running = await start();
  const page = await TestPage.fetch(running, '/counter');
  await page.dial();
  page.say(['hello', 1, page.token, 12345]);
  page.say(['event', 1, 0, [0], 'click', {}]);
  await until(() => page.answers.length === 1);
  expect(page.answers[0]).toEqual([1, 'not run', 'stale']);
  expect(page.text('button')).toBe('0');
});

test('handlers that run when the app closes end first', async () => {
  const running = await start();
  const page = await TestPage.open(running, '/slow');
  const number = page.raise('i');
  await until(() => gates.length === 1);
  const closed = running.app.close();
  gates[0]?.();
  await closed;
  expect(await page.answer(number)).toEqual([number, 'done']);
  expect(page.text('p')).toBe('1');
});
