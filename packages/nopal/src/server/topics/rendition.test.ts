/** What clients of an endpoint see of messages by its option `show`. */
import { expect, test } from 'vitest';
import { heard, openTopic, serveTopics } from '../../../test/support/topic-endpoints.ts';
import type { TopicSocketOptions } from './plain-options.ts';
import type { Show } from './rendition.ts';

test('a text that depends on the reader is made for each, any other once for all', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('news');
  const calls = { shared: 0, own: 0 };
  server.socket('/shared', topic, {
    show: (message, _client) => {
      calls.shared++;
      return message === 'hidden' ? undefined : message;
    },
  });
  server.socket('/own', topic, {
    user: ({ headers }) => ({ id: String(headers['x-name']) }),
    show: (message, { user }) => {
      calls.own++;
      return `${user.id}: ${message}`;
    },
  });
  const shared = await Promise.all(Array.from({ length: 5 }, () => server.connect('/shared')));
  const ann = await server.connect('/own', { headers: { 'x-name': 'ann' } });
  const bob = await server.connect('/own', { headers: { 'x-name': 'bob' } });
  await server.topics.publish(topic, 'hidden');
  await server.topics.publish(topic, 'seen');
  for (const client of shared) expect(await heard(client, 1)).toEqual(['seen']);
  expect([await heard(ann, 2), await heard(bob, 2)]).toEqual([
    ['ann: hidden', 'ann: seen'],
    ['bob: hidden', 'bob: seen'],
  ]);
  expect(calls).toEqual({ shared: 2, own: 4 });
});

test('each sees what is for each, however show takes who it is, and whoever is first', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('news');
  const user: TopicSocketOptions<string>['user'] = ({ headers }) => ({ id: String(headers['x-name']) });
  const line = (message: string, id: string): string => `${message} for ${id}`;
  function withDefault(message: string, client = { user: { id: 'nobody' } }): string {
    return line(message, client.user.id);
  }
  const shows: Record<string, Show<string>> = {
    '/rest': (...args) => line(args[0], args[1].user.id),
    '/default': withDefault,
    '/some': (message, client) => (message === 'all' ? message : line(message, client.user.id)),
  };
  const clients = [];
  for (const [path, show] of Object.entries(shows)) {
    server.socket(path, topic, { user, show, last: 3 });
    clients.push(await server.connect(path, { headers: { 'x-name': 'ann' } }));
    clients.push(await server.connect(path, { headers: { 'x-name': 'bob' } }));
  }
  const texts = ['secret', 'all', 'more'];
  // At first one by one, then as one batch of the history.
  for (const text of texts) await server.topics.publish(topic, text);
  for (const path of Object.keys(shows)) {
    clients.push(await server.connect(path, { headers: { 'x-name': 'ann' } }));
    clients.push(await server.connect(path, { headers: { 'x-name': 'bob' } }));
  }
  for (const [index, client] of clients.entries()) {
    const id = index % 2 === 0 ? 'ann' : 'bob';
    const isSome = Math.floor(index / 2) % 3 === 2;
    const expected = texts.map((text) => (isSome && text === 'all' ? text : line(text, id)));
    expect(await heard(client, 3)).toEqual(expected);
  }
  expect(server.log).toEqual([]);
});
