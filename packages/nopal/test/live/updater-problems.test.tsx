/** What cannot be done: told with its code, counted as 0, never thrown into the caller. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { stampComponent } from '../../src/names.ts';
import { makeApp, serve, startApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Inner() {
  const [detail] = useState('fine');
  if (detail === 'bad') throw new Error('cannot show bad');
  return <i>{detail}</i>;
}

function Panel() {
  const [headline] = useState({ text: 'hello' });
  const [twin] = useState('a', { key: 'same' });
  const [otherTwin] = useState('b', { key: 'same' });
  if (headline.text === 'broken') throw new Error('no such headline');
  return (
    <section>
      <h1>{headline.text}</h1>
      <p>{twin + otherTwin}</p>
      <Inner />
    </section>
  );
}

function Other() {
  const [headline] = useState({ text: 'other' });
  return <h2>{headline.text}</h2>;
}

const start = () => serve((app) => app.page('/', Panel, { componentId: 'panel' }).page('/other', Other));

test('an unknown id', async () => {
  const { app, coded } = await start();
  expect(app.updater.updateComponentState('panel-x', 'headline', 'x')).toBe(0);
  expect(coded('unknown-component-id')[0]?.msg).toMatch(/"panel-x".*getAllComponentIds/);
  expect(app.updater.isComponentConnected('panel-x')).toBe(false);
});

test('a key that nobody declares is told with the nearest names, an object of keys for each', async () => {
  const running = await start();
  const { app, coded } = running;
  await TestPage.open(running);
  expect(app.updater.broadcastStateUpdate('headlin', 'x')).toBe(0);
  expect(coded('unknown-state-key')[0]?.msg).toMatch(
    /^No component declares a state key "headlin"; nearest: "headline"/,
  );
  expect(app.updater.updateComponentsOfType('Panel', { hedline: 1, headline: { text: 'ok' } })).toBe(1);
  expect(coded('unknown-state-key')[1]?.msg).toMatch(/^<Panel> declares no state key "hedline"; nearest: "headline"/);
  expect(app.updater.updateComponentState('panel', 'detail', 'x')).toBe(0);
  expect(coded('unknown-state-key')[2]?.msg).toMatch(/^The component "panel" declares no state key "detail"/);
  expect(app.updater.updateWhere(() => true, 'samme', 'x')).toBe(0);
  expect(coded('unknown-state-key')[3]?.msg).toMatch(/nearest: "same"/);
});

test('a nested instance is told by its own keys, not by those of the page', async () => {
  const running = await start();
  await TestPage.open(running);
  const nested = running.app.updater.getComponentsOfType(Inner)[0]?.id ?? '';
  expect(running.app.updater.updateComponentState(nested, 'headline', { text: 'x' })).toBe(0);
  expect(running.coded('unknown-state-key')[0]?.msg).toMatch(/declares no state key "headline"; nearest: "detail"/);
});

test('a value that is not data is refused by its path and changes nothing', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  const { updater } = running.app;
  expect(updater.broadcastStateUpdate('headline', { text: { deep: [1, new Map()] } })).toBe(0);
  expect(running.coded('not-data')[0]?.msg).toContain('headline.text.deep[1]');
  expect(updater.broadcastStateUpdate('headline', () => ({ text: Number.NaN }))).toBe(0);
  expect(running.coded('not-data')[1]?.msg).toContain('headline.text');
  expect(updater.broadcastStateUpdate({ headline: { text: 'half' }, detail: Symbol('x') })).toBe(0);
  expect(page.text('h1')).toBe('hello');
});

test('a key that one component declares twice', async () => {
  const running = await start();
  await TestPage.open(running);
  expect(running.app.updater.broadcastStateUpdate('same', 'x')).toBe(0);
  expect(running.coded('duplicate-state-key')[0]?.msg).toContain('<Panel>');
});

test('a predicate that throws does not choose, and the others are asked', async () => {
  const running = await start();
  const [page, other] = [await TestPage.open(running), await TestPage.open(running, '/other')];
  const choosy = ({ type }: { type: string }): boolean => {
    if (type === 'Panel') throw new Error('not for panels');
    return true;
  };
  expect(running.app.updater.updateWhere(choosy, 'headline', { text: 'chosen' })).toBe(1);
  await other.shows('chosen', 'h2');
  expect(page.text('h1')).toBe('hello');
  expect(running.coded('predicate-failed')).toHaveLength(1);
});

test('an updater function that throws keeps that value; other instances and keys go on', async () => {
  const running = await start();
  const [page, other] = [await TestPage.open(running), await TestPage.open(running, '/other')];
  const picky = (before: { text: string }): { text: string } => {
    if (before.text === 'hello') throw new Error('not this one');
    return { text: 'changed' };
  };
  expect(running.app.updater.broadcastStateUpdate({ headline: picky, detail: 'on' })).toBe(2);
  await other.shows('changed', 'h2');
  await page.shows('on', 'i');
  expect(page.text('h1')).toBe('hello');
  expect(running.coded('updater-function-failed')).toHaveLength(1);
});

test('a render that throws: the page shows what it showed, others go on, and the next good state recovers it', async () => {
  const running = await start();
  const [page, other] = [await TestPage.open(running), await TestPage.open(running, '/other')];
  const { updater } = running.app;
  expect(updater.broadcastStateUpdate('headline', { text: 'broken' })).toBe(2);
  await other.shows('broken', 'h2');
  await expect.poll(() => running.coded('render-failed').length).toBe(1);
  expect(running.coded('render-failed')[0]?.msg).toContain('<Panel>');
  expect(page.text('h1')).toBe('hello');
  expect(updater.getComponentsOfType(Panel)[0]?.getState('headline')).toEqual({ text: 'broken' });
  // What is nested in the broken one is not broken.
  expect(updater.broadcastStateUpdate('detail', 'still alive')).toBe(1);
  await page.shows('still alive', 'i');
  expect(updater.broadcastStateUpdate('headline', { text: 'mended' })).toBe(2);
  await page.shows('mended', 'h1');
});

test('a nested component that throws leaves its surroundings alone', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate({ detail: 'bad', headline: { text: 'new' } });
  await page.shows('new', 'h1');
  expect(page.text('i')).toBe('fine');
  running.app.updater.broadcastStateUpdate('detail', 'good');
  await page.shows('good', 'i');
});

test('a short name that two types share is refused; the function and the long name are not', async () => {
  const running = await start();
  const { app, coded } = running;
  const twins = [() => null, () => null];
  twins.forEach((twin, i) => stampComponent(twin, `module-${i}`, 'Twin', ['x']));
  expect(app.updater.updateComponentsOfType('Twin', 'x', 1)).toBe(0);
  expect(coded('ambiguous-component-type')[0]?.msg).toContain('module-0#Twin, module-1#Twin');
  expect(app.updater.getComponentsOfType('twin')).toEqual([]);
  expect(app.updater.updateComponentsOfType('module-0#Twin', 'x', 1)).toBe(0);
  expect(app.updater.updateComponentsOfType(twins[1] ?? '', 'x', 1)).toBe(0);
  expect(coded('ambiguous-component-type')).toHaveLength(2);
  expect(app.updater.getComponentsOfType('Pannel')).toEqual([]);
  expect(coded('unknown-component-type')[0]?.msg).toMatch(/nearest: "Panel"/);
});

test('nothing is thrown into the caller, whatever the arguments are', async () => {
  const made = makeApp();
  made.app.page('/', Panel);
  const running = await startApp(made);
  const page = await TestPage.open(running);
  const { updater } = running.app;
  const trap = (): never => {
    throw new Error('trap');
  };
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const odd = fc.constantFrom<unknown>(
    'proxy',
    cyclic,
    Symbol('s'),
    trap,
    Date,
    null,
    undefined,
    10n,
    'headline',
    'panel',
    'Panel',
  );
  const anything = fc.oneof(
    odd,
    fc.anything({ withDate: true, withMap: true, withBigInt: true, withNullPrototype: true, withSparseArray: true }),
  );
  const targets = [updater, updater.throttled(1)] as const;
  const methods = ['updateComponentState', 'broadcastStateUpdate', 'updateComponentsOfType', 'updateWhere'] as const;
  const lookups = ['isComponentConnected', 'getComponentsOfType'] as const;
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 4 }), (generated) => {
      // fast-check looks into what it generates, so the proxy stays out of its hands.
      const args = generated.map((each) =>
        each === 'proxy' ? new Proxy({}, { ownKeys: trap, has: trap, get: trap }) : each,
      );
      for (const target of targets) {
        for (const name of methods) {
          if (typeof (target[name] as (...args: unknown[]) => unknown)(...args) !== 'number') return false;
        }
      }
      for (const name of lookups) (updater[name] as (...args: unknown[]) => unknown)(...args);
      return true;
    }),
    { numRuns: 500 },
  );
  // What the throttled one still holds may come after the first of these.
  await until(() => updater.broadcastStateUpdate('headline', { text: 'and on' }) > 0 && page.text('h1') === 'and on');
});
