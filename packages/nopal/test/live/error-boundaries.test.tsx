/** Error boundaries: what throws shows its fallback, and the rest of the page lives on. */
import { expect, test } from 'vitest';
import type { NopalError } from '../../src/protocol/error.ts';
import { Settler, type ViewerScope } from '../../src/live/settle.ts';
import {
  ErrorBoundary,
  notFound,
  Page as ShownPage,
  useFrameRate,
  useState,
  type BoundaryFailure,
} from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Fragile({ name = 'fragile' }: { name?: string }) {
  const [mode] = useState('well');
  const [count, setCount] = useState(0);
  if (mode === 'broken') throw new Error(`${name} broke`);
  return (
    <button id={name} onClick={() => setCount(count + 1)}>
      {`${name} ${count}`}
    </button>
  );
}

const Failed = ({ error, retry }: BoundaryFailure) => (
  <p role="alert">
    {error.message}
    <button id="retry" onClick={retry}>
      again
    </button>
  </p>
);

function Page() {
  const [title] = useState('title');
  const [depth] = useState(0);
  return (
    <main>
      <h1>{title}</h1>
      <ErrorBoundary fallback={Failed}>
        <section>
          <Fragile />
        </section>
        <i>{depth}</i>
      </ErrorBoundary>
      <Neighbour />
    </main>
  );
}

function Neighbour() {
  const [said, setSaid] = useState('hello');
  return (
    <b id="neighbour" onClick={() => setSaid(`${said}!`)}>
      {said}
    </b>
  );
}

const start = () => serve((app) => app.page('/', Page));

test('a component that throws shows the fallback; everything around it goes on, with its state', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await page.click('#neighbour');
  await page.shows('hello!', '#neighbour');
  running.app.updater.broadcastStateUpdate('mode', 'broken');
  await page.shows('fragile brokeagain', '[role=alert]');
  expect(page.text('section')).toBeNull();
  await page.click('#neighbour');
  await page.shows('hello!!', '#neighbour');
  running.app.updater.broadcastStateUpdate('title', 'other');
  await page.shows('other', 'h1');
  expect(page.text('[role=alert]')).toBe('fragile brokeagain');
  const [line, ...more] = running.coded('render-failed');
  expect(line?.msg).toContain('<Fragile> threw while rendering; the error boundary around it shows its fallback.');
  expect(more).toEqual([]);
});

test('retry mounts what the boundary is around anew, and again when it throws again', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await page.click('#fragile');
  await page.shows('fragile 1', '#fragile');
  running.app.updater.broadcastStateUpdate('mode', 'broken', { retain: true });
  await page.shows('fragile brokeagain', '[role=alert]');
  expect(await page.click('#retry')).toEqual([2, 'done']);
  expect(page.text('[role=alert]')).toBe('fragile brokeagain');
  running.app.updater.broadcastStateUpdate('mode', 'well', { retain: true });
  await page.click('#retry');
  await page.shows('fragile 0', '#fragile');
  expect(page.text('[role=alert]')).toBeNull();
});

test('a page that is loaded shows the fallback of what throws while it is mounted', async () => {
  const running = await start();
  running.app.updater.broadcastStateUpdate('mode', 'broken', { retain: true });
  const response = await fetch(running.url);
  expect(response.status).toBe(200);
  const page = await TestPage.open(running);
  expect(page.text('[role=alert]')).toBe('fragile brokeagain');
  expect(page.text('#neighbour')).toBe('hello');
});

test('what throws before any component of its own is rendered is the boundary’s matter too', async () => {
  const Careless = () => {
    const [item] = useState<unknown>('text');
    return <ErrorBoundary fallback="no item">{item as string}</ErrorBoundary>;
  };
  const running = await serve((app) => app.page('/', Careless));
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('item', { not: 'a child' });
  await page.shows('no item');
});

test('a fallback that throws is for the next boundary outside, and without one shows nothing', async () => {
  const Broken = (): never => {
    throw new Error('fallback broke');
  };
  const Nested = () => (
    <main>
      <ErrorBoundary fallback={({ error }) => <i>{error.message}</i>}>
        <p>around</p>
        <ErrorBoundary fallback={Broken}>
          <Fragile />
        </ErrorBoundary>
      </ErrorBoundary>
      <ErrorBoundary fallback={<Broken />}>
        <Fragile name="alone" />
      </ErrorBoundary>
    </main>
  );
  const running = await serve((app) => app.page('/', Nested));
  const page = await TestPage.open(running);
  expect(page.text()).toBe('aroundfragile 0alone 0');
  running.app.updater.broadcastStateUpdate('mode', 'broken');
  await page.shows('fallback broke', 'i');
  expect(page.text()).toBe('fallback broke');
  const outcomes = running.coded('render-failed').map(({ msg }) => msg.split('.')[0]);
  expect(outcomes).toContain('<Fallback> threw while rendering; the error boundary around it shows its fallback');
  expect(outcomes).toContain('<Broken> threw while rendering; it shows nothing');
});

test('a fallback may use hooks, and its state stays while the page changes', async () => {
  const Counting = ({ error }: BoundaryFailure) => {
    const [seen, setSeen] = useState(0);
    return <u onClick={() => setSeen(seen + 1)}>{`${error.message} ${seen}`}</u>;
  };
  const Counted = () => {
    const [title] = useState('title');
    return (
      <ErrorBoundary fallback={(failure) => Counting(failure)}>
        <Fragile name={title} />
      </ErrorBoundary>
    );
  };
  const running = await serve((app) => app.page('/', Counted));
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('mode', 'broken');
  await page.shows('title broke 0', 'u');
  await page.click('u');
  await page.shows('title broke 1', 'u');
  running.app.updater.broadcastStateUpdate('title', 'other');
  await page.click('u');
  await page.shows('title broke 2', 'u');
});

test('a fallback does not go on where the same component in the children was', async () => {
  const Picky = ({ strict }: { strict: boolean }) => {
    const [seen, setSeen] = useState(0);
    if (strict && seen > 0) throw new Error('too much');
    return <i onClick={() => setSeen(seen + 1)}>{seen}</i>;
  };
  const Same = () => (
    <ErrorBoundary fallback={<Picky strict={false} />}>
      <Picky strict />
    </ErrorBoundary>
  );
  const running = await serve((app) => app.page('/', Same));
  const page = await TestPage.open(running);
  expect(await page.click('i')).toEqual([1, 'done']);
  expect(page.text('i')).toBe('0');
  await page.click('i');
  await page.shows('1', 'i');
});

test('what a handler throws is not the boundary’s business', async () => {
  const Clumsy = () => (
    <ErrorBoundary fallback="fallback">
      <button
        onClick={() => {
          throw new Error('clumsy');
        }}
      >
        press
      </button>
    </ErrorBoundary>
  );
  const running = await serve((app) => app.page('/', Clumsy));
  const page = await TestPage.open(running);
  expect(await page.click('button')).toEqual([1, 'done', 'failed']);
  expect(page.text()).toBe('press');
});

test('a component with a frame rate that throws when its turn comes shows the fallback', async () => {
  const Slow = () => {
    useFrameRate(50);
    const [value] = useState(0);
    if (value > 1) throw new Error(`no ${value}`);
    return <i>{value}</i>;
  };
  const Charts = () => (
    <ErrorBoundary fallback={({ error }) => <b>{error.message}</b>}>
      <Slow />
    </ErrorBoundary>
  );
  const running = await serve((app) => app.page('/', Charts));
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('value', 1);
  await page.shows('1', 'i');
  running.app.updater.broadcastStateUpdate('value', 2);
  await page.shows('no 2', 'b');
});

test('a page that is not to be found is not shown a fallback for it', () => {
  const scope: ViewerScope = { componentId: () => 'test-1', retained: () => undefined };
  const problems: NopalError[] = [];
  const settler = () => new Settler({ verify: false, report: (problem) => problems.push(problem) }, scope);
  const Guarded = ({ found }: { found: boolean }) => (
    <ErrorBoundary fallback="fallback">{found ? 'found' : <Missing />}</ErrorBoundary>
  );
  expect(() => settler().mountRoot(Guarded, { found: false }, null)).toThrow('there is no such page');
  const root = settler().mountRoot(Guarded, { found: true }, null);
  expect(() => settler().enterRoot(root, { found: false }, null, scope)).toThrow('there is no such page');
  expect(problems).toEqual([]);
  // Nobody enters anything: by now the visitor is where it says.
  expect(settler().settleRoot(root, { found: false }, null, scope).nodes).toEqual(['fallback']);
  expect(problems).toHaveLength(1);
});

test('one that failed is released: its effects and setters end with it', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('mode', 'broken');
  await page.shows('fragile brokeagain', '[role=alert]');
  await until(() => running.app.updater.getComponentsOfType('Fragile').length === 0);
});

const Unwell = (): never => {
  throw new Error('unwell');
};

const Missing = (): never => {
  throw notFound();
};

const Lost = () => (
  <b>
    <Missing />
  </b>
);

test('a page that throws when it is loaded is no page, in a shell as without one', async () => {
  const Shell = () => (
    <nav>
      <ShownPage />
    </nav>
  );
  const Careful = () => (
    <nav>
      <ErrorBoundary fallback={({ error }) => <p>{error.message}</p>}>
        <ShownPage />
      </ErrorBoundary>
    </nav>
  );
  const running = await serve((app) =>
    app
      .page('/plain', Unwell)
      .page('/shell', Unwell, { shell: Shell })
      .page('/careful', Unwell, { shell: Careful })
      .page('/lost', Lost, { shell: Careful }),
  );
  const status = async (path: string): Promise<number> => (await fetch(running.url + path)).status;
  expect(await Promise.all(['/plain', '/shell', '/careful', '/lost'].map(status))).toEqual([500, 500, 200, 404]);
  expect((await TestPage.open(running, '/careful')).text('p')).toBe('unwell');
});

test.each([
  [true, 'the password of the database is geheim'],
  [false, 'Something went wrong.'],
])('what was thrown is told to developers alone: development %s', async (development, told) => {
  const Leaky = () => {
    const [isBroken] = useState(false);
    if (isBroken) throw new Error('the password of the database is geheim');
    return <i>well</i>;
  };
  const AtOnce = (): never => {
    throw new Error('the password of the database is geheim');
  };
  const fallback = ({ error }: BoundaryFailure) => <b>{error.message}</b>;
  const Site = () => (
    <>
      <ErrorBoundary fallback={fallback}>
        <Leaky />
      </ErrorBoundary>
      <ErrorBoundary fallback={fallback}>
        <AtOnce />
      </ErrorBoundary>
    </>
  );
  const running = await serve((app) => app.page('/', Site), { development });
  const page = await TestPage.open(running);
  expect([page.text('i'), page.text('b')]).toEqual(['well', told]);
  running.app.updater.broadcastStateUpdate('isBroken', true);
  await until(() => page.root.querySelectorAll('b').length === 2);
  expect(page.text('b')).toBe(told);
  expect(JSON.stringify(running.coded('render-failed'))).toContain('geheim');
});
