import { expect, test } from 'vitest';
import { createTopic, useParams, usePresence, useState, type PresenceChange } from '../../src/index.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const lobby = createTopic('room:lobby', { presenceGraceMs: 60_000 });
const quick = createTopic('room:quick', { presenceGraceMs: 0 });

function Here({ as, topic = lobby }: { as?: { id: string; data?: object }; topic?: typeof lobby }) {
  const here = usePresence(topic, { as, users: 3, changes: 3 });
  return (
    <section>
      <p>{`${here.count}: ${here.users.map(({ id, data }) => id + (data === undefined ? '' : JSON.stringify(data))).join()}`}</p>
      <ol>
        {here.changes.map(({ number, kind, user }) => (
          <li key={number}>{`${user.id} ${kind}`}</li>
        ))}
      </ol>
      <button onClick={() => here.update({ typing: true })}>Type</button>
    </section>
  );
}

function Room() {
  const { name } = useParams<'name'>();
  const [given, setGiven] = useState(name);
  const [isIn, setIn] = useState(true);
  return (
    <main>
      <a onClick={() => setGiven('renamed')}>Rename</a>
      <i onClick={() => setIn(false)}>Leave</i>
      {isIn ? <Here as={{ id: given }} /> : null}
    </main>
  );
}

function Quick() {
  return <Here as={{ id: 'ann' }} topic={quick} />;
}

function Watch() {
  return <Here />;
}

const text = (page: TestPage): string => page.root.querySelector('p')?.textContent ?? '';
const lines = (page: TestPage): string[] => [...page.root.querySelectorAll('li')].map((item) => item.textContent ?? '');

test('a page is there while it is connected, and sees who else is', async () => {
  const running = await serve((app) => app.page('/as/:name', Room).page('/watch', Watch));
  const loaded = await TestPage.fetch(running, '/as/nobody');
  const ann = await TestPage.open(running, '/as/ann');
  await until(() => text(ann) === '1: ann');
  const bob = await TestPage.open(running, '/as/bob');
  await until(() => text(ann) === '2: ann,bob' && text(bob) === '2: ann,bob');
  const watch = await TestPage.open(running, '/watch');
  expect(text(watch)).toBe('2: ann,bob');
  // The same user again is another connection, and nobody new.
  const again = await TestPage.open(running, '/as/bob');
  await until(() => running.app.topics.presence(lobby).connections === 3);
  expect(lines(watch)).toEqual(['ann joined', 'bob joined']);
  await again.click('i');
  await bob.click('i');
  await until(() => text(watch) === '1: ann');
  expect(lines(watch)).toEqual(['ann joined', 'bob joined', 'bob left']);
  expect(text(loaded)).toBe('0: ');
});

test('who loses the connection stays for the grace period, and is back without a word', async () => {
  const running = await serve((app) => app.page('/as/:name', Room).page('/quick', Quick));
  const changes: PresenceChange[] = [];
  running.app.topics.presence(lobby).onChange((change) => void changes.push(change));
  const ann = await TestPage.open(running, '/as/ann');
  await until(() => changes.length === 1);
  await ann.cut();
  await ann.connect();
  await until(() => text(ann) === '1: ann');
  expect(changes.map(({ kind }) => kind)).toEqual(['joined']);

  const there = running.app.topics.presence(quick);
  const page = await TestPage.open(running, '/quick');
  await until(() => there.count === 1);
  await page.cut();
  await until(() => there.count === 0);
  await page.connect();
  await until(() => there.count === 1);
});

test('another name is another user, and what one tells of oneself reaches the others', async () => {
  const running = await serve((app) => app.page('/as/:name', Room));
  const [ann, bob] = [await TestPage.open(running, '/as/ann'), await TestPage.open(running, '/as/bob')];
  await until(() => text(bob) === '2: ann,bob');
  await ann.click('button');
  await until(() => text(bob) === '2: ann{"typing":true},bob');
  await ann.click('a');
  await until(() => text(bob) === '2: bob,renamed');
  expect(lines(bob)).toEqual(['bob joined', 'ann left', 'renamed joined']);
});

test('a huge room is counted, listed as far as asked for, and shared', async () => {
  const bench = new LiveBench();
  const viewers: Viewer[] = Array.from({ length: 20 }, () => bench.connect(Watch).viewer);
  for (const viewer of viewers) bench.live.runEffects(viewer);
  const presence = bench.topics.presence(lobby);
  const members = Array.from({ length: 2000 }, (_, i) => presence.join({ id: `u${i}` }));
  const shows = (count: string): boolean => {
    bench.flush();
    return viewers.every(({ root }) => JSON.stringify(root.nodes).includes(count));
  };
  await until(() => shows('2000: u0,u1,u2'));
  expect(new Set(viewers.map(({ root }) => root)).size).toBe(1);
  for (const member of members) member.leave();
  await until(() => shows('0: '));
});
