import type {
  Guard,
  MissedReason,
  SlowPolicy,
  TopicAccess,
  TopicEventsOptions,
  TopicOptions,
  TopicSocketOptions,
} from 'nopal';
import { connectTopics, type TopicClientError } from 'nopal/client';
import type { RabbitOptions } from 'nopal/rabbitmq';
import type { RedisStreamOptions } from 'nopal/redis-streams';
import { expect, onTestFinished, test } from 'vitest';
import { createTopic } from '../../src/index.ts';
import type { LmdbStoreOptions } from '../../src/lmdb.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { PlainConversation } from './plain-conversation.ts';
import { PrintedProject, type RunningServer } from './printed-project.ts';

// docs/topics.md, docs/topics-without-a-library.md and docs/bridges.md: their programs compile, run, and do what is said;
// their tables leave nothing out.

const tsconfig = codeBlocks(readDocument('docs/walkthrough.md')).find(({ info }) => info === 'json tsconfig.json');
const document = readDocument('docs/topics.md');
const withoutLibrary = readDocument('docs/topics-without-a-library.md');
const bridges = readDocument('docs/bridges.md');

/** What the tables below a heading say something of, without what is in brackets. */
function names(markdown: string, heading: string): readonly string[] {
  return tableRows(markdown, heading).flatMap(([name = '']) => name.replaceAll(/\([^)]*\)/g, '').split(', '));
}

/** A project of the files that a document prints. */
function projectOf(markdown: string): PrintedProject {
  const printed = codeBlocks(markdown).flatMap(({ info, text }) => {
    const [, file] = /^tsx? (\S+)$/.exec(info) ?? [];
    return file === undefined ? [] : [[file, text] as const];
  });
  return new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': tsconfig?.text ?? '',
    ...Object.fromEntries(printed),
  });
}

/** The room of the printed chat, as a client sees it. */
function lobbyOf({ url }: RunningServer, headers: Readonly<Record<string, string>> = {}) {
  const client = connectTopics(url, { headers });
  onTestFinished(() => client.close());
  return client.topic<{ from: string; text: string }>('room:lobby');
}

test('the programs are what the compiler accepts', { timeout: 60_000 }, async () => {
  expect(await projectOf(document).typeCheck()).toBe('');
  expect(await projectOf(withoutLibrary).typeCheck()).toBe('');
  expect(await projectOf(bridges).typeCheck()).toBe('');
});

test('the first program shows its message', { timeout: 30_000 }, async () => {
  const server = await projectOf(document).start('server.tsx');
  await expect
    .poll(async () => (await fetch(server.url)).text())
    .toContain('<ol><li data-key="1">The server is up.</li></ol>');
  expect(await server.stop()).toBe(0);
});

test('the chat lets in whom it says, and goes on after a restart', { timeout: 60_000 }, async () => {
  const project = projectOf(document);
  let server = await project.start('chat.tsx');
  const ann = lobbyOf(server, { cookie: 'session=4f6a' });
  const first = await ann.publish({ from: 'somebody else', text: '  Hello.  ' });
  const { messages } = await ann.history({ last: 1 });
  expect(messages[0]?.message).toEqual({ from: 'ann', text: 'Hello.' });
  const refused = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'taken',
      ({ code }: TopicClientError) => code,
    );
  expect(await refused(ann.publish({ from: '', text: '   ' }))).toBe('message-refused');
  expect(await refused(lobbyOf(server).publish({ from: '', text: 'Hello.' }))).toBe('publish-refused');
  expect(await (await fetch(server.url)).text()).toContain('<b>ann</b> Hello.</li>');
  expect(await server.stop()).toBe(0);

  server = await project.start('chat.tsx');
  const again = lobbyOf(server, { cookie: 'session=4f6a' });
  const { epoch, offset } = await again.publish({ from: '', text: 'Hello again.' });
  expect({ epoch, offset }).toEqual({ epoch: first.epoch, offset: 2 });
  expect(await server.stop()).toBe(0);
});

test('every conversation without a library takes place as printed', { timeout: 30_000 }, async () => {
  const server = await projectOf(withoutLibrary).start('server.ts');
  const conversation = new PlainConversation(server.url);
  const printed = codeBlocks(withoutLibrary).filter(({ info }) => info === 'console');
  for (const { text } of printed) await conversation.run(text);
  expect(printed.length).toBe(8);
});

test('the table of options is that of a topic, with its defaults', () => {
  const options: Readonly<Record<keyof TopicOptions<unknown>, true>> = {
    history: true,
    schema: true,
    maxMessageBytes: true,
    slow: true,
    maxBehind: true,
    rate: true,
    presenceGraceMs: true,
    rememberedIds: true,
    access: true,
  };
  const rows = tableRows(document, 'History');
  expect([...new Set(rows.map(([name = '']) => name.split('.')[0]))]).toEqual(Object.keys(options));
  const { history, ...definition } = createTopic('x').definition;
  const defaults: Readonly<Record<string, unknown>> = {
    ...definition,
    ...Object.fromEntries(Object.entries(history).map(([name, value]) => [`history.${name}`, value])),
    rate: `${definition.rate.perSecond} and ${definition.rate.burst}`,
    schema: 'none',
    access: 'nobody',
  };
  expect(Object.values<Guard | undefined | object>(definition.access)).toEqual([false, false, false, undefined]);
  for (const [name = '', value = ''] of rows)
    expect([name, value.replaceAll(',', '')]).toEqual([name, String(defaults[name])]);
});

test('every reason, policy, right and option has a row', () => {
  const reasons: Readonly<Record<MissedReason, true>> = { evicted: true, epoch: true, ahead: true, skipped: true };
  expect(names(document, 'What is promised')).toEqual(Object.keys(reasons));
  const policies: Readonly<Record<SlowPolicy, true>> = { resume: true, latest: true, close: true };
  expect(names(document, 'Slow subscribers')).toEqual(Object.keys(policies));
  const rights: Readonly<Record<Exclude<keyof TopicAccess<unknown>, 'fromClient'>, true>> = {
    subscribe: true,
    publish: true,
    presence: true,
  };
  expect(names(document, 'Clients from outside')).toEqual(expect.arrayContaining(Object.keys(rights)));
  const store: Readonly<Record<keyof LmdbStoreOptions, true>> = {
    path: true,
    durability: true,
    forgetAfterMs: true,
    sweepMs: true,
    report: true,
  };
  expect(names(document, 'Durable history')).toEqual(Object.keys(store));
  const socket: Readonly<Record<keyof TopicSocketOptions<unknown>, true>> = {
    user: true,
    show: true,
    receive: true,
    welcome: true,
    joined: true,
    left: true,
    refused: true,
    missed: true,
    last: true,
    presence: true,
    origins: true,
    requireOrigin: true,
    maxTextBytes: true,
  };
  expect(names(withoutLibrary, 'Options of a socket')).toEqual(Object.keys(socket));
  const onlyEvents: Readonly<
    Record<Exclude<keyof TopicEventsOptions<unknown>, keyof TopicSocketOptions<unknown>>, true>
  > = { retryMs: true, json: true };
  for (const name of Object.keys(onlyEvents)) expect(withoutLibrary).toContain(`\`${name}\``);
});

test('every option of a bridge has a row', () => {
  const common = {
    url: true,
    parse: true,
    handle: true,
    concurrency: true,
    prefetch: true,
    maxDeliveries: true,
    retryMs: true,
    maxRetryMs: true,
    deadLetter: true,
  } as const;
  const redis: Readonly<Record<keyof RedisStreamOptions, true>> = {
    ...common,
    client: true,
    stream: true,
    group: true,
    consumer: true,
    from: true,
    claimAfterMs: true,
  };
  expect(names(bridges, 'Redis Streams').toSorted()).toEqual(Object.keys(redis).toSorted());
  const rabbit: Readonly<Record<keyof RabbitOptions, true>> = { ...common, socket: true, queue: true, declare: true };
  expect(names(bridges, 'RabbitMQ').toSorted()).toEqual(Object.keys(rabbit).toSorted());
});
