/** Trees that are kept only because slow or lost browsers show them: how many, for how long, and what follows. */
import { expect, test, vi } from 'vitest';
import { useState } from '../../src/index.ts';
import { findOldTrees, measureOldTrees } from '../../src/live/old-trees.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';
import { collectGarbage } from '../support/gc.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

function Sheet() {
  const [text, setText] = useState('');
  return (
    <main>
      <p onClick={() => setText('clicked')}>{text}</p>
    </main>
  );
}

function Other() {
  const [text] = useState('');
  return <h1>{text}</h1>;
}

/** When old trees have been looked through. */
const SOON = 2100;

function push(simulation: Simulation, text: string): void {
  simulation.updater.broadcastStateUpdate('text', text);
  simulation.pass(20);
}

/** Browsers that were cut one after another, each at another state; the last push is of none of them. */
function leave(simulation: Simulation, count: number, component = Sheet, size = 1): SimulatedBrowser[] {
  const browsers = Array.from({ length: count }, () => simulation.visit(component));
  browsers.forEach((browser, i) => {
    push(simulation, `${i}`.repeat(size));
    for (const each of browsers.slice(i)) each.catchUp();
    browser.cut();
  });
  push(simulation, 'newest');
  return browsers;
}

/** They come back; what each got. */
function comeBack(simulation: Simulation, browsers: readonly SimulatedBrowser[]): string[] {
  for (const browser of browsers) browser.connect();
  simulation.pass(20);
  return browsers.map((browser) => {
    const before = browser.frames.length;
    browser.catchUp();
    expect(browser.shows).toEqual(browser.shouldShow);
    expect(browser.frames.length).toBe(before + 1);
    return browser.frames.at(-1)?.startsWith('{"tree"') === true ? 'tree' : 'patch';
  });
}

const kept = (simulation: Simulation): number => findOldTrees(simulation.live.viewers).size;

/** What could be found by equal ones is forgotten some time after somebody left. */
function forgetUnused(simulation: Simulation): void {
  simulation.live.viewers.release(simulation.visit(Other).viewer);
  simulation.pass(100_000);
}

test('beyond the count per page the oldest go, and their browsers get the whole tree', () => {
  const simulation = new Simulation({ maxOldTrees: 3 });
  const browsers = leave(simulation, 6);
  expect(kept(simulation)).toBe(6);
  simulation.pass(SOON);
  expect(kept(simulation)).toBe(3);
  expect(comeBack(simulation, browsers)).toEqual(['tree', 'tree', 'tree', 'patch', 'patch', 'patch']);
  expect(simulation.live.counters.morphs).toMatchObject({ 'let-go': 3, 'unknown-count': 0, asked: 0 });
  // Everybody keeps up again.
  expect(kept(simulation)).toBe(0);
});

test('beyond their size the oldest go', () => {
  const simulation = new Simulation({ maxOldTreeBytes: 50_000 });
  // About 20 kB each.
  const browsers = leave(simulation, 6, Sheet, 10_000);
  simulation.pass(SOON);
  const left = kept(simulation);
  expect(left).toBeLessThanOrEqual(3);
  expect(left).toBeGreaterThanOrEqual(1);
  expect(measureOldTrees(findOldTrees(simulation.live.viewers)).bytes).toBeLessThanOrEqual(50_000);
  const got = comeBack(simulation, browsers);
  expect(got).toEqual([...got].toSorted().toReversed());
  expect(got.filter((each) => each === 'patch')).toHaveLength(left);
});

test('what is counted for one page takes nothing from another', () => {
  const simulation = new Simulation({ maxOldTrees: 3 });
  const others = leave(simulation, 3, Other);
  const browsers = leave(simulation, 6);
  simulation.pass(SOON);
  expect(comeBack(simulation, others)).toEqual(['patch', 'patch', 'patch']);
  expect(comeBack(simulation, browsers)).toEqual(['tree', 'tree', 'tree', 'patch', 'patch', 'patch']);
});

test('a tree that browsers share counts once', () => {
  const simulation = new Simulation({ maxOldTrees: 1 });
  const browsers = Array.from({ length: 5 }, () => simulation.visit(Sheet));
  for (const browser of browsers) browser.cut();
  push(simulation, 'newest');
  expect(kept(simulation)).toBe(1);
  simulation.pass(SOON);
  expect(comeBack(simulation, browsers)).toEqual(browsers.map(() => 'patch'));
});

test('what a viewer still shows on the server is never let go', () => {
  const simulation = new Simulation({ maxOldTrees: 0, maxOldTreeBytes: 0 });
  const [away, there] = [simulation.visit(Sheet), simulation.visit(Sheet)];
  away.cut();
  // Only the page of the one that is away moves on.
  simulation.updater.updateComponentState(`sheet-${away.viewer.id}`, 'text', 'own');
  simulation.pass(SOON);
  expect([kept(simulation), there.text()]).toEqual([0, '']);
  expect(comeBack(simulation, [away])).toEqual(['patch']);
});

test('browsers that keep up are not counted, and may click on what they were just sent', async () => {
  const simulation = new Simulation({ maxOldTrees: 0, maxOldTreeBytes: 0 });
  const browser = simulation.visit(Sheet);
  const away = simulation.visit(Sheet);
  away.cut();
  push(simulation, 'on its way');
  simulation.pass(SOON);
  expect(kept(simulation)).toBe(0);
  browser.say(['event', 1, browser.applied, [0, 0], 'click', {}]);
  await simulation.passAsync(20);
  browser.catchUp();
  expect([browser.answers, browser.text()]).toEqual([[[1, 'done']], 'clicked']);
});

test('a browser that does not keep up morphs when it can take more, and what it clicks before that is stale', async () => {
  const simulation = new Simulation({ maxOldTrees: 0, windowBytes: 1 });
  const browser = simulation.visit(Sheet);
  push(simulation, 'shown');
  push(simulation, 'waits');
  simulation.pass(SOON);
  browser.arrive();
  expect(browser.text()).toBe('shown');
  browser.say(['event', 1, browser.applied, [0, 0], 'click', {}]);
  await simulation.passAsync(20);
  browser.catchUp();
  await simulation.passAsync(20);
  browser.catchUp();
  expect([browser.text(), browser.answers]).toEqual(['waits', [[1, 'not run', 'stale']]]);
  expect(browser.frames.at(-1)).toMatch(/^\{"tree"/);
  expect(simulation.live.counters.morphs['let-go']).toBe(1);
  // From here on it is as everybody.
  push(simulation, 'on');
  browser.catchUp();
  expect([browser.text(), browser.frames.at(-1)]).toEqual(['on', '[0,0,0,"on"]']);
});

test('trees that become old long after everybody left are limited, too', () => {
  const simulation = new Simulation({ maxOldTrees: 3, graceMs: 600_000 });
  const browsers = Array.from({ length: 6 }, () => simulation.visit(Sheet));
  for (const { viewer } of browsers) simulation.updater.updateComponentState(`sheet-${viewer.id}`, 'text', viewer.id);
  simulation.pass(20);
  for (const browser of browsers) {
    browser.catchUp();
    browser.cut();
  }
  // Each shows what its viewer shows here, however long.
  simulation.pass(10 * SOON);
  expect(kept(simulation)).toBe(0);
  push(simulation, 'newest');
  expect(kept(simulation)).toBe(6);
  simulation.pass(SOON);
  expect(kept(simulation)).toBe(3);
  expect(comeBack(simulation, browsers)).toEqual(['tree', 'tree', 'tree', 'patch', 'patch', 'patch']);
});

test('the memory of what was let go is free', async () => {
  const simulation = new Simulation({ maxOldTrees: 0, graceMs: 3_600_000 });
  const gone = ((): WeakRef<object>[] => {
    const [browser, slow] = [simulation.visit(Sheet), simulation.visit(Sheet)];
    push(simulation, 'shown');
    browser.catchUp();
    slow.arrive();
    const references = [new WeakRef<object>(browser.viewer.root), new WeakRef<object>(browser.viewer.root.nodes)];
    browser.cut();
    slow.cut();
    return references;
  })();
  push(simulation, 'newest');
  simulation.pass(SOON);
  forgetUnused(simulation);
  vi.useRealTimers();
  await vi.waitUntil(async () => {
    await collectGarbage();
    return gone.every((each) => each.deref() === undefined);
  }, 4000);
  expect(gone.map((each) => each.deref())).toEqual([undefined, undefined]);
  vi.useFakeTimers();
});

test('what was due when nothing could be sent is not kept once it is not due any more', async () => {
  const simulation = new Simulation({ windowBytes: 1, stalledMs: 3_600_000 });
  const browser = simulation.visit(Sheet);
  const due = ((): WeakRef<object> => {
    push(simulation, 'shown');
    push(simulation, 'waits');
    return new WeakRef<object>(browser.viewer.root);
  })();
  push(simulation, 'shown');
  browser.catchUp();
  simulation.pass(SOON);
  expect(browser.viewer.unsent).toBeNull();
  forgetUnused(simulation);
  vi.useRealTimers();
  await vi.waitUntil(async () => {
    await collectGarbage();
    return due.deref() === undefined;
  }, 4000);
  vi.useFakeTimers();
});

test('the limits are bounds for a process', () => {
  expect(DEFAULT_LIMITS.maxOldTrees).toBeGreaterThan(0);
  expect(DEFAULT_LIMITS.maxOldTreeBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
});
