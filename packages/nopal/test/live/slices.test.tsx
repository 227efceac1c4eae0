/** A flush of many viewers is cut into slices, so that other work gets its turn. */
import { expect, test, vi } from 'vitest';
import { useState } from '../../src/index.ts';
import { messageFrame } from '../../src/protocol/frames.ts';
import { Simulation, type SimulatedBrowser } from '../support/simulated.ts';

function Sheet() {
  const [text] = useState('');
  return <p>{text}</p>;
}

const VIEWERS = 300;

/** A flush of which a part is done. */
function halfWay(): { simulation: Simulation; browsers: SimulatedBrowser[] } {
  const simulation = new Simulation({ sliceMs: 0 });
  const browsers = Array.from({ length: VIEWERS }, () => simulation.visit(Sheet));
  simulation.pass(100);
  simulation.updater.broadcastStateUpdate('text', 'first');
  while (browsers.every(({ coming }) => coming.length === 0)) vi.advanceTimersToNextTimer();
  expect(browsers.some(({ coming }) => coming.length === 0)).toBe(true);
  return { simulation, browsers };
}

test('other work gets its turn between two slices', () => {
  const { simulation, browsers } = halfWay();
  let sent = 0;
  setImmediate(() => (sent = browsers.filter(({ coming }) => coming.length > 0).length));
  simulation.pass(20);
  expect(sent).toBeLessThan(VIEWERS);
  for (const browser of browsers) browser.catchUp();
  expect(browsers.every((browser) => browser.text() === 'first')).toBe(true);
});

test('who gets its turn late gets what is newest by then, and nobody misses anything', () => {
  const { simulation, browsers } = halfWay();
  simulation.updater.broadcastStateUpdate('text', 'second');
  simulation.pass(100);
  for (const browser of browsers) browser.catchUp();
  expect(new Set(browsers.map((browser) => browser.text()))).toEqual(new Set(['second']));
  expect(new Set(browsers.map(({ frames }) => frames.length))).toEqual(new Set([1, 2]));
});

test('what waits for its slice when the app ends is sent before that', () => {
  const { simulation, browsers } = halfWay();
  const last = browsers.find(({ coming }) => coming.length === 0);
  last?.viewer.say(messageFrame({ event: [1, 'done'] }));
  simulation.live.flusher.flushNow();
  for (const browser of browsers) browser.catchUp();
  expect(browsers.filter((browser) => browser.text() === 'first')).toHaveLength(VIEWERS);
  expect(last?.answers).toEqual([[1, 'done']]);
});

test('who leaves during a flush disturbs nobody', () => {
  const { simulation, browsers } = halfWay();
  const [first] = browsers.splice(VIEWERS - 1, 1);
  first?.cut();
  if (first !== undefined) simulation.live.viewers.release(first.viewer);
  simulation.pass(20);
  for (const browser of browsers) browser.catchUp();
  expect(browsers.every((browser) => browser.text() === 'first')).toBe(true);
});
