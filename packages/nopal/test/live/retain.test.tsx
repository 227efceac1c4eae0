/** Values that instances mounted later start with. */
import { expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

function Light() {
  const [lit] = useState('off');
  return <i>{lit}</i>;
}

function House() {
  const [lit] = useState('dark');
  const [rooms] = useState(1);
  return (
    <div>
      <b>{lit}</b>
      {Array.from({ length: rooms }, (_, i) => (
        <Light key={i} />
      ))}
    </div>
  );
}

const start = () => serve((app) => app.page('/', House).page('/mine', House, { componentId: 'mine' }));

test('a page opened later starts with what was retained, in its first HTML', async () => {
  const running = await start();
  const { updater } = running.app;
  expect(updater.broadcastStateUpdate('lit', 'all', { retain: true })).toBe(0);
  const page = await TestPage.fetch(running);
  expect(page.html).toContain('<b>all</b>');
  expect(page.html).toContain('>all</i>');
  expect(updater.updateComponentsOfType('House', { lit: 'house' }, { retain: true })).toBe(1);
  expect(updater.updateComponentState('mine', 'lit', 'mine', { retain: true })).toBe(0);
  expect((await TestPage.fetch(running)).html).toMatch(/<b>house<\/b>.*>all<\/i>/s);
  expect((await TestPage.fetch(running, '/mine')).html).toMatch(/<b>mine<\/b>.*>all<\/i>/s);
  expect(running.log.filter(({ level }) => level >= 40)).toEqual([]);
});

test('a nested instance that appears later starts with it too', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.open(running);
  updater.updateComponentsOfType(Light, 'lit', 'on', { retain: true });
  updater.broadcastStateUpdate('rooms', 2);
  await page.shows('darkonon');
});

test('without retain nothing is kept, and what was cleared is forgotten', async () => {
  const running = await start();
  const { updater } = running.app;
  updater.broadcastStateUpdate('lit', 'gone');
  expect((await TestPage.fetch(running)).html).toContain('<b>dark</b>');
  updater.broadcastStateUpdate({ lit: 'kept', rooms: 2 }, { retain: true });
  updater.updateComponentsOfType('House', 'lit', 'house', { retain: true });
  expect(updater.clearRetained({ key: 'lit', type: House })).toBe(1);
  expect((await TestPage.fetch(running)).html).toContain('<b>kept</b>');
  expect(updater.clearRetained({ key: 'lit' })).toBe(1);
  expect(updater.clearRetained({ id: 'mine' })).toBe(0);
  expect(updater.clearRetained()).toBe(1);
  expect((await TestPage.fetch(running)).html).toContain('<b>dark</b>');
});

test('a throttled push keeps its options', async () => {
  const running = await start();
  const throttled = running.app.updater.throttled(60_000);
  throttled.broadcastStateUpdate('lit', 'first', { retain: true });
  throttled.broadcastStateUpdate('lit', 'second', { retain: true });
  const page = await TestPage.open(running);
  expect(page.text('b')).toBe('first');
  // Closing lets through what is held, while the page is still connected.
  await running.app.close();
  expect(page.text('b')).toBe('second');
  expect(page.closedWith).toBe(1001);
});
