/** Who may do what: guards, rates, sizes, schemas, identities. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { TopicError } from '../../src/push/error.ts';
import { createTopic, createTopicGroup, type Topic, type TopicOptions } from '../../src/push/topic.ts';
import type { AppOptions } from '../../src/server/app-options.ts';
import { until } from '../support/until.ts';
import { clientOf, OPEN, range, serveTopics, type Note } from './support.ts';

/** An app with one topic. */
async function withTopic(options: TopicOptions<Note>, topics: AppOptions['topics'] = {}) {
  const topic: Topic<Note> = createTopic<Note>('guarded', options);
  return { ...(await serveTopics(topics, (app) => app.topics.add(topic))), topic };
}

/** Names the visitor by a header. */
const byHeader: NonNullable<NonNullable<AppOptions['topics']>['identify']> = ({ headers }) =>
  typeof headers['x-user'] === 'string' ? { id: headers['x-user'], data: { name: headers['x-user'] } } : undefined;

test('without a guard nobody from outside may do anything', async () => {
  const { url } = await withTopic({});
  const { client, errors } = clientOf(url);
  const topic = client.topic<Note>('guarded');
  await expect(topic.publish({ n: 1 })).rejects.toMatchObject({ code: 'publish-refused' });
  await expect(topic.history({ last: 1 })).rejects.toMatchObject({ code: 'subscribe-refused' });
  await expect(topic.subscribe().started).rejects.toMatchObject({ code: 'subscribe-refused' });
  await expect(topic.join().joined).rejects.toMatchObject({ code: 'presence-refused' });
  topic.watchPresence(() => expect.unreachable());
  await until(() => errors.length === 2);
  expect(errors).toEqual(['presence-refused', 'presence-refused']);
});

test('a topic that nobody declared is unknown, though code on the server uses it', async () => {
  const { url, app } = await serveTopics();
  await app.topics.publish('secret', 1);
  const topic = clientOf(url).client.topic('secret');
  await expect(topic.history({ last: 1 })).rejects.toMatchObject({ code: 'unknown-topic' });
  await expect(topic.publish(1)).rejects.toMatchObject({ code: 'unknown-topic' });
});

test('a refused subscription ends the iteration with the reason, or is reported where there is a listener', async () => {
  const { url } = await withTopic({});
  const { client, errors } = clientOf(url);
  const iterating = (async () => {
    for await (const _ of client.topic('guarded').subscribe()) expect.unreachable();
  })();
  await expect(iterating).rejects.toMatchObject({ code: 'subscribe-refused' });
  client.topic('guarded').subscribe(() => expect.unreachable());
  await until(() => errors.length === 1);
  expect(errors).toEqual(['subscribe-refused']);
});

test('guards are told who asks for which topic', async () => {
  const seen: unknown[] = [];
  const inbox = createTopicGroup<Note>('inbox:', {
    access: {
      subscribe: ({ user, topic, headers, remoteAddress, remotePort }) => {
        seen.push([user, topic, headers['x-user'], remoteAddress, typeof remotePort]);
        return topic === `inbox:${user.id}`;
      },
    },
  });
  const { url } = await serveTopics({ identify: byHeader }, (app) => app.topics.add(inbox));
  const { client } = clientOf(url, { headers: { 'x-user': 'ann' } });
  await client.topic('inbox:ann').subscribe().started;
  await expect(client.topic('inbox:bob').subscribe().started).rejects.toMatchObject({ code: 'subscribe-refused' });
  const ann = { id: 'ann', data: { name: 'ann' } };
  expect(seen).toEqual([
    [ann, 'inbox:ann', 'ann', '127.0.0.1', 'number'],
    [ann, 'inbox:bob', 'ann', '127.0.0.1', 'number'],
  ]);
  expect(client.user).toBe('ann');
});

test('a guard that throws refuses, and says why only in the log', async () => {
  const { url, coded } = await withTopic({
    access: {
      publish: () => {
        throw new Error('the password is 123');
      },
    },
  });
  const publishing = clientOf(url).client.topic<Note>('guarded').publish({ n: 1 });
  const error = await publishing.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'publish-refused' });
  expect(String(error)).not.toContain('password');
  expect(JSON.stringify(coded('publish-refused'))).toContain('password');
});

test('only true is a permission', async () => {
  // What a guard in JavaScript may give.
  const nearly = (() => ({ allowed: false })) as unknown as () => boolean;
  const { url } = await withTopic({ access: { subscribe: nearly } });
  const { started } = clientOf(url).client.topic('guarded').subscribe();
  await expect(started).rejects.toMatchObject({ code: 'subscribe-refused' });
});

test('publishing too fast is refused, naming the limit and when to try again; another client may still', async () => {
  const { url } = await withTopic({ access: OPEN, rate: { perSecond: 0.5, burst: 3 } });
  const topic = clientOf(url).client.topic<Note>('guarded');
  const results = await Promise.allSettled(range(1, 5).map((n) => topic.publish({ n })));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  const [, , , refused] = results;
  expect(refused).toMatchObject({ reason: { code: 'publish-too-fast' } });
  expect(String(refused?.status === 'rejected' && refused.reason)).toMatch(
    /0\.5 messages a second.*3 at once.*again in \d+ ms/,
  );
  await clientOf(url).client.topic<Note>('guarded').publish({ n: 6 });
});

test('messages are stored in the order in which they were sent, however long their guards take', async () => {
  let turn = 0;
  const { url, app, topic } = await withTopic({
    access: {
      ...OPEN,
      publish: async () => {
        // The first ones take the most turns.
        for (let left = 20 - 2 * turn++; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
        return true;
      },
    },
  });
  const client = clientOf(url).client.topic<Note>('guarded');
  await Promise.all(range(1, 10).map((n) => client.publish({ n })));
  expect((await app.topics.read(topic, { last: 10 })).messages.map(({ message }) => message.n)).toEqual(range(1, 10));
});

test('what is too long, or not what the schema says, is refused by its name', async () => {
  const schema = z.object({ n: z.number(), text: z.string().optional() });
  // What a parsed message may be is not quite the same type: an absent text there may be undefined.
  const { url } = await withTopic({
    access: OPEN,
    maxMessageBytes: 100,
    schema: schema as unknown as NonNullable<TopicOptions<Note>['schema']>,
  });
  const topic = clientOf(url).client.topic('guarded');
  await expect(topic.publish({ n: 1, text: 'x'.repeat(200) })).rejects.toMatchObject({
    code: 'message-too-long',
    message: expect.stringContaining('100'),
  });
  await expect(topic.publish({ n: 'one' })).rejects.toMatchObject({ code: 'message-refused' });
  await expect(topic.publish(undefined)).rejects.toMatchObject({ code: 'message-not-json' });
  expect(await topic.publish({ n: 1 })).toMatchObject({ offset: 1 });
});

test('the server says whom a message is from, and may refuse it in its own words', async () => {
  const { url, app, topic, coded } = await withTopic(
    {
      access: {
        ...OPEN,
        fromClient: (message, { user }) => {
          const { n } = message as Note;
          if (n === 2) throw new TopicError('message-refused', 'No twos.', 'Send another.');
          if (n === 3) throw new Error('broken');
          return { n, text: user.id };
        },
      },
    },
    { identify: byHeader },
  );
  const client = clientOf(url, { headers: { 'x-user': 'ann' } }).client.topic<Note>('guarded');
  await client.publish({ n: 1, text: 'I am Bob' });
  await expect(client.publish({ n: 2 })).rejects.toThrow('No twos.');
  await expect(client.publish({ n: 3 })).rejects.toThrow('could not take the message');
  expect((await app.topics.read(topic, { last: 9 })).messages.map(({ message }) => message)).toEqual([
    { n: 1, text: 'ann' },
  ]);
  expect(coded('message-refused')).toHaveLength(1);
});

test('while the app cannot say who somebody is, nobody is let in; later they are', async () => {
  let isBroken = true;
  const { url, coded } = await serveTopics({
    identify: async () => {
      if (isBroken) throw new Error('no database');
      return { id: 'ann' };
    },
  });
  const { client } = clientOf(url);
  const whys: unknown[] = [];
  client.onStatus((status, error) => status === 'waiting' && whys.push(error?.message));
  await until(() => whys.length > 1);
  expect(whys[0]).toContain('4403');
  expect(coded('identify-failed').length).toBeGreaterThan(0);
  isBroken = false;
  await until(() => client.user === 'ann');
});

test.each([{ id: '' }, { id: 'x'.repeat(201) }, { id: 7 }, { id: 'a', data: 1n }, null])(
  '%o is no user',
  async (user) => {
    const { url, coded } = await serveTopics({ identify: () => user as never });
    clientOf(url);
    await until(() => coded('identify-failed').length > 0);
  },
);

test('a subscriber who takes nothing is ended by the policy `close`, with its code, and the connection stays', async () => {
  const { url, app, topic } = await withTopic(
    { access: OPEN, slow: 'close', maxBehind: 20, rate: { perSecond: 1e4, burst: 1e4 } },
    { limits: { windowMessages: 5 } },
  );
  const { client } = clientOf(url);
  const subscription = client.topic<Note>('guarded').subscribe();
  await subscription.started;
  for (const n of range(1, 60)) {
    await app.topics.publish(topic, { n });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seen: number[] = [];
  const iterating = (async () => {
    for await (const { offset } of subscription) seen.push(offset);
  })();
  await expect(iterating).rejects.toMatchObject({ code: 'slow-subscriber' });
  expect(seen).toEqual(range(1, 5));
  expect(client.status).toBe('connected');
  expect((await client.topic<Note>('guarded').history({ last: 1 })).messages[0]?.offset).toBe(60);
});

test('a subscriber who takes nothing goes on with the latest by the policy `latest`, and is told what it missed', async () => {
  const { url, app, topic } = await withTopic({ access: OPEN, slow: 'latest' }, { limits: { windowMessages: 4 } });
  const { client } = clientOf(url);
  const subscription = client.topic<Note>('guarded').subscribe();
  await subscription.started;
  for (const n of range(1, 50)) {
    await app.topics.publish(topic, { n });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seen: unknown[] = [];
  for await (const { offset, gap: missed } of subscription) {
    seen.push([offset, missed?.reason, missed?.missed]);
    if (offset === 50) break;
  }
  expect(seen).toEqual([...range(1, 4).map((n) => [n, undefined, undefined]), [50, 'skipped', 45]]);
});
