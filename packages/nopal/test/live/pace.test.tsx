/** Browsers that want to be told of changes less often, and say so. */
import { expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

function Sheet() {
  const [text, setText] = useState('');
  return <p onClick={() => setText('clicked')}>{text}</p>;
}

/** Pushes something else each few milliseconds; what came is taken at once. Returns when frames came. */
function push(simulation: Simulation, browser: SimulatedBrowser, ms: number): number[] {
  const times: number[] = [];
  for (let passed = 0; passed < ms; passed += 10) {
    simulation.updater.broadcastStateUpdate('text', `${performance.now()}`);
    simulation.pass(10);
    if (browser.arrive() > 0) times.push(performance.now());
    browser.acknowledge();
  }
  return times;
}

test('who wants a pace gets one frame in that time, the newest, and one at the end though nothing else happens', () => {
  const simulation = new Simulation({ windowFrames: 1000 });
  const [paced, other] = [simulation.visit(Sheet, 1000), simulation.visit(Sheet)];
  const times = push(simulation, paced, 5500);
  expect(times.length).toBe(6);
  times.slice(1).forEach((at, i) => expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(1000));
  other.catchUp();
  expect(other.frames.length).toBeGreaterThan(100);
  expect(paced.text()).not.toBe(other.text());
  simulation.pass(1000);
  paced.catchUp();
  other.catchUp();
  expect(paced.frames).toHaveLength(7);
  expect([paced.text(), paced.shows]).toEqual([other.text(), paced.shouldShow]);
});

test('an answer to an event is not held back, nor what it changed', async () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet, 10_000);
  push(simulation, browser, 500);
  expect(browser.frames).toHaveLength(1);
  browser.say(['event', 1, browser.applied, [0], 'click', {}]);
  await simulation.passAsync(20);
  browser.catchUp();
  expect([browser.answers, browser.text()]).toEqual([[[1, 'done']], 'clicked']);
  // And the pace goes on from there.
  push(simulation, browser, 500);
  expect(browser.frames).toHaveLength(2);
});

test('a pace of 0 brings at once what waited, and then everything', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet, 10_000);
  push(simulation, browser, 500);
  expect(browser.frames).toHaveLength(1);
  browser.say(['pace', 0]);
  simulation.pass(20);
  browser.catchUp();
  expect(browser.shows).toEqual(browser.shouldShow);
  const before = browser.frames.length;
  push(simulation, browser, 1000);
  expect(browser.frames.length - before).toBeGreaterThan(40);
});

test('a page that is hidden meanwhile gets a frame now and then, from then on', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet);
  push(simulation, browser, 100);
  browser.say(['pace', 5000]);
  const times = push(simulation, browser, 20_500);
  expect(times.length).toBeLessThanOrEqual(5);
  expect(times.length).toBeGreaterThanOrEqual(4);
});

test('nobody gets a pace that is longer than the limit, and what is none ends the connection', () => {
  const simulation = new Simulation({ maxPaceMs: 100 });
  const browser = simulation.visit(Sheet, 1e9);
  expect(browser.viewer.pace).toBe(100);
  browser.say(['pace', 1e9]);
  expect(browser.viewer.pace).toBe(100);
  for (const wrong of [-1, 0.5, 'fast', null]) {
    const other = simulation.visit(Sheet);
    other.say(['pace', wrong]);
    expect(other.closedWith).toBe('bad-message');
  }
});

test('a browser that left before its time came is not kept for it', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet, 10_000);
  push(simulation, browser, 100);
  browser.cut();
  simulation.live.viewers.release(browser.viewer);
  simulation.pass(20_000);
  expect(browser.coming).toEqual([]);
});

test('who comes back is brought up to date at once, and the pace counts from there', () => {
  const simulation = new Simulation();
  const browser = simulation.visit(Sheet, 10_000);
  push(simulation, browser, 100);
  browser.cut();
  browser.connect({ pace: 10_000 });
  simulation.pass(20);
  browser.catchUp();
  expect(browser.shows).toEqual(browser.shouldShow);
  const before = browser.frames.length;
  push(simulation, browser, 5000);
  expect(browser.frames).toHaveLength(before);
});
