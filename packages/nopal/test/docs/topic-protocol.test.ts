/** docs/topic-protocol.md says what is so. */
import { expect, test } from 'vitest';
import { TOPIC_CLIENT_CLOSE_CODES, TOPIC_PROTOCOL_VERSION } from '../../src/protocol/topic-close.ts';
import type { TopicServerMessage } from '../../src/protocol/topic-answers.ts';
import { DEFAULT_TOPIC_LIMITS } from '../../src/protocol/topic-limits.ts';
import type { TopicClientMessage } from '../../src/protocol/topic-messages.ts';
import { createTopic } from '../../src/push/topic.ts';
import { serve } from '../support/app.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { TopicSession } from './topic-session.ts';

const document = readDocument('docs/topic-protocol.md');
const blocks = codeBlocks(document).filter(({ info }) => info.startsWith('session'));

test('every printed conversation takes place as printed', async () => {
  const lobby = createTopic('room:lobby', {
    history: { count: 3 },
    access: { subscribe: true, publish: true, presence: true },
  });
  const { app, url } = await serve((app) => app.topics.add(lobby));
  const session = new TopicSession(app, url, lobby);
  for (const { info, text } of blocks) if (info === 'session') await session.run(text);
  for (const { info, text } of blocks) if (info === 'session last') await session.run(text);
  expect(blocks.length).toBe(7);
  await app.close();
});

test('the table of limits is the one of the source', () => {
  const printed = tableRows(document, 'Limits').map(([name, value]) => [name, Number(value?.replaceAll(',', ''))]);
  expect(Object.fromEntries(printed)).toEqual(DEFAULT_TOPIC_LIMITS);
});

test('the table of close codes is the one of the source', () => {
  const rows = tableRows(document, 'Close codes').filter(([, reason]) => reason !== '');
  expect(Object.fromEntries(rows.map(([code, reason]) => [reason, Number(code)]))).toEqual(TOPIC_CLIENT_CLOSE_CODES);
});

test('every message of either side has a row', () => {
  const said: Readonly<Record<TopicClientMessage['type'], true>> = {
    hello: true,
    subscribe: true,
    unsubscribe: true,
    taken: true,
    publish: true,
    history: true,
    join: true,
    update: true,
    leave: true,
    watch: true,
    unwatch: true,
    beat: true,
  };
  const answered: Readonly<Record<TopicServerMessage['type'], true>> = {
    welcome: true,
    subscribed: true,
    messages: true,
    gap: true,
    position: true,
    ended: true,
    published: true,
    history: true,
    done: true,
    refused: true,
    presence: true,
    beat: true,
    again: true,
  };
  const types = (heading: string): readonly unknown[] => [
    ...new Set(tableRows(document, heading).map(([message]) => /^\["(\w+)"/.exec(message ?? '')?.[1])),
  ];
  expect(types('What the client says')).toEqual(Object.keys(said));
  expect(types('What the server says')).toEqual(Object.keys(answered));
});

test('the version is the one of the source', () => {
  expect(document).toContain(`is version ${TOPIC_PROTOCOL_VERSION}.`);
});
