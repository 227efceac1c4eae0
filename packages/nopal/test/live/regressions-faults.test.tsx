/** What once went wrong when something else went wrong: mistakes in components, handlers and pushes. */
import { beforeEach, expect, test } from 'vitest';
import { createContext, memo, useContext, useEffect, useState } from '../../src/index.ts';
import { stampComponent } from '../../src/names.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

function Calendar() {
  const [day] = useState(new Date('2020-05-05'));
  const [tick, setTick] = useState(0);
  const change = (): void => {
    setTick((before) => before + 1);
    day.setUTCFullYear(1999);
  };
  return <b onClick={change}>{`${day.getUTCFullYear()}/${tick}`}</b>;
}

test('a handler could change a Date in state, and with it that of everybody', async () => {
  const running = await serve((app) => app.page('/', Calendar));
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  expect(await page.click('b')).toEqual([1, 'done', 'failed']);
  expect(JSON.stringify(running.coded('handler-failed'))).toContain('TypeError');
  await page.shows('2020/1', 'b');
  running.app.updater.broadcastStateUpdate('tick', 2);
  await Promise.all([page, other].map((each) => each.shows('2020/2', 'b')));
});

const Fussy = memo(
  ({ level }: { level: number }) => <i>{level}</i>,
  () => {
    throw new Error('cannot compare');
  },
);

function WithFussy() {
  const [level] = useState(0);
  return (
    <main>
      <Fussy level={level} />
      <p>{level}</p>
    </main>
  );
}

test("a memo's comparison that threw kept its siblings from being updated", async () => {
  const running = await serve((app) => app.page('/', WithFussy));
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate('level', 1);
  await page.shows('1', 'p');
  expect(page.text('i')).toBe('1');
  expect(running.coded('render-failed')[0]?.msg).toContain('comparison of props threw');
});

const Mood = createContext('bad');
let isBroken = true;
beforeEach(() => void (isBroken = true));

function ByProps({ mood }: { mood: string }) {
  if (mood === 'bad') throw new Error('bad props');
  return <i>{mood}</i>;
}

function ByContext() {
  const mood = useContext(Mood);
  if (mood === 'bad') throw new Error('bad context');
  return <u>{mood}</u>;
}

function ByChance() {
  if (isBroken) throw new Error('bad luck');
  return <s>fine</s>;
}

/** Reads nothing itself: what is in it is tried again all the same. */
function Between() {
  return (
    <section>
      <ByContext />
    </section>
  );
}

function Hopeful() {
  const [mood] = useState('bad');
  const [other] = useState('bad');
  const [open] = useState(false);
  const [tick] = useState(0);
  return (
    <Mood value={other}>
      <h1>{tick}</h1>
      <ByProps mood={mood} />
      <ByContext />
      {open && <ByChance />}
      <Between />
    </Mood>
  );
}

test('a nested component that threw at its first mount took the page with it, or never came back', async () => {
  const running = await serve((app) => app.page('/', Hopeful));
  const page = await TestPage.open(running);
  expect(page.response.status).toBe(200);
  expect(page.text()).toBe('0');
  const told = running.coded('render-failed').map(({ msg }) => msg);
  expect(told.filter((msg) => msg.includes('<ByProps>') && msg.includes('shows nothing'))).toHaveLength(1);
  expect(told.filter((msg) => msg.includes('<ByContext>') && msg.includes('shows nothing'))).toHaveLength(1);
  running.app.updater.broadcastStateUpdate('mood', 'good');
  await page.shows('good', 'i');
  running.app.updater.broadcastStateUpdate('other', 'better');
  await page.shows('better', 'u');
  await page.shows('better', 'section u');
});

test('a nested component that threw when an update mounted it never came back', async () => {
  const running = await serve((app) => app.page('/', Hopeful));
  const page = await TestPage.open(running);
  running.app.updater.broadcastStateUpdate({ open: true, tick: 1 });
  await page.shows('1', 'h1');
  expect(page.text('s')).toBeNull();
  isBroken = false;
  running.app.updater.broadcastStateUpdate('tick', 2);
  await page.shows('fine', 's');
});

function FirstLoad() {
  const [text] = useState('first');
  return <b>{text}</b>;
}

function SecondLoad() {
  const [text] = useState('second');
  return <b>{text}</b>;
}

function Again() {
  return <SecondLoad />;
}

test('after its module was loaded again, a component was no longer reached by its name or its new function', async () => {
  stampComponent(FirstLoad, 'reloaded-module', 'Reloaded', ['text']);
  const running = await serve((app) => app.page('/', FirstLoad).page('/again', Again));
  const { updater } = running.app;
  const page = await TestPage.open(running);
  updater.updateComponentsOfType(FirstLoad, 'text', 'kept', { retain: true });
  stampComponent(SecondLoad, 'reloaded-module', 'Reloaded', ['text']);
  expect(updater.updateComponentsOfType('Reloaded', 'text', 'by name')).toBe(1);
  await page.shows('by name', 'b');
  expect(updater.updateComponentsOfType(SecondLoad, 'text', 'by function')).toBe(1);
  await page.shows('by function', 'b');
  expect(updater.getComponentsOfType(SecondLoad)).toHaveLength(1);
  expect((await TestPage.fetch(running, '/again')).text('b')).toBe('kept');
  expect(running.log.filter(({ level }) => level >= 40)).toEqual([]);
});

function Fragile() {
  const [level, setLevel] = useState(0);
  const later = (value: number | (() => number)) => (): void => void setTimeout(() => setLevel(value));
  const fail = (): never => {
    throw new Error('cannot make a level');
  };
  return (
    <main>
      <b onClick={() => setLevel((before) => before + 1)}>{level}</b>
      <i onClick={later(Number.NaN)} />
      <u onClick={later(fail)} />
    </main>
  );
}

test('an async predicate chose everybody, and each of its failures was a line in the log', async () => {
  const running = await serve((app) => app.page('/', Fragile));
  const page = await TestPage.open(running);
  const asynchronous = (async () => true) as unknown as () => boolean;
  for (let i = 0; i < 1500; i++) expect(running.app.updater.updateWhere(asynchronous, 'level', 9)).toBe(0);
  expect(running.coded('predicate-failed')).toHaveLength(1);
  const rejecting = (async () => JSON.parse('{') as boolean) as unknown as () => boolean;
  expect(running.app.updater.updateWhere(rejecting, 'level', 9)).toBe(0);
  await page.click('b');
  await page.shows('1', 'b');
});

test('a setter that got NaN, or a function that threw, in a timer ended the process', async () => {
  const running = await serve((app) => app.page('/', Fragile));
  const page = await TestPage.open(running);
  await page.click('b');
  await page.click('i');
  await page.click('u');
  await until(() => running.coded('not-data').length === 1);
  await until(() => running.coded('updater-function-failed').length === 1);
  await page.click('b');
  await page.shows('2', 'b');
});

test('more viewers without a connection were kept than maxAway allows', () => {
  const bench = new LiveBench({ maxAway: 2 });
  const [one, two, three] = [bench.connect(Calendar), bench.connect(Calendar), bench.connect(Calendar)];
  const { viewers } = bench.live;
  viewers.away(two.viewer);
  viewers.away(one.viewer);
  // Who came back and left again did not leave first.
  expect(viewers.resume({ id: two.viewer.id, secret: two.viewer.secret, connection: undefined })).toBe(two.viewer);
  viewers.away(two.viewer);
  expect(viewers.size).toBe(3);
  viewers.away(three.viewer);
  expect([one, two, three].map(({ viewer }) => viewer.ended)).toEqual([true, false, false]);
});

function AsyncEffect() {
  useEffect(
    (async () => {
      throw new Error('late');
    }) as unknown as () => void,
    [],
  );
  return <b>here</b>;
}

test('an effect that returned a rejected promise ended the process', async () => {
  const running = await serve((app) => app.page('/', AsyncEffect));
  await TestPage.open(running);
  await until(() => running.log.some(({ msg }) => msg === 'The promise of an effect was rejected.'));
  expect(JSON.stringify(running.coded('render-failed'))).toContain('late');
});
