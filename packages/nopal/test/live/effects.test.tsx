/** Effects run on the server, from the claim to the viewer's end. */
import { beforeEach, expect, test, vi } from 'vitest';
import { useEffect, useReducer, useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { sweepSoon } from '../../src/live/interning.ts';
import { collectGarbage } from '../support/gc.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const log: string[] = [];
let kept: ((value: number) => void) | undefined;
beforeEach(() => void (log.length = 0));

function Child({ name }: { name: string }) {
  const [seen, setSeen] = useState(0);
  kept = setSeen;
  useEffect(() => {
    log.push(`${name} in`);
    return () => void log.push(`${name} out`);
  }, [name]);
  useEffect(() => setSeen(1), []);
  return <i>{seen}</i>;
}

function Parent() {
  const [tick] = useState(0);
  const [other] = useState(0);
  const [open] = useState(true);
  useEffect(() => {
    log.push(`tick ${tick} in`);
    return () => void log.push(`tick ${tick} out`);
  }, [tick]);
  return (
    <main>
      <b>{`${tick}/${other}`}</b>
      {open && <Child name="child" />}
    </main>
  );
}

function Failing() {
  const [tick] = useState(0);
  useEffect(() => {
    throw new Error('effect');
  }, [tick]);
  useEffect(
    () => () => {
      throw new Error('clean-up');
    },
    [tick],
  );
  useEffect(() => {
    log.push(`last ${tick} in`);
    return () => void log.push(`last ${tick} out`);
  }, [tick]);
  return <b>{tick}</b>;
}

const start = (limits = {}) => serve((app) => app.page('/', Parent).page('/failing', Failing), { limits });

test('effects run when the page is claimed, nested ones first, and their setters update the page', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  expect(log).toEqual([]);
  await page.connect();
  await page.shows('1', 'i');
  expect(log).toEqual(['child in', 'tick 0 in']);
});

test('an effect runs again only when its dependencies changed, after its clean-up', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('other', 1);
  await page.shows('0/1', 'b');
  running.app.updater.broadcastStateUpdate('tick', 1);
  await page.shows('1/1', 'b');
  await until(() => log.length === 4);
  expect(log).toEqual(['child in', 'tick 0 in', 'tick 0 out', 'tick 1 in']);
});

test('what was pushed before the claim is what the first effects see', async () => {
  const running = await start();
  const page = await TestPage.fetch(running);
  running.app.updater.broadcastStateUpdate('tick', 7);
  await page.connect();
  await page.shows('7/0', 'b');
  expect(log).toEqual(['child in', 'tick 7 in']);
});

test('an unmount cleans up; a setter kept from before does nothing and says so, not again and again', async () => {
  const running = await start();
  const page = await TestPage.open(running);
  await page.shows('1', 'i');
  const setter = kept;
  running.app.updater.broadcastStateUpdate('open', false);
  await page.shows('0/0');
  await until(() => log.includes('child out'));
  for (let i = 0; i < 50; i++) setter?.(9);
  expect(running.coded('set-state-after-unmount')).toHaveLength(1);
  running.app.updater.broadcastStateUpdate('open', true);
  // A new mount, with a state of its own.
  await page.shows('1', 'i');
  setter?.(9);
  running.app.updater.broadcastStateUpdate('tick', 1);
  await page.shows('1/0', 'b');
  expect(page.text('i')).toBe('1');
});

test('a reconnect runs nothing again; the end of the grace period cleans everything up', async () => {
  const running = await start({ graceMs: 60 });
  const page = await TestPage.open(running);
  await page.cut();
  await page.connect();
  expect(page.viewer?.[2]).toBe(1);
  expect(log).toEqual(['child in', 'tick 0 in']);
  await page.cut();
  await until(() => log.length === 4);
  expect(log.slice(2).toSorted()).toEqual(['child out', 'tick 0 out']);
});

test('one that throws, and a clean-up that throws, do not keep the others', async () => {
  const running = await start({ graceMs: 20 });
  const page = await TestPage.open(running, '/failing');
  await until(() => log.includes('last 0 in'));
  running.app.updater.broadcastStateUpdate('tick', 1);
  await page.shows('1', 'b');
  await until(() => log.includes('last 1 in'));
  expect(log).toEqual(['last 0 in', 'last 0 out', 'last 1 in']);
  await page.cut();
  await until(() => log.includes('last 1 out'));
  const messages = running.log.filter(({ level }) => level >= 50).map(({ msg }) => msg);
  // The same fault again is kept back for a while.
  expect(messages).toEqual(['An effect of <Failing> threw.', 'The clean-up of an effect threw.']);
});

test('closing the app cleans up the effects of everybody', async () => {
  const running = await start();
  await TestPage.open(running);
  await running.app.close();
  expect(log.filter((each) => each.endsWith('out')).toSorted()).toEqual(['child out', 'tick 0 out']);
});

let add: (() => void) | undefined;
let setStep: ((step: number) => void) | undefined;

function Sum({ step }: { step: number }) {
  const [sum, addOne] = useReducer((before: number, times: number) => before + step * times, 0);
  useEffect(() => {
    add = () => addOne(1);
  }, []);
  return <i>{sum}</i>;
}

function Steps() {
  const [step, set] = useState(1);
  useEffect(() => {
    setStep = set;
  }, []);
  return (
    <main>
      <b>{step}</b>
      <Sum step={step} />
    </main>
  );
}

test('a reducer sees the newest props, also by a dispatch that an effect kept', async () => {
  const running = await serve((app) => app.page('/', Steps));
  const page = await TestPage.open(running);
  await until(() => add !== undefined);
  setStep?.(10);
  await page.shows('10', 'b');
  add?.();
  await page.shows('10', 'i');
});

let mishaps = 0;
let bump: ((n: number) => void) | undefined;

function Frail({ n }: { n: number }) {
  useEffect(() => void log.push('ran'), []);
  // The first call is for everybody, the second for the viewer.
  if (++mishaps === 2) throw new Error('a passing mishap');
  return <p>{n}</p>;
}

function Around() {
  const [n, set] = useState(0);
  useEffect(() => {
    bump = set;
  }, []);
  return <Frail n={n} />;
}

test('an effect whose component could not be rendered for it once runs the next time', async () => {
  const running = await serve((app) => app.page('/', Around), { development: false });
  const page = await TestPage.open(running);
  await until(() => bump !== undefined && running.coded('render-failed').length > 0);
  expect(log).toEqual([]);
  bump?.(1);
  await page.shows('1', 'p');
  await until(() => log.length === 1);
});

let count: ((n: number) => void) | undefined;

function Counter() {
  const [n, set] = useState(0);
  useEffect(() => {
    count = set;
  }, []);
  return <p>{n}</p>;
}

test('pages with effects that nobody shows any more are let go of', async () => {
  const bench = new LiveBench();
  const { viewer } = bench.connect(Counter);
  bench.live.runEffects(viewer);
  const pages = Array.from({ length: 500 }, (_, i) => {
    count?.(i + 1);
    bench.flush();
    return new WeakRef(viewer.root);
  });
  await vi.waitUntil(async () => {
    sweepSoon();
    await collectGarbage();
    return pages.filter((page) => page.deref() !== undefined).length < 10;
  }, 15_000);
}, 20_000);
