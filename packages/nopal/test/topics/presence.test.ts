/** Who is there, as clients see it. */
import { expect, test } from 'vitest';
import { createTopic } from '../../src/push/topic.ts';
import type { PresenceState } from '../../src/topic-client/types.ts';
import { until } from '../support/until.ts';
import { RawClient } from './raw-client.ts';
import { clientOf, networkBefore, range, rooms, serveTopics } from './support.ts';

const here = rooms('here');
/** Who is lost counts for long. */
const keptTopic = createTopic('kept', { access: { presence: true }, presenceGraceMs: 60_000 });
const named = {
  identify: ({ headers }: { headers: Readonly<Record<string, unknown>> }) => ({
    id: String(headers['x-user']),
    data: { name: String(headers['x-user']) },
  }),
};
const as = (user: string): { headers: Record<string, string> } => ({ headers: { 'x-user': user } });

/** Names and data, in the order in which they came. */
const shown = (state: PresenceState | undefined): unknown[] => state?.users.map(({ id, data }) => [id, data]) ?? [];

test('who comes, changes and goes is seen by all who watch, and by those who come later', async () => {
  const { url } = await serveTopics(named);
  const states: PresenceState[] = [];
  const kinds = (): string[] => states.flatMap(({ changes }) => changes.map(({ kind, user }) => `${kind} ${user.id}`));
  clientOf(url, as('watcher'))
    .client.topic(here)
    .watchPresence((state) => void states.push(state));
  await until(() => states.length === 1);
  expect(states[0]).toEqual({ count: 0, connections: 0, users: [], changes: [] });
  const ann = clientOf(url, as('ann')).client.topic(here).join({ typing: false });
  await ann.joined;
  await until(() => kinds().length === 1);
  const bob = clientOf(url, as('bob')).client;
  await bob.topic(here).join().joined;
  ann.update({ typing: true });
  await until(() => kinds().length === 3);
  expect(shown(states.at(-1))).toEqual([
    ['ann', { typing: true, name: 'ann' }],
    ['bob', { name: 'bob' }],
  ]);
  bob.close();
  await until(() => kinds().length === 4);
  ann.leave();
  await until(() => states.at(-1)?.count === 0);
  expect(kinds()).toEqual(['joined ann', 'joined bob', 'updated ann', 'left bob', 'left ann']);
  const numbers = states.flatMap(({ changes }) => changes.map(({ number }) => number));
  expect(numbers).toEqual(range(1, 5));
});

test('what the app says of a user cannot be overridden by its client', async () => {
  const { url, app } = await serveTopics(named);
  const member = clientOf(url, as('ann')).client.topic(here).join({ name: 'root', mood: 'fine' });
  await member.joined;
  expect(app.topics.presence(here).users(9)).toMatchObject([{ id: 'ann', data: { name: 'ann', mood: 'fine' } }]);
  member.update('just a text');
  await until(() => JSON.stringify(app.topics.presence(here).users(9)).includes('{"name":"ann"}'));
});

test('too much data is refused and reported', async () => {
  const { url, app } = await serveTopics(named);
  const { client, errors } = clientOf(url, as('ann'));
  const member = client.topic(here).join();
  await member.joined;
  member.update({ text: 'x'.repeat(2000) });
  await until(() => errors.length === 1);
  expect(errors).toEqual(['message-too-long']);
  expect(app.topics.presence(here).count).toBe(1);
});

test('one client is present once in a topic, and again after it left', async () => {
  const { url, app } = await serveTopics();
  const topic = clientOf(url).client.topic(here);
  const member = topic.join();
  expect(() => topic.join()).toThrow(expect.objectContaining({ code: 'already-joined' }));
  await member.joined;
  member.leave();
  member.leave();
  await topic.join().joined;
  expect(app.topics.presence(here).count).toBe(1);
});

test('over a lost connection somebody stays present, with the newest data, and nobody sees it', async () => {
  const running = await serveTopics(named, (app) => app.topics.add(keptTopic));
  const network = await networkBefore(running);
  const states: PresenceState[] = [];
  clientOf(running.url, as('watcher'))
    .client.topic(keptTopic)
    .watchPresence((state) => void states.push(state));
  const { client } = clientOf(network.url, as('ann'));
  const member = client.topic(keptTopic).join({ mood: 'fine' });
  await member.joined;
  await until(() => states.at(-1)?.count === 1);
  network.refuse();
  network.cut();
  await until(() => client.status === 'waiting');
  member.update({ mood: 'bad' });
  network.accept();
  await until(() => JSON.stringify(states.at(-1)).includes('bad'));
  const kinds = states.flatMap(({ changes }) => changes.map(({ kind }) => kind));
  expect(kinds).toEqual(['joined', 'updated']);
});

test('a connection that breaks counts for the grace period; one whose client says goodbye is gone at once', async () => {
  const { url, app } = await serveTopics({}, (app) => app.topics.add(keptTopic));
  const presence = app.topics.presence(keptTopic);
  const lost = await RawClient.enter(url, 'l'.repeat(22));
  const clean = await RawClient.enter(url, 'c'.repeat(22));
  for (const client of [lost, clean]) {
    client.say('join', 1, 'kept', { who: client === lost ? 'lost' : 'clean' });
    await client.next('done');
  }
  lost.say('subscribe', 2, 'open:a', 'now');
  await lost.next('subscribed');
  clean.socket.close(1000);
  await until(() => presence.count === 1);
  lost.socket.terminate();
  await until(() => app.topics.gauges().subscribers === 0);
  expect(presence.users(9)).toMatchObject([{ data: { who: 'lost' } }]);
});

test('while it is asked whether somebody may, they may change their mind', async () => {
  const waiting: (() => void)[] = [];
  const presence = (): Promise<boolean> => new Promise((resolve) => waiting.push(() => resolve(true)));
  const slow = createTopic('slow', { access: { presence } });
  const { url, app } = await serveTopics({}, (app) => app.topics.add(slow));
  const client = await RawClient.enter(url);
  client.say('join', 1, 'slow', 1);
  client.say('watch', 2, 'slow');
  client.say('leave', 'slow');
  client.say('unwatch', 'slow');
  await until(() => waiting.length === 2);
  client.say('history', 3, 'open:a', { last: 0 });
  await client.next('history');
  for (const go of waiting) go();
  expect(await client.next()).toEqual(['done', 1]);
  expect(await client.next()).toEqual(['done', 2]);
  app.topics.presence(slow).join({ id: 'somebody' });
  client.say('history', 4, 'open:a', { last: 0 });
  await client.next('history');
  expect([app.topics.presence(slow).count, client.waiting]).toEqual([1, []]);
});

test('a large room is told by its number, its list only when that changes', async () => {
  const { url, app } = await serveTopics({ limits: { presenceUsers: 3, presenceChanges: 5, presenceMs: 0 } });
  const client = await RawClient.enter(url);
  const presence = app.topics.presence(here);
  client.say('watch', 1, here.name);
  expect(await client.next('presence')).toEqual([
    'presence',
    here.name,
    { count: 0, connections: 0, users: [], changes: [] },
  ]);
  for (const n of range(1, 50)) presence.join({ id: `u${n}` });
  const [, , first] = (await client.next('presence')) as [
    string,
    string,
    { count: number; users: { id: string }[]; changes: { number: number }[] },
  ];
  expect([first.count, first.users.map(({ id }) => id)]).toEqual([50, ['u1', 'u2', 'u3']]);
  expect(first.changes.map(({ number }) => number)).toEqual(range(46, 50));
  presence.join({ id: 'last' });
  const [, , second] = await client.next('presence');
  expect(second).toMatchObject({ count: 51, changes: [{ kind: 'joined', number: 51 }] });
  expect(second).not.toHaveProperty('users');
});
