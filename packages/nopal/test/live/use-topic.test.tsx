import { expect, onTestFinished, test, vi } from 'vitest';
import {
  createTopic,
  createTopicGroup,
  MemoryStore,
  useState,
  useTopic,
  useTopics,
  type Topic,
  type TopicStore,
} from '../../src/index.ts';
import { toHtml } from '../../src/ui/html.ts';
import type { Viewer } from '../../src/live/viewer.ts';
import { serve } from '../support/app.ts';
import { LiveBench } from '../support/live.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const lobby = createTopic<string>('room:lobby', { history: { count: 300 } });
const garden = createTopic<string>('room:garden');

let renders = 0;

function List({ topic, last }: { topic: Topic<string>; last: number }) {
  renders++;
  const room = useTopic(topic, { last });
  return (
    <section>
      <ol>
        {room.messages.map(({ offset, message }) => (
          <li key={offset}>{message}</li>
        ))}
      </ol>
      <button onClick={room.older} disabled={!room.hasOlder}>
        Older
      </button>
      <b onClick={() => room.hold(true)}>Hold</b>
      <i onClick={() => room.hold(false)}>Follow</i>
      {room.isLoading ? <p>Loading</p> : null}
      {room.hasFailed ? <p>Failed</p> : null}
    </section>
  );
}

function Lobby() {
  return <List topic={lobby} last={3} />;
}

function Rooms() {
  const [isGarden, setGarden] = useState(false);
  return (
    <main>
      <a onClick={() => setGarden((before) => !before)}>Other</a>
      <List topic={isGarden ? garden : lobby} last={3} />
    </main>
  );
}

function Talk() {
  const topics = useTopics();
  return <button onClick={async () => void (await topics.publish(lobby, 'said', { id: 'once' }))}>Say</button>;
}

function Post() {
  const topics = useTopics();
  return (
    <form id="say" onSubmit={async ({ data }) => void (await topics.publish(lobby, String(data['text'])))}>
      <input name="text" />
      <List topic={lobby} last={3} />
    </form>
  );
}

const short = createTopic<string>('short', { history: { ageMs: 1000 } });
const rooms = createTopicGroup<string>('r:');

function Short() {
  return <List topic={short} last={3} />;
}

function Switch() {
  const [name, setName] = useState('a');
  return (
    <main>
      <a onClick={() => setName('b')}>b</a>
      <List topic={rooms(name)} last={3} />
    </main>
  );
}

function Longer() {
  const [last, setLast] = useState(2);
  return (
    <main>
      <a onClick={() => setLast(4)}>More</a>
      <List topic={lobby} last={last} />
    </main>
  );
}

const shown = (viewer: Viewer): string[] =>
  [...toHtml(viewer.root.nodes).matchAll(/<li[^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
const items = (page: TestPage): string[] => [...page.root.querySelectorAll('li')].map((item) => item.textContent ?? '');

test('a page shows the last messages, and then each one that is published', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  for (const text of ['a', 'b', 'c', 'd']) await running.app.topics.publish(lobby, text);
  const page = await TestPage.open(running);
  expect(items(page)).toEqual(['b', 'c', 'd']);
  await running.app.topics.publish(lobby, 'e');
  await until(() => items(page).join('') === 'cde');
});

test('what was published while a page was loaded, or away, is there when it connects', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  const { topics } = running.app;
  const page = await TestPage.fetch(running);
  await topics.publish(lobby, 'between');
  await page.connect();
  await until(() => items(page).join() === 'between');
  await page.cut();
  for (const text of ['x', 'y']) await topics.publish(lobby, text);
  await page.connect();
  await until(() => items(page).join() === 'between,x,y');
});

test('thousands who show a topic share one rendering of each message, whenever they came', async () => {
  const bench = new LiveBench();
  await bench.topics.publish(lobby, 'before');
  const early = Array.from({ length: 50 }, () => bench.connect(Lobby));
  for (const { viewer } of early) bench.live.runEffects(viewer);
  await bench.topics.publish(lobby, 'between');
  const late = Array.from({ length: 50 }, () => bench.connect(Lobby));
  for (const { viewer } of late) bench.live.runEffects(viewer);
  const viewers = [...early, ...late].map(({ viewer }) => viewer);
  await until(() => shown(viewers[0] as Viewer).length === 2 || (bench.flush(), false));
  bench.flush();
  expect(new Set(viewers.map(({ root }) => root)).size).toBe(1);
  const before = renders;
  await bench.topics.publish(lobby, 'now');
  await until(() => (bench.flush(), shown(viewers[99] as Viewer).at(-1) === 'now'));
  expect(new Set(viewers.map(({ root }) => root)).size).toBe(1);
  // Nobody's effects were of any concern.
  expect(renders - before).toBe(1);
});

test('older messages are shown on demand, to the viewer who asked, and stay while new ones come', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  const { topics } = running.app;
  for (let i = 1; i <= 60; i++) await topics.publish(lobby, `m${i}`);
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  await page.click('button');
  await until(() => items(page).length === 53);
  expect(items(page)[0]).toBe('m8');
  await topics.publish(lobby, 'new');
  await until(() => items(page).length === 54 && items(other).join() === 'm59,m60,new');
  await page.click('button');
  await until(() => items(page).length === 61);
  expect(items(page)).toEqual([...Array.from({ length: 60 }, (_, i) => `m${i + 1}`), 'new']);
  expect(page.root.querySelector('button')?.hasAttribute('disabled')).toBe(true);
});

test('who reads keeps what is shown while new messages come, and goes back to the newest', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  const { topics } = running.app;
  for (const text of ['a', 'b', 'c', 'd']) await topics.publish(lobby, text);
  const [page, other] = [await TestPage.open(running), await TestPage.open(running)];
  await page.click('b');
  for (const text of ['e', 'f']) await topics.publish(lobby, text);
  await until(() => items(page).join('') === 'bcdef' && items(other).join('') === 'def');
  await page.click('i');
  await until(() => items(page).join('') === 'def');
  await topics.publish(lobby, 'g');
  await until(() => items(page).join('') === 'efg');
});

test('the answer to a posted form shows what its handler published', async () => {
  const running = await serve((app) => app.page('/', Post));
  const { html } = await TestPage.fetch(running);
  const field =
    /name="(_nopal[^"]*)" value="([^"]*)"/.exec(html) ?? /<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/.exec(html);
  const body = new URLSearchParams({ [field?.[1] ?? '']: field?.[2] ?? '', text: 'posted' });
  const answer = await fetch(running.url, { method: 'POST', body, headers: { origin: running.url } });
  expect(await answer.text()).toContain('<li data-key="1">posted</li>');
});

test('more than can be shown at once begins anew, without a hole', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  const page = await TestPage.open(running);
  await running.app.topics.publish(lobby, 'first');
  await until(() => items(page).length === 1);
  const all = Array.from({ length: 2500 }, (_, i) => running.app.topics.publish(lobby, `n${i}`));
  await Promise.all(all);
  await until(() => items(page).join() === 'n2497,n2498,n2499');
});

test('another topic in the next render is another list, and the one before is let go', async () => {
  const running = await serve((app) => app.page('/', Rooms));
  const { topics } = running.app;
  await topics.publish(lobby, 'in the lobby');
  await topics.publish(garden, 'in the garden');
  const page = await TestPage.open(running);
  expect(items(page)).toEqual(['in the lobby']);
  await page.click('a');
  await until(() => items(page).join() === 'in the garden');
  await topics.publish(lobby, 'nobody looks');
  await topics.publish(garden, 'rose');
  await until(() => items(page).join() === 'in the garden,rose');
  await until(() => topics.gauges().topics === 1);
  await page.click('a');
  await until(() => items(page).join() === 'in the lobby,nobody looks');
});

test('a handler publishes, and nothing is left of a page that is over', async () => {
  const running = await serve((app) => app.page('/', Talk).page('/lobby', Lobby), { limits: { graceMs: 1 } });
  const { topics } = running.app;
  const [talk, page] = [await TestPage.open(running), await TestPage.open(running, '/lobby')];
  await talk.click('button');
  await talk.click('button');
  await until(() => items(page).join() === 'said');
  expect(topics.gauges()).toMatchObject({ topics: 1, subscribers: 1 });
  await page.cut();
  await until(() => topics.gauges().subscribers === 0);
});

test('a topic that cannot be read shows that, and comes back', async () => {
  const store = new MemoryStore();
  const running = await serve((app) => app.page('/', Lobby), { topics: { store } });
  await running.app.topics.publish(lobby, 'kept');
  const range = store.range.bind(store);
  const page = await TestPage.fetch(running);
  store.range = () => {
    throw new Error('disk');
  };
  await page.connect();
  await page.shows('Failed', 'p');
  expect(items(page)).toEqual(['kept']);
  expect(running.coded('topic-store-failed')).not.toHaveLength(0);
  store.range = range;
});

test('a topic that is forgotten while it is shown is shown empty', async () => {
  const running = await serve((app) => app.page('/', Lobby));
  const { topics } = running.app;
  await topics.publish(lobby, 'a');
  const page = await TestPage.open(running);
  await until(() => topics.gauges().subscribers === 1);
  await topics.delete(lobby);
  await until(() => items(page).length === 0);
  await topics.publish(lobby, 'b');
  await until(() => items(page).join() === 'b');
});

test('older messages that are gone by now are not offered again', async () => {
  const running = await serve((app) => app.page('/', Short));
  for (const text of ['a', 'b', 'c', 'd']) await running.app.topics.publish(short, text);
  const page = await TestPage.open(running);
  const isOffered = (): boolean => page.root.querySelector('button')?.hasAttribute('disabled') !== true;
  expect(isOffered()).toBe(true);
  const now = Date.now.bind(Date);
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 1001);
  onTestFinished(() => clock.mockRestore());
  await page.click('button');
  await until(() => !isOffered());
  expect(items(page)).toEqual(['b', 'c', 'd']);
});

test('older messages that come late, of a topic that was shown before, are not shown in another', async () => {
  const memory = new MemoryStore();
  let letGo: (() => void) | undefined;
  let isHeld = false;
  const store: TopicStore = {
    kind: 'slow',
    append: (...given) => memory.append(...given),
    range: (log) => memory.range(log),
    read: (...given) => {
      const slice = memory.read(...given);
      return isHeld ? new Promise((resolve) => (letGo = () => resolve(slice))) : slice;
    },
    delete: (topic) => memory.delete(topic),
    close: () => memory.close(),
  };
  const running = await serve((app) => app.page('/', Switch), { topics: { store } });
  for (let i = 0; i < 9; i++) {
    for (const name of ['a', 'b']) await running.app.topics.publish(rooms(name), `${name}${i}`);
  }
  const page = await TestPage.open(running);
  isHeld = true;
  await page.click('button');
  await until(() => letGo !== undefined);
  isHeld = false;
  await page.click('a');
  await until(() => items(page).join() === 'b6,b7,b8');
  letGo?.();
  await running.app.topics.publish(rooms('b'), 'b9');
  await until(() => items(page).join() === 'b7,b8,b9');
});

test('more messages may be asked for in a later render', async () => {
  const running = await serve((app) => app.page('/', Longer));
  for (const text of ['a', 'b', 'c', 'd', 'e']) await running.app.topics.publish(lobby, text);
  const page = await TestPage.open(running);
  expect(items(page)).toEqual(['d', 'e']);
  await page.click('a');
  await until(() => items(page).join('') === 'bcde');
  await running.app.topics.publish(lobby, 'f');
  await until(() => items(page).join('') === 'cdef');
});

test('an app ends though its store does not', async () => {
  const store = new MemoryStore();
  const stuck: TopicStore = Object.assign(store, { close: () => new Promise<void>(() => undefined) });
  const running = await serve((app) => app.page('/', Lobby), { topics: { store: stuck }, limits: { shutdownMs: 50 } });
  await running.app.close();
});
