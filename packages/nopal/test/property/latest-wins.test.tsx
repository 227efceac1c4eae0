/** Browsers that are slow, cut and paced at random: whatever the network does, all end on the newest state. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

function Board() {
  const [title] = useState('start');
  const [rows] = useState([1, 2, 3]);
  return (
    <main class={title.slice(0, 3)}>
      <h1>{title}</h1>
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
      <Detail />
    </main>
  );
}

function Detail() {
  const [detail] = useState('');
  return detail === '' ? null : <p>{detail}</p>;
}

const LIMITS = { windowBytes: 600, windowFreeBytes: 100, windowMs: 300, framesPerSecond: 60 };
const BROWSERS = 6;

type Step = readonly [kind: string, which: number, value: number];
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom(
    'broadcast',
    'byId',
    'batch',
    'arrive',
    'arrive',
    'acknowledge',
    'cut',
    'return',
    'pace',
    'wait',
    'let go',
  ),
  fc.nat(BROWSERS - 1),
  fc.nat(30),
);
const steps = fc.array(step, { minLength: 20, maxLength: 120 });

function push(simulation: Simulation, kind: string, id: string, value: number): void {
  const { updater } = simulation;
  const rows = Array.from({ length: value % 7 }, (_, i) => (i * 5 + value) % 11).filter(
    (row, i, all) => all.indexOf(row) === i,
  );
  if (kind === 'broadcast') updater.broadcastStateUpdate('title', `title ${value}`);
  else if (kind === 'byId')
    updater.updateComponentState(id, value % 2 === 0 ? { rows } : { title: 'x'.repeat(value * 20) });
  else {
    updater.batch(() => {
      updater.broadcastStateUpdate('rows', rows);
      updater.broadcastStateUpdate('detail', value % 3 === 0 ? '' : `detail ${value}`);
      updater.updateComponentState(id, 'title', `${id} ${value}`);
    });
  }
}

/** Does one thing that a network, a browser or the server does. */
function take(simulation: Simulation, browsers: readonly SimulatedBrowser[], [kind, which, value]: Step): void {
  const browser = browsers[which] as SimulatedBrowser;
  const away = !browser.isConnected;
  if (kind === 'wait') simulation.pass(value * 10);
  else if (kind === 'return') {
    if (away) browser.connect({ pace: value % 3 === 0 ? value * 10 : 0 });
  } else if (kind === 'let go') {
    // As when too much is kept for browsers that are behind.
    const kept = new Set([...browsers.keys()].flatMap((i) => keptBy(browsers[i] as SimulatedBrowser)));
    const current = new Set(browsers.map(({ viewer }) => viewer.root.nodes));
    for (const root of kept) if (current.has(root.nodes) || root.serial % 3 === value % 3) kept.delete(root);
    for (const { viewer } of browsers) viewer.outbox.letGo(kept);
  } else if (kind === 'broadcast' || kind === 'byId' || kind === 'batch') {
    push(simulation, kind, `board-${browser.viewer.id}`, value);
  } else if (!away) {
    if (kind === 'arrive') browser.arrive(1 + (value % 4));
    else if (kind === 'acknowledge') browser.acknowledge();
    else if (kind === 'pace') browser.say(['pace', value % 2 === 0 ? 0 : value * 20]);
    else browser.cut();
  }
}

function keptBy({ viewer }: SimulatedBrowser): (typeof viewer.root)[] {
  const kept: (typeof viewer.root)[] = [];
  viewer.outbox.eachKept((root) => kept.push(root));
  return kept;
}

/** Everybody is there, and the network is good again. */
function settle(simulation: Simulation, browsers: readonly SimulatedBrowser[]): void {
  for (const browser of browsers) {
    if (!browser.isConnected) browser.connect();
    browser.say(['pace', 0]);
  }
  for (let round = 0; round < 4; round++) {
    for (const browser of browsers) browser.catchUp();
    simulation.pass(100);
  }
}

function largestFrame({ coming }: SimulatedBrowser): number {
  return Math.max(0, ...coming.map(({ bytes }) => bytes));
}

/** Counts flushes, in which each viewer gets one frame with changes at most. */
function countFlushes(): { count: number } {
  const flushes = { count: 0 };
  const note = (): void => void flushes.count++;
  subscribe('nopal:flush', note);
  onTestFinished(() => void unsubscribe('nopal:flush', note));
  return flushes;
}

// A failure prints its seed; without endOnFailure it is also made smaller, which takes minutes.
test('all pages end on the newest state, and no more than a window and a frame is ever under way', () => {
  const flushes = countFlushes();
  fc.assert(
    fc.property(steps, (taken) => {
      flushes.count = 0;
      const simulation = new Simulation(LIMITS);
      const browsers = Array.from({ length: BROWSERS }, () => simulation.visit(Board));
      let largest = 0;
      for (const each of taken) {
        take(simulation, browsers, each);
        simulation.pass(each[2]);
        for (const browser of browsers) {
          largest = Math.max(largest, largestFrame(browser));
          expect(browser.viewer.outbox.unacknowledgedBytes).toBeLessThanOrEqual(LIMITS.windowBytes + largest);
        }
      }
      settle(simulation, browsers);
      for (const browser of browsers) {
        expect(browser.shows).toEqual(browser.shouldShow);
        expect(browser.viewer.outbox.unacknowledgedBytes).toBe(0);
        expect(browser.frames.length).toBeLessThanOrEqual(flushes.count);
      }
      // Who shows the same has the same page again.
      const shown = new Set(browsers.map(({ shows }) => JSON.stringify(shows)));
      expect(new Set(browsers.map(({ viewer }) => viewer.root)).size).toBe(shown.size);
      simulation.live.end();
    }),
    { numRuns: 80, endOnFailure: true },
  );
});

test('when a stall ends, what was under way and one frame more bring the newest state', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 60 }), fc.nat(400), (pauses, size) => {
      const simulation = new Simulation(LIMITS);
      const browser = simulation.visit(Board);
      const texts = pauses.map((pause, i) => {
        const title = `${i} ${'x'.repeat(size)}`;
        simulation.updater.broadcastStateUpdate('title', title);
        simulation.pass(pause);
        return title;
      });
      simulation.pass(20);
      // The stall ends: the window is all that the network may have kept of what is old by now.
      const kept = browser.coming.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(kept).toBeLessThan(LIMITS.windowBytes + largestFrame(browser) + 1);
      browser.catchUp();
      simulation.pass(20);
      expect(browser.arrive()).toBeLessThanOrEqual(1);
      expect(browser.text('h1')).toBe(texts.at(-1));
      simulation.live.end();
    }),
    { numRuns: 60 },
  );
});

test('updates that a stalled browser never got are counted', () => {
  const simulation = new Simulation({ windowBytes: 1 });
  const browser = simulation.visit(Board);
  for (let i = 0; i < 6; i++) {
    simulation.updater.broadcastStateUpdate('title', `${i}`);
    simulation.pass(20);
  }
  browser.catchUp();
  simulation.pass(20);
  browser.catchUp();
  expect(browser.frames).toHaveLength(2);
  expect(simulation.live.counters).toMatchObject({ patches: 2, trees: 0, conflated: 4 });
});
