/** Every push and lookup of the updater, on connected pages. */
import { expect, test } from 'vitest';
import { createStateKey, useState, type ComponentHandle } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

const statusKey = createStateKey<{ step: number; note?: string }>('status');

function Dial({ start = 0 }: { start?: number }) {
  const [level, setLevel] = useState(start);
  return <b onClick={() => setLevel(level + 1)}>{level}</b>;
}

function BuildCard({ owner = 'nobody' }: { owner?: string }) {
  const [status] = useState({ step: 0, note: 'new' } as { step: number; note?: string });
  const [userId] = useState(owner);
  return (
    <article>
      <h1>{userId}</h1>
      <p>
        {status.step}:{status.note ?? 'none'}
      </p>
      <Dial start={1} />
    </article>
  );
}

function Clock() {
  const [time] = useState('noon');
  return <time>{time}</time>;
}

const start = () =>
  serve((app) => {
    app.page('/', BuildCard);
    app.page('/ann', BuildCard, { props: { owner: 'ann' } });
    app.page('/shared', BuildCard, { componentId: 'job-7' });
    app.page('/clock', Clock);
  });

test('a broadcast reaches every instance that declares the key, nested ones too, and says how many', async () => {
  const running = await start();
  const { updater } = running.app;
  const [card, clock] = [await TestPage.open(running), await TestPage.open(running, '/clock')];
  expect(updater.broadcastStateUpdate('status', { step: 1 })).toBe(1);
  expect(updater.broadcastStateUpdate('level', 5)).toBe(1);
  expect(updater.broadcastStateUpdate({ time: 'dusk', level: 6 })).toBe(2);
  expect(updater.broadcastStateUpdate('status', { step: 2 })).toBe(1);
  await card.shows('2:none', 'p');
  await card.shows('6', 'b');
  await clock.shows('dusk');
});

test('an object of updates sets many keys and counts the instance once', async () => {
  const running = await start();
  const card = await TestPage.open(running);
  expect(running.app.updater.broadcastStateUpdate({ status: { step: 3 }, userId: 'eve' })).toBe(1);
  await card.shows('eve', 'h1');
  await card.shows('3:none', 'p');
});

test('a value replaces the old one whole, properties that it lacks included', async () => {
  const running = await start();
  const card = await TestPage.open(running);
  expect(card.text('p')).toBe('0:new');
  running.app.updater.broadcastStateUpdate(statusKey, { step: 4 });
  await card.shows('4:none', 'p');
});

test('a function makes each instance its next value from its previous one', async () => {
  const running = await start();
  const { updater } = running.app;
  const [one, two] = [await TestPage.open(running), await TestPage.open(running)];
  const [first] = updater.getAllComponentIds();
  updater.updateComponentState(first ?? '', 'userId', 'first');
  expect(updater.broadcastStateUpdate('userId', (before: string) => `${before}!`)).toBe(2);
  await one.shows('first!', 'h1');
  await two.shows('nobody!', 'h1');
});

test('ids are the type in kebab case and twelve characters, and reach one instance', async () => {
  const running = await start();
  const { updater } = running.app;
  const [one, two] = [await TestPage.open(running), await TestPage.open(running)];
  const ids = updater.getAllComponentIds();
  const pages = ids.filter((id) => /^build-card-[0-9a-z]{12}$/.test(id));
  const nested = ids.filter((id) => /^dial-[0-9a-z]{12}-[0-9a-z]{1,11}$/.test(id));
  expect([ids.length, pages.length, nested.length, new Set(ids).size]).toEqual([4, 2, 2, 4]);
  expect(pages[0]).toContain(one.viewer?.[0]);

  expect(updater.updateComponentState(nested[0] ?? '', 'level', 9)).toBe(1);
  await one.shows('9', 'b');
  expect(two.text('b')).toBe('1');
  expect(updater.isComponentConnected(nested[0] ?? '')).toBe(true);
});

test('several viewers may share a chosen id: a push to it reaches all, and it is listed once', async () => {
  const running = await start();
  const { updater } = running.app;
  const [one, two] = [await TestPage.open(running, '/shared'), await TestPage.open(running, '/shared')];
  const other = await TestPage.open(running);
  expect(updater.updateComponentState('job-7', statusKey, { step: 8 })).toBe(2);
  await Promise.all([one, two].map((page) => page.shows('8:none', 'p')));
  expect(other.text('p')).toBe('0:new');
  expect(updater.getAllComponentIds().filter((id) => id === 'job-7')).toEqual(['job-7']);
  expect(updater.getComponentsOfType(BuildCard).filter(({ id }) => id === 'job-7')).toHaveLength(2);
});

test('a type is given as its function, its name, its name in kebab case or its long name', async () => {
  const running = await start();
  const { updater } = running.app;
  const [card, clock] = [await TestPage.open(running), await TestPage.open(running, '/clock')];
  const types = [BuildCard, 'BuildCard', 'build-card'] as const;
  for (const [i, type] of types.entries()) {
    expect(updater.updateComponentsOfType(type, 'status', { step: i })).toBe(1);
    expect(updater.getComponentsOfType(type)).toHaveLength(1);
  }
  await card.shows('2:none', 'p');
  expect(updater.updateComponentsOfType(Dial, { level: 3 })).toBe(1);
  await card.shows('3', 'b');
  expect(clock.frames).toEqual([]);
  // Of that type, but without the key: skipped.
  expect(updater.updateComponentsOfType(Clock, 'level', 4)).toBe(0);
});

test('a predicate chooses by id, type and current state', async () => {
  const running = await start();
  const { updater } = running.app;
  const [ann, nobody] = [await TestPage.open(running, '/ann'), await TestPage.open(running)];
  const isAnn = (card: ComponentHandle) => card.getState('userId') === 'ann';
  expect(updater.updateWhere(isAnn, statusKey, { step: 5 })).toBe(1);
  await ann.shows('5:none', 'p');
  expect(nobody.text('p')).toBe('0:new');
  // State has its new value when a push returns, before anything was rendered.
  expect(updater.updateWhere((card) => card.getState(statusKey)?.step === 5, { userId: 'bob' })).toBe(1);
  expect(updater.updateWhere(isAnn, 'userId', 'x')).toBe(0);
  expect(
    updater.updateWhere(
      ({ type }) => type === 'Dial',
      'level',
      (before: number) => before + 1,
    ),
  ).toBe(2);
  await Promise.all([ann, nobody].map((page) => page.shows('2', 'b')));
});

test('a handle tells undefined for a key that is not declared', async () => {
  const running = await start();
  await TestPage.open(running);
  const [handle] = running.app.updater.getComponentsOfType('BuildCard');
  expect(handle?.type).toBe('BuildCard');
  expect(handle?.getState(statusKey)).toEqual({ step: 0, note: 'new' });
  expect(handle?.getState('nonsense')).toBeUndefined();
});

test('a page that nobody claimed takes pushes and is not listed', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.fetch(running);
  expect(updater.getAllComponentIds()).toEqual([]);
  expect(updater.getComponentsOfType(BuildCard)).toEqual([]);
  expect(updater.broadcastStateUpdate('userId', 'early')).toBe(1);
  await page.connect();
  await page.shows('early', 'h1');
  expect(updater.getAllComponentIds()).toHaveLength(2);
});

test('within its grace period a viewer is listed and pushed to, but not connected', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.open(running, '/shared');
  expect(updater.isComponentConnected('job-7')).toBe(true);
  await page.cut();
  await expect.poll(() => updater.isComponentConnected('job-7')).toBe(false);
  expect(updater.getAllComponentIds()).toContain('job-7');
  expect(updater.updateComponentState('job-7', 'userId', 'away')).toBe(1);
  await page.connect();
  await page.shows('away', 'h1');
  expect(updater.isComponentConnected('job-7')).toBe(true);
});

test('an equal value is taken and sends nothing', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.open(running);
  expect(updater.broadcastStateUpdate('status', { step: 0, note: 'new' })).toBe(1);
  expect(updater.broadcastStateUpdate('status', (before: object) => ({ ...before }))).toBe(1);
  updater.broadcastStateUpdate('userId', 'last');
  await page.shows('last', 'h1');
  expect(page.frames).toHaveLength(1);
});

test('pushes of one turn are one frame, and so is a batch', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.open(running);
  updater.broadcastStateUpdate('userId', 'a');
  updater.broadcastStateUpdate('userId', 'b');
  updater.broadcastStateUpdate('level', 2);
  await page.shows('b', 'h1');
  expect(page.frames).toHaveLength(1);
  const returned = updater.batch(() => {
    for (let i = 0; i < 100; i++) updater.broadcastStateUpdate('level', i);
    return updater.updateWhere(({ type }) => type === 'BuildCard', 'userId', 'c');
  });
  expect(returned).toBe(1);
  await page.shows('c', 'h1');
  expect(page.text('b')).toBe('99');
  expect(page.frames).toHaveLength(2);
});

test('a batch passes on what its function throws, and pushes go on', async () => {
  const running = await start();
  const { updater } = running.app;
  const page = await TestPage.open(running);
  const failing = (): void =>
    updater.batch(() => {
      updater.broadcastStateUpdate('userId', 'before');
      throw new Error('mine');
    });
  expect(failing).toThrow('mine');
  await page.shows('before', 'h1');
});

test('the cluster twins answer the same, as promises', async () => {
  const running = await start();
  const { cluster } = running.app.updater;
  const page = await TestPage.open(running, '/shared');
  expect(await cluster.broadcastStateUpdate('level', 2)).toBe(1);
  expect(await cluster.updateComponentState('job-7', { userId: 'x' })).toBe(1);
  expect(await cluster.updateComponentsOfType('Dial', 'level', 3)).toBe(1);
  expect(await cluster.updateWhere(() => true, 'level', 4)).toBe(1);
  expect(await cluster.getAllComponentIds()).toHaveLength(2);
  expect(await cluster.isComponentConnected('job-7')).toBe(true);
  await page.shows('4', 'b');
});
