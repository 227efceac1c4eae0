/** Effects run on the server, from the claim to the viewer's end. */
import { beforeEach, expect, test } from 'vitest';
import { useEffect, useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
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
