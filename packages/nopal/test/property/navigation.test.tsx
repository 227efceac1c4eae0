/** Visitors who move between pages while state is pushed and networks break: all end where they should be, once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Link, Page, useEffect, useLocation, useState, useTitle } from '../../src/index.ts';
import { titleOf } from '../../src/live/head-lane.ts';
import { addressOf, type PageSource } from '../../src/live/page.ts';
import type { AnyComponent } from '../../src/ui/component.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

/** Effects that began and did not end. */
let effects = 0;

function Shell() {
  const [banner] = useState('calm');
  const { path } = useLocation();
  return (
    <>
      <Link href="/news">{banner}</Link>
      <main class={path}>
        <Page />
      </main>
    </>
  );
}

function OtherShell() {
  return (
    <main>
      <Page />
    </main>
  );
}

function News({ item }: { item: number }) {
  const [news] = useState(`news of ${item}`);
  useEffect(() => {
    effects++;
    return () => {
      effects--;
    };
  }, []);
  return (
    <article>
      <h1>{item}</h1>
      <p>{news}</p>
    </article>
  );
}

function Counter() {
  const [count] = useState(0);
  useTitle(`count ${count}`);
  return <output>{count}</output>;
}

interface Place {
  readonly component: AnyComponent;
  readonly path: string;
  readonly shell?: AnyComponent;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

const PLACES: readonly Place[] = [
  { component: News, path: '/news', shell: Shell, props: { item: 0 } },
  { component: News, path: '/news/1', shell: Shell, props: { item: 1 } },
  { component: News, path: '/news/1', shell: Shell, props: { item: 2 } },
  { component: Counter, path: '/count', shell: Shell },
  { component: News, path: '/job', shell: Shell, props: { item: 3 }, id: 'job' },
  { component: News, path: '/other', shell: OtherShell, props: { item: 4 } },
  { component: Counter, path: '/plain' },
  { component: News, path: '/bare', props: { item: 5 }, id: 'job' },
];

function sourceOf({ live }: Simulation, which: number): PageSource {
  const { component, path, shell, props = {}, id } = PLACES[which % PLACES.length] as Place;
  return live.sourceOf({
    component,
    props,
    componentId: id,
    shell: shell && { component: shell, props: {} },
    route: { path, search: '', params: {}, query: {} },
    head: { title: `at ${path}`, meta: { place: path } },
  });
}

const BROWSERS = 4;
type Step = readonly [kind: string, which: number, value: number];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom('enter', 'enter', 'push', 'push', 'arrive', 'acknowledge', 'cut', 'return', 'wait'),
    fc.nat(BROWSERS - 1),
    fc.nat(40),
  ),
  { minLength: 20, maxLength: 100 },
);

function take(simulation: Simulation, browser: SimulatedBrowser, kind: string, value: number): void {
  const { updater, live } = simulation;
  if (kind === 'enter') {
    const source = sourceOf(simulation, value);
    live.enter(browser.viewer, source, { url: addressOf(source.route) });
  } else if (kind === 'push') {
    if (value % 4 === 0) updater.broadcastStateUpdate('banner', `banner ${value}`);
    else if (value % 4 === 1) updater.updateComponentsOfType(News, 'news', 'x'.repeat(value));
    else if (value % 4 === 2) updater.broadcastStateUpdate('count', value);
    else updater.updateComponentState('job', 'news', `job ${value}`, { retain: value % 8 === 3 });
  } else if (kind === 'wait') simulation.pass(value * 10);
  else if (kind === 'return') {
    if (!browser.isConnected) browser.connect();
  } else if (browser.isConnected) {
    if (kind === 'arrive') browser.arrive(1 + (value % 3));
    else if (kind === 'acknowledge') browser.acknowledge();
    else browser.cut();
  }
}

test('every visitor ends on the page it moved to last, with its address and title; what it left is gone', () => {
  fc.assert(
    fc.property(steps, fc.array(fc.nat(7), { minLength: BROWSERS, maxLength: BROWSERS }), (taken, first) => {
      effects = 0;
      const simulation = new Simulation({ windowBytes: 600, windowFreeBytes: 100, windowMs: 300 });
      const { live } = simulation;
      const browsers = first.map((which) => simulation.served(live.open(sourceOf(simulation, which))));
      for (const browser of browsers) {
        browser.connect();
        browser.arrive();
      }
      for (const [kind, which, value] of taken) {
        take(simulation, browsers[which] as SimulatedBrowser, kind, value);
        simulation.pass(value);
      }
      for (const browser of browsers) if (!browser.isConnected) browser.connect();
      for (let round = 0; round < 4; round++) {
        for (const browser of browsers) browser.catchUp();
        simulation.pass(100);
      }
      for (const { viewer, head, shows, shouldShow } of browsers) {
        expect(shows).toEqual(shouldShow);
        const { source } = viewer;
        expect(head).toMatchObject({ url: addressOf(source.route), title: titleOf(viewer), meta: source.head.meta });
      }
      const chosen = browsers.filter(({ viewer }) => viewer.source.componentId === 'job').length;
      expect(live.viewers.find('job')).toHaveLength(chosen);
      expect(effects).toBe(browsers.filter(({ viewer }) => viewer.source.type.component === News).length);
      for (const browser of browsers) browser.cut();
      live.end();
      expect(effects).toBe(0);
    }),
    { endOnFailure: true, numRuns: 60 },
  );
}, 60_000);
