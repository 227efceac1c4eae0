/** What a viewer is sent, and when it is not. */
import { expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Sheet() {
  const [text, setText] = useState('');
  const [note] = useState('');
  return (
    <main>
      <p>{text}</p>
      <i onClick={() => setText('clicked')}>{note}</i>
    </main>
  );
}

const start = (limits = {}) => serve((app) => app.page('/', Sheet).page('/other', Sheet), { limits });

test('who does not acknowledge gets the window and one frame; then one patch to the newest', async () => {
  const windowBytes = 5000;
  const running = await start({ windowBytes, windowMs: 60_000, framesPerSecond: 10_000 });
  const { updater } = running.app;
  const [slow, quick] = [await TestPage.open(running), await TestPage.open(running)];
  slow.acknowledges = false;
  const value = (i: number): string => String(i % 10).repeat(1000);
  for (let i = 0; i < 30; i++) {
    updater.broadcastStateUpdate('text', value(i));
    await quick.shows(value(i), 'p');
  }
  // What came to the quick one had its turn with the slow one, too.
  const frame = slow.frames[0]?.length ?? 0;
  const bytes = slow.frames.reduce((sum, each) => sum + each.length, 0);
  expect(bytes).toBeGreaterThanOrEqual(windowBytes);
  expect(bytes).toBeLessThanOrEqual(windowBytes + frame);
  const before = slow.frames.length;
  slow.acknowledge();
  await slow.shows(value(29), 'p');
  expect(slow.frames).toHaveLength(before + 1);
});

test('a frame larger than the window is sent, and nothing after it until it was acknowledged', async () => {
  const running = await start({ windowBytes: 10, windowMs: 60_000 });
  const { updater } = running.app;
  const [slow, quick] = [await TestPage.open(running), await TestPage.open(running)];
  slow.acknowledges = false;
  for (const text of ['x'.repeat(100_000), 'y', 'z']) {
    updater.broadcastStateUpdate('text', text);
    await quick.shows(text, 'p');
  }
  expect(slow.frames).toHaveLength(1);
  slow.acknowledge();
  await slow.shows('z', 'p');
  expect(slow.frames).toHaveLength(2);
});

test('a window that is closed by age opens with the acknowledgement', async () => {
  const running = await start({ windowMs: 0, windowFreeBytes: 0 });
  const { updater } = running.app;
  const [slow, quick] = [await TestPage.open(running), await TestPage.open(running)];
  slow.acknowledges = false;
  for (const text of ['a', 'b', 'c']) {
    updater.broadcastStateUpdate('text', text);
    await quick.shows(text, 'p');
  }
  expect(slow.text('p')).toBe('a');
  slow.acknowledge();
  await slow.shows('c', 'p');
});

test('an event acknowledges the frames that it names, so it opens the window, too', async () => {
  const running = await start({ windowMs: 0, windowFreeBytes: 0 });
  const { updater } = running.app;
  const [slow, quick] = [await TestPage.open(running), await TestPage.open(running)];
  slow.acknowledges = false;
  for (const note of ['a', 'b']) {
    updater.broadcastStateUpdate('note', note);
    await quick.shows(note, 'i');
  }
  expect(slow.text('i')).toBe('a');
  // The paragraph listens to nothing: no handler runs, and nothing but the acknowledgement could send anything.
  slow.raiseAt([0, 0]);
  await slow.shows('b', 'i');
});

test('an acknowledgement of frames that were never sent opens nothing', async () => {
  const running = await start({ windowMs: 0, windowFreeBytes: 0 });
  const { updater } = running.app;
  const [slow, quick] = [await TestPage.open(running), await TestPage.open(running)];
  slow.acknowledges = false;
  updater.broadcastStateUpdate('text', 'a');
  await slow.shows('a', 'p');
  slow.say(['ack', 99]);
  for (const text of ['b', 'c']) {
    updater.broadcastStateUpdate('text', text);
    await quick.shows(text, 'p');
  }
  expect(slow.text('p')).toBe('a');
});

test('the answer to an event follows the tree that it made, also when the window was closed', async () => {
  const running = await start({ windowMs: 0, windowFreeBytes: 0 });
  const page = await TestPage.open(running);
  page.acknowledges = false;
  running.app.updater.broadcastStateUpdate('text', 'first');
  await page.shows('first', 'p');
  const number = page.raiseAt(page.pathOf(page.root.querySelector('i') as Element), 'click', {}, 0);
  await until(() => running.app.updater.getComponentsOfType(Sheet)[0]?.getState('text') === 'clicked');
  page.acknowledges = true;
  page.acknowledge();
  expect(await page.answer(number)).toEqual([number, 'done']);
  expect(page.text('p')).toBe('clicked');
});

test('no more frames are sent in a second than the limit says', async () => {
  const framesPerSecond = 20;
  const running = await start({ framesPerSecond });
  const page = await TestPage.open(running);
  const began = performance.now();
  for (let i = 0; i < 300; i++) {
    running.app.updater.broadcastStateUpdate('text', String(i));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await page.shows('299', 'p');
  const seconds = (performance.now() - began) / 1000;
  expect(page.frames.length).toBeLessThanOrEqual(seconds * framesPerSecond + 2);
});
