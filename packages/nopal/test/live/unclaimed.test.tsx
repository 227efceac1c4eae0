/** Pages that were served and wait for their browser: what they cost, what they are told by, and in which order they go. */
import { expect, test } from 'vitest';
import { createContext, useComponentId, useContext, useState } from '../../src/index.ts';
import { sweepIfFull } from '../../src/live/interning.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import { LiveBench } from '../support/live.ts';

let initial = 'first';
const calls: string[] = [];

function Footer() {
  calls.push('Footer');
  return <footer>footer</footer>;
}

function Frame({ title }: { title: string }) {
  calls.push('Frame');
  return (
    <section title={title}>
      <Footer />
    </section>
  );
}

function Page() {
  calls.push('Page');
  const [text] = useState(() => ({ text: initial }));
  return (
    <main>
      {text.text}
      <Frame title={text.text} />
    </main>
  );
}

function Titled() {
  const [title] = useState(initial);
  return <Frame title={title} />;
}

function Keyed() {
  const [title] = useState('same');
  return <Frame key="kept" title={title} />;
}

function Named() {
  return <b id={useComponentId()}>named</b>;
}

function NamedThenThrows(): never {
  ids.push(useComponentId());
  throw new Error('no page');
}

const ids: string[] = [];
const Theme = createContext('light');

function Themed() {
  return (
    <p>
      <ThemeName />
    </p>
  );
}

function ThemeName() {
  return useContext(Theme);
}

function InTheme({ theme }: { theme: string }) {
  return (
    <Theme value={theme}>
      <Themed />
    </Theme>
  );
}

const textOf = (viewer: Viewer): string => JSON.stringify(viewer.root.nodes);

test('each load asks the page for its first state, and only for that', () => {
  const bench = new LiveBench();
  initial = 'first';
  const first = bench.open(Page);
  calls.length = 0;
  expect(bench.open(Page).root).toBe(first.root);
  expect(calls).toEqual(['Page']);

  initial = 'second';
  calls.length = 0;
  const second = bench.open(Page);
  expect(calls).toEqual(['Page', 'Frame']);
  expect(textOf(second)).toContain('second');
  // As soon as it is the first state again, everybody shares again.
  initial = 'first';
  expect(bench.open(Page).root).toBe(first.root);
  expect(textOf(first)).not.toContain('second');
});

test('what is retained is in each page that is loaded from then on', () => {
  const bench = new LiveBench();
  initial = 'first';
  bench.open(Page);
  bench.updater.broadcastStateUpdate('text', { text: 'kept' }, { retain: true });
  const after = bench.open(Page);
  expect(textOf(after)).toContain('kept');
  bench.updater.clearRetained();
  expect(textOf(bench.open(Page))).toContain('first');
});

test('a component without hooks follows the context that is around it', () => {
  const bench = new LiveBench();
  const shown = ['light', 'dark', 'light', 'dark'].map((theme) => bench.open(InTheme, { theme }));
  expect(shown.map((viewer) => /light|dark/.exec(textOf(viewer))?.[0])).toEqual(['light', 'dark', 'light', 'dark']);
  expect(shown[0]?.root).toBe(shown[2]?.root);
});

test('loads before and after a sweep share one page', () => {
  const bench = new LiveBench();
  initial = 'first';
  const before = bench.connect(Page).viewer;
  for (let i = 0; i < 3000; i++) {
    initial = String(i);
    bench.live.viewers.release(bench.open(Page));
    sweepIfFull();
  }
  initial = 'first';
  expect(bench.open(Page).root).toBe(before.root);
});

test('a page that was swept is not found again beside an equal one that came by a push', () => {
  const bench = new LiveBench();
  // Keeps the frame's rendering in use, but under a key.
  bench.connect(Keyed);
  initial = 'other';
  const pushed = bench.connect(Titled).viewer;
  initial = 'same';
  bench.live.viewers.release(bench.open(Titled));
  for (let i = 0; i < 3000; i++) {
    initial = String(i);
    bench.live.viewers.release(bench.open(Page));
    sweepIfFull();
  }
  bench.updater.updateComponentsOfType(Titled, 'title', 'same');
  bench.flush();
  initial = 'same';
  expect(bench.open(Titled).root).toBe(pushed.root);
});

test('an id is made when it is asked for, stays, and names the page before and after its claim', () => {
  const bench = new LiveBench();
  const [viewer, other] = [bench.open(Page), bench.open(Page)];
  const named: string[] = [];
  expect([viewer.isNamed, other.isNamed]).toEqual([false, false]);
  bench.updater.updateWhere(
    ({ id }) => {
      named.push(id);
      return false;
    },
    'text',
    { text: 'x' },
  );
  expect(new Set(named).size).toBe(6);
  const [id = ''] = named;
  expect(viewer.componentId([], viewer.root.rendering.info)).toBe(id);
  expect(bench.updater.updateComponentState(id, 'text', { text: 'mine' })).toBe(1);
  bench.live.viewers.claim(viewer.claimKey);
  expect(bench.updater.getAllComponentIds()).toContain(id);
  expect(bench.updater.updateComponentState(id, 'text', { text: 'mine too' })).toBe(1);
  bench.live.viewers.release(viewer);
  expect(bench.updater.updateComponentState(id, 'text', { text: 'gone' })).toBe(0);
});

test('an id that a page shows is the one that it is pushed to by', () => {
  const bench = new LiveBench();
  const viewer = bench.open(Named);
  const shown = /named-[0-9a-z]{12}/.exec(textOf(viewer))?.[0] ?? '';
  expect(bench.live.viewers.find(shown)).toEqual([{ viewer, place: [] }]);
  expect(bench.open(Named).root).not.toBe(viewer.root);
});

test('a page that could not be mounted leaves no id behind', () => {
  const bench = new LiveBench();
  expect(() => bench.open(NamedThenThrows)).toThrow('no page');
  expect(bench.live.viewers.find(ids[0] ?? '')).toEqual([]);
  expect([bench.live.viewers.size, bench.live.viewers.unclaimed]).toEqual([0, 0]);
});

test('beyond the limit the oldest that nobody claimed goes, whichever were claimed in between', () => {
  const bench = new LiveBench({ maxUnclaimed: 3 });
  const { viewers } = bench.live;
  const [a, b, c] = [bench.open(Page), bench.open(Page), bench.open(Page)];
  expect(viewers.claim(b.claimKey)).toBe(b);
  const [d, e, f] = [bench.open(Page), bench.open(Page), bench.open(Page)];
  expect([a, b, c, d, e, f].map(({ ended }) => ended)).toEqual([true, false, true, false, false, false]);
  expect(viewers.unclaimed).toBe(3);
});

test('a claim key serves once, and neither a used nor another one ends or resumes anybody', () => {
  const bench = new LiveBench();
  const { live } = bench;
  const viewer = bench.open(Page);
  const { shared, own } = live.tokenOf(viewer);
  expect(live.claim(shared + own)).toBe(viewer);
  for (const key of [own, live.tokenOf(bench.open(Page)).shared, '', viewer.secret, viewer.id]) {
    // What the page was made from, to make another one.
    expect(live.claim(shared + key)).toMatchObject({ type: viewer.source.type });
  }
  expect(live.viewers.resume({ id: viewer.id, secret: own, connection: 1 })).toBeUndefined();
  expect([viewer.ended, viewer.claimed]).toEqual([false, true]);
  expect(live.viewers.resume({ id: viewer.id, secret: viewer.secret, connection: 1 })).toBe(viewer);
  // What it was sealed for is not asked of who has the key; without either there is nothing.
  const second = bench.open(Page);
  expect(live.claim(`x.${second.claimKey}`)).toBe(second);
  expect(live.claim(`x.${second.claimKey}`)).toBeUndefined();
});
