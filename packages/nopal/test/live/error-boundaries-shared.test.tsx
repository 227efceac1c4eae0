/** What throws in an error boundary is rendered once for everybody it throws for, and told to nobody else. */
import { beforeEach, expect, test } from 'vitest';
import type { NopalError } from '../../src/protocol/error.ts';
import {
  createContext,
  ErrorBoundary,
  useComponentId,
  useContext,
  useState,
  type BoundaryFailure,
} from '../../src/index.ts';
import { LiveBench } from '../support/live.ts';

let rendered = 0;
beforeEach(() => void (rendered = 0));

function Fragile() {
  const [mode] = useState('well');
  rendered++;
  if (mode === 'broken') throw new Error('broke');
  return <b>{mode}</b>;
}

const Failed = ({ error }: BoundaryFailure) => <p>{error.message}</p>;

function Page() {
  const [title] = useState('title');
  return (
    <>
      <ErrorBoundary fallback={Failed}>
        <Fragile />
      </ErrorBoundary>
      <h1>{title}</h1>
    </>
  );
}

test('ten thousand viewers share the fallback, for one render of what throws', () => {
  const bench = new LiveBench();
  const problems: NopalError[] = [];
  bench.live.report = (problem) => void problems.push(problem);
  const viewers = Array.from({ length: 10_000 }, () => bench.open(Page));
  rendered = 0;
  bench.updater.broadcastStateUpdate('mode', 'broken');
  bench.flush();
  expect(rendered).toBe(1);
  expect(problems).toHaveLength(1);
  expect(new Set(viewers.map(({ root }) => root)).size).toBe(1);
  // Who arrives now, and what was pushed before it was mounted.
  bench.updater.broadcastStateUpdate('mode', 'broken', { retain: true });
  expect(bench.open(Page).root).toBe(viewers[0]?.root);
});

function OwnFallback() {
  const [title] = useState('title');
  return (
    <ErrorBoundary fallback={() => <p>{title}</p>}>
      <Fragile />
    </ErrorBoundary>
  );
}

test.each([Page, OwnFallback])('viewers whose pages differ elsewhere have what throws rendered once', (Shown) => {
  const bench = new LiveBench();
  bench.live.report = () => undefined;
  const viewers = Array.from({ length: 20 }, () => bench.open(Shown));
  viewers.forEach((viewer, i) => viewer.setState([], 0, `title ${i}`));
  bench.flush();
  rendered = 0;
  bench.updater.broadcastStateUpdate('mode', 'broken');
  bench.flush();
  expect(rendered).toBe(1);
  const fallbacks = viewers.map(({ root }) => root.children[0]?.nodes[0]);
  expect(new Set(fallbacks).size).toBe(Shown === Page ? 1 : 20);
});

const Locale = createContext('en');

test('what throws for some is not shown to those for whom it does not', () => {
  const Greeting = () => {
    const locale = useContext(Locale);
    const [text] = useState('hello');
    if (text === 'bye' && locale === 'xx') throw new Error('no such locale');
    return `${text} ${locale}`;
  };
  const Late = () => {
    const [late] = useState(false);
    return <ErrorBoundary fallback="fallback">{late ? <Greeting /> : 'early'}</ErrorBoundary>;
  };
  const Below = ({ locale }: { locale: string }) => (
    <Locale value={locale}>
      <Late />
    </Locale>
  );
  const bench = new LiveBench();
  bench.live.report = () => undefined;
  const [xx, en] = [bench.open(Below, { locale: 'xx' }), bench.open(Below, { locale: 'en' })];
  bench.updater.broadcastStateUpdate('text', 'bye', { retain: true });
  bench.updater.broadcastStateUpdate('late', true);
  bench.flush();
  expect([xx?.root.nodes, en?.root.nodes]).toEqual([['fallback'], ['bye en']]);
});

test('a failure that tells a viewer’s own id is told to no other', () => {
  const Telling = (): never => {
    throw new Error(useComponentId());
  };
  const Late = () => {
    const [late] = useState(false);
    return <ErrorBoundary fallback={({ error }) => error.message}>{late ? <Telling /> : null}</ErrorBoundary>;
  };
  // Else nobody would be told anything of what was thrown.
  const bench = new LiveBench({}, true);
  bench.live.report = () => undefined;
  const viewers = [bench.open(Late), bench.open(Late)];
  bench.updater.broadcastStateUpdate('late', true);
  bench.flush();
  const texts = viewers.map(({ root }) => root.nodes[0] as string);
  expect(texts[0]).not.toBe(texts[1]);
  viewers.forEach((viewer, i) => expect(texts[i]).toContain(viewer.id));
});

test('the same instance fails with a boundary above it and without, each in its way', () => {
  const Twice = () => (
    <>
      <p>
        <Fragile />
      </p>
      <ErrorBoundary fallback="fallback">
        <p>
          <Fragile />
        </p>
      </ErrorBoundary>
    </>
  );
  const bench = new LiveBench();
  bench.live.report = () => undefined;
  const viewer = bench.open(Twice);
  bench.updater.broadcastStateUpdate('mode', 'broken');
  bench.flush();
  const [kept, fallback] = viewer.root.nodes;
  expect(typeof kept === 'object' && kept.children).toHaveLength(1);
  expect(fallback).toBe('fallback');
});

test('a fallback that could not be mounted is tried again', () => {
  const Untried = () => {
    const [item] = useState<unknown>({ not: 'a child' });
    return (
      <ErrorBoundary fallback={item as string}>
        <Fragile />
      </ErrorBoundary>
    );
  };
  const Around = () => <Untried />;
  const bench = new LiveBench();
  bench.live.report = () => undefined;
  bench.updater.broadcastStateUpdate('mode', 'broken', { retain: true });
  const viewer = bench.open(Around);
  expect(viewer.root.nodes).toEqual([]);
  bench.updater.broadcastStateUpdate('item', 'fallback');
  bench.flush();
  expect(viewer.root.nodes).toEqual(['fallback']);
});
