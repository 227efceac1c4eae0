/** Browsers of which nothing is heard, and browsers that take nothing. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { useState } from '../../src/index.ts';
import { Heartbeat } from '../../src/live/heartbeat.ts';
import { CLOSE_CODES } from '../../src/protocol/connection.ts';
import { serve } from '../support/app.ts';
import { Simulation } from '../support/simulated.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Sheet() {
  const [text, setText] = useState('');
  return <p onClick={() => setText((before) => `${before}!`)}>{text}</p>;
}

const LIMITS = { beatMs: 10_000, stalledMs: 15_000, slowestBytesPerSecond: 1000, graceMs: 3_600_000 };
/** How long until everybody was looked after. */
const ROUND_MS = 5500;

test('a silent browser is asked whether it is there; one that answers stays', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  for (let i = 1; i <= 10; i++) {
    simulation.pass(LIMITS.beatMs + ROUND_MS);
    expect(browser.arrive()).toBe(1);
    expect(browser.beats).toBe(i);
    browser.acknowledge();
  }
  expect(browser.closedWith).toBeUndefined();
});

test('one that speaks and is told nothing is asked too, so that it hears something', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  for (let passed = 0; passed < LIMITS.beatMs + ROUND_MS; passed += 1000) {
    simulation.pass(1000);
    browser.acknowledge();
  }
  expect(browser.coming).toHaveLength(1);
});

test('one that does not answer is closed as stalled, may come back, and shows what it should', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  simulation.pass(LIMITS.beatMs + ROUND_MS);
  expect([browser.coming.length, browser.closedWith]).toEqual([1, undefined]);
  simulation.pass(LIMITS.stalledMs + ROUND_MS);
  expect(browser.closedWith).toBe('stalled');
  expect(CLOSE_CODES.stalled).toBe(4410);
  simulation.updater.broadcastStateUpdate('text', 'meanwhile');
  // What a closed connection still brings counts no more.
  browser.say(['event', 1, 0, [0], 'click', {}]);
  browser.cut();
  browser.connect();
  simulation.pass(20);
  browser.catchUp();
  expect(browser.text()).toBe('meanwhile');
});

test('one that clicks but takes nothing is closed', async () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  for (let i = 1; i <= 12 && browser.closedWith === undefined; i++) {
    browser.say(['event', i, 0, [0], 'click', {}]);
    await simulation.passAsync(2000);
  }
  expect(browser.closedWith).toBe('stalled');
});

test('a large frame is waited for as long as a slow network takes for it', () => {
  const simulation = new Simulation(LIMITS);
  const [large, small] = [simulation.visit(Sheet), simulation.visit(Sheet)];
  simulation.updater.updateComponentState(`sheet-${large.viewer.id}`, 'text', 'x'.repeat(60_000));
  simulation.updater.updateComponentState(`sheet-${small.viewer.id}`, 'text', 'x');
  // 60 seconds for the text, and what everybody has.
  simulation.pass(70_000);
  expect([small.closedWith, large.closedWith]).toEqual(['stalled', undefined]);
  simulation.pass(15_000);
  expect(large.closedWith).toBe('stalled');
});

test('a browser that wants a frame seldom may acknowledge as seldom', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet, 30_000);
  simulation.updater.broadcastStateUpdate('text', 'a');
  simulation.pass(30_000 + LIMITS.stalledMs - 1000);
  expect(browser.closedWith).toBeUndefined();
  simulation.pass(1000 + ROUND_MS);
  expect(browser.closedWith).toBe('stalled');
});

test('beats are counted like every frame: what comes after one is applied to what it should be', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  simulation.pass(LIMITS.beatMs + ROUND_MS);
  simulation.updater.broadcastStateUpdate('text', 'one');
  simulation.pass(20);
  browser.arrive(1);
  browser.cut();
  browser.connect();
  simulation.pass(20);
  browser.catchUp();
  expect([browser.text(), browser.frames.length, browser.viewer.outbox.unacknowledgedBytes]).toEqual(['one', 1, 0]);
});

test('a connection that another one took over asks and counts nothing any more', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  const silent = browser.conversation;
  simulation.pass(LIMITS.beatMs - 1);
  // The network changed: the old connection is half-open, and does not end yet.
  browser.connect();
  browser.catchUp();
  simulation.pass(2);
  silent.check(performance.now());
  expect(browser.viewer.outbox.frames).toBe(browser.applied);
  simulation.updater.broadcastStateUpdate('text', 'one');
  simulation.pass(20);
  browser.catchUp();
  expect([browser.viewer.outbox.frames, browser.viewer.outbox.unacknowledgedBytes]).toEqual([browser.applied, 0]);
  silent.closed();
});

test('after a pause of the whole process nobody is closed who was not asked', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  browser.conversation.check(performance.now() + 3_600_000);
  expect([browser.closedWith, browser.arrive(), browser.beats]).toEqual([undefined, 1, 1]);
});

test('a connection on which nothing can be sent for long, since nobody polls, is closed', () => {
  const simulation = new Simulation(LIMITS);
  const browser = simulation.visit(Sheet);
  browser.ready = false;
  simulation.pass(LIMITS.beatMs + LIMITS.stalledMs);
  expect([browser.closedWith, browser.coming.length]).toEqual([undefined, 0]);
  simulation.pass(ROUND_MS);
  expect(browser.closedWith).toBe('stalled');
});

test('nobody is looked after who did not say hello, or left', () => {
  const simulation = new Simulation({ ...LIMITS, claimMs: 1000, graceMs: 1000 });
  const browser = simulation.visit(Sheet);
  const { conversation } = browser;
  browser.cut();
  simulation.pass(LIMITS.beatMs + ROUND_MS);
  conversation.check(performance.now() + 1e6);
  expect([browser.coming, browser.closedWith]).toEqual([[], undefined]);
});

test('over a real socket, a browser that takes nothing is closed with 4410', async () => {
  const running = await serve((app) => app.page('/', Sheet), { limits: { beatMs: 10, stalledMs: 200 } });
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  page.acknowledges = false;
  await until(() => page.closedWith === 4410);
  await page.connect();
  expect(page.viewer?.[2]).toBe(1);
  expect(other.closedWith).toBeUndefined();
  await until(() => other.beats > 1);
});

test.each([100, 5000, 600_000])('with rounds of %i ms everybody is looked after once in each', (roundMs) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const heartbeat = new Heartbeat(roundMs);
  const patients = [1, 2, 3].map(() => ({ check: vi.fn() }));
  for (const patient of patients) heartbeat.add(patient);
  vi.advanceTimersByTime(roundMs);
  for (const { check } of patients) expect(check).toHaveBeenCalled();
  for (const patient of patients) heartbeat.delete(patient);
});
