/** What an app tells of itself: each gauge moves with what it is of, and returns when that is over. */
import { expect, onTestFinished, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { GaugeReader, type Gauges } from '../../src/live/gauges.ts';
import { serve } from '../support/app.ts';
import { Simulation } from '../support/simulated.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Row() {
  const [row] = useState(0);
  return <li>{row}</li>;
}

function Sheet() {
  const [text, setText] = useState('');
  const [isBad] = useState(false);
  return (
    <main>
      <p
        onClick={() => {
          if (isBad) throw new Error('bad');
          setText('clicked');
        }}
      >
        {text}
      </p>
      <ul>
        <Row />
        <Row />
      </ul>
    </main>
  );
}

function start(limits = {}): { simulation: Simulation; gauges: () => Gauges } {
  const simulation = new Simulation({ graceMs: 60_000, claimMs: 30_000, ...limits });
  const reader = new GaugeReader(simulation.live);
  onTestFinished(() => reader.end());
  return { simulation, gauges: () => reader.read() };
}

function push(simulation: Simulation, text: string): void {
  simulation.updater.broadcastStateUpdate('text', text);
  simulation.pass(20);
}

test('viewers, connections and instances are counted by what they are, and none are left when everybody left', () => {
  const { simulation, gauges } = start();
  expect(gauges()).toMatchObject({
    connections: { websocket: 0, sse: 0, poll: 0 },
    viewers: { connected: 0, away: 0, unclaimed: 0 },
    instances: 0,
    distinctTrees: 0,
  });
  const served = simulation.browse(Sheet);
  const [one, two] = [simulation.visit(Sheet), simulation.visit(Sheet)];
  two.cut();
  simulation.updater.updateComponentState(`sheet-${one.viewer.id}`, 'text', 'own');
  simulation.pass(20);
  expect(gauges()).toMatchObject({
    connections: { websocket: 1, sse: 0, poll: 0 },
    viewers: { connected: 1, away: 1, unclaimed: 1 },
    instances: 9,
    distinctTrees: 2,
  });
  served.connect();
  expect(gauges().viewers).toEqual({ connected: 2, away: 1, unclaimed: 0 });
  served.cut();
  one.cut();
  simulation.pass(61_000);
  expect(gauges()).toMatchObject({
    connections: { websocket: 0, sse: 0, poll: 0 },
    viewers: { connected: 0, away: 0, unclaimed: 0 },
    instances: 0,
    distinctTrees: 0,
    oldTrees: { count: 0, bytes: 0 },
    unacknowledgedBytes: 0,
    memory: { perViewer: 0 },
  });
});

test('frames, bytes under way and old trees follow what a slow browser takes', () => {
  const { simulation, gauges } = start({ windowBytes: 1 });
  const browser = simulation.visit(Sheet);
  push(simulation, 'a');
  const [frame] = browser.coming;
  expect(gauges()).toMatchObject({
    frames: { patches: 1, trees: 0, messages: 0 },
    bytesOut: frame?.bytes,
    unacknowledgedBytes: frame?.bytes,
    oldTrees: { count: 0, bytes: 0 },
    conflatedUpdates: 0,
  });
  push(simulation, 'b');
  push(simulation, 'c');
  const { oldTrees, conflatedUpdates } = gauges();
  expect([oldTrees.count, conflatedUpdates]).toEqual([2, 1]);
  // Five elements each, what the two share counted once.
  expect(oldTrees.bytes).toBeGreaterThan(1000);
  expect(oldTrees.bytes).toBeLessThan(10_000);
  browser.catchUp();
  simulation.pass(20);
  browser.catchUp();
  expect(gauges()).toMatchObject({
    frames: { patches: 2, trees: 0 },
    unacknowledgedBytes: 0,
    oldTrees: { count: 0, bytes: 0 },
    conflatedUpdates: 1,
  });
});

test('an answer to an event is a message', async () => {
  const { simulation, gauges } = start();
  const browser = simulation.visit(Sheet);
  browser.say(['event', 1, 0, [0, 0], 'click', {}]);
  await simulation.passAsync(20);
  expect(gauges().frames).toEqual({ patches: 1, trees: 0, messages: 1 });
  expect(gauges().bytesOut).toBe(browser.coming.reduce((sum, { bytes }) => sum + bytes, 0));
});

test('whole trees are counted by why they were sent', async () => {
  const { simulation, gauges } = start({ maxOldTrees: 0, graceMs: 600_000 });
  const reasons = (): string[] =>
    Object.entries(gauges().morphs).flatMap(([reason, count]) => (count === 0 ? [] : `${reason} ${count}`));

  const moved = simulation.browse(Sheet);
  moved.connect({ sum: 12_345 });
  simulation.pass(20);
  expect(reasons()).toEqual(['checksum 1']);
  moved.catchUp();

  // Its answer was lost, so that it comes with its token a second time.
  const twice = simulation.browse(Sheet);
  twice.connect();
  twice.cut();
  twice.connect();
  await simulation.passAsync(20);
  twice.catchUp();
  expect(reasons()).toEqual(['used-token 1', 'checksum 1']);

  const [asked, behind] = [simulation.visit(Sheet), simulation.visit(Sheet)];
  asked.cut();
  asked.applied = 2 ** 40;
  asked.connect();
  simulation.pass(20);
  asked.catchUp();
  expect(gauges().morphs.asked).toBe(1);
  expect(asked.shows).toEqual(asked.shouldShow);

  push(simulation, 'a');
  behind.catchUp();
  behind.cut();
  behind.applied = 0;
  behind.connect();
  simulation.pass(20);
  behind.catchUp();
  expect(gauges().morphs['unknown-count']).toBe(1);
  expect(behind.shows).toEqual(behind.shouldShow);

  behind.cut();
  push(simulation, 'b');
  simulation.pass(2100);
  behind.connect();
  simulation.pass(20);
  behind.catchUp();
  expect(gauges().morphs['let-go']).toBe(1);
  expect(gauges().frames.trees).toBe(Object.values(gauges().morphs).reduce((sum, count) => sum + count, 0));
});

test('a tree that was cut off before it arrived is sent again for the same reason', () => {
  const { simulation, gauges } = start();
  const browser = simulation.visit(Sheet);
  browser.cut();
  browser.applied = 2 ** 40;
  browser.connect();
  simulation.pass(20);
  browser.arrive(1);
  expect(gauges().morphs.asked).toBe(1);
  browser.cut();
  browser.connect();
  simulation.pass(20);
  browser.catchUp();
  expect(gauges().morphs).toMatchObject({ asked: 2, 'let-go': 0, 'unknown-count': 0 });
  expect(browser.shows).toEqual(browser.shouldShow);
});

test('events are counted by how they ended', async () => {
  const running = await serve((app) => app.page('/', Sheet), { limits: { maxWaitingEvents: 1 } });
  const { app } = running;
  const page = await TestPage.open(running);
  await page.click('p');
  page.say(['event', 50, page.applied, [0, 0], 'click', {}]);
  page.say(['event', 51, page.applied, [0, 0], 'click', {}]);
  await until(() => app.gauges().events.busy === 1 && app.gauges().events.done === 2);
  page.say(['event', 60, page.applied, [0, 0], 'dblclick', {}]);
  await until(() => app.gauges().events.unhandled === 1);
  page.say(['event', 61, page.applied, [0, 9], 'click', {}]);
  await until(() => app.gauges().events.stale === 1);
  app.updater.broadcastStateUpdate('isBad', true);
  page.say(['event', 62, page.applied, [0, 0], 'click', {}]);
  await until(() => app.gauges().events.failed === 1);
  expect(app.gauges().events).toEqual({
    done: 2,
    failed: 1,
    stale: 1,
    unhandled: 1,
    busy: 1,
    load: 0,
  });
});

test('an app tells the delay of its event loop and its memory', async () => {
  const running = await serve((app) => app.page('/', Sheet));
  const { app } = running;
  await TestPage.open(running);
  app.gauges();
  // Each reading tells of the time since the one before; that has to be long enough to be measured.
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  onTestFinished(() => clearInterval(timer));
  await until(() => turns > 10);
  const { eventLoopDelay, memory } = app.gauges();
  expect(eventLoopDelay.max).toBeGreaterThan(0);
  expect(eventLoopDelay.p50).toBeLessThanOrEqual(eventLoopDelay.p99);
  expect(eventLoopDelay.p99).toBeLessThanOrEqual(eventLoopDelay.max);
  expect(memory.rss).toBeGreaterThan(1e6);
  expect(memory.perViewer).toBeLessThan(memory.rss);
  await app.close();
  expect(app.gauges().viewers).toEqual({ connected: 0, away: 0, unclaimed: 0 });
});
