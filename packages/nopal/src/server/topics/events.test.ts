/** The endpoint for events, by raw HTTP, and by curl where there is one: what is read, published and refused. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { MissedReason } from '../../push/sink.ts';
import { ask } from '../../../test/support/ask.ts';
import { follow } from '../../../test/support/event-reader.ts';
import { openTopic, serveTopics, UPGRADE } from '../../../test/support/topic-endpoints.ts';
import { until } from '../../../test/support/until.ts';

const POST_TEXT = { 'content-type': 'text/plain' };

test('messages are events with ids; what is posted is published', async () => {
  const server = await serveTopics();
  const topic = openTopic<unknown>('news');
  const endpoint = server.events('/feed', topic, { retryMs: 1234 });
  const first = await follow(server.port, '/feed');
  await until(() => first.retry === '1234' && first.id !== '');
  expect(endpoint.size).toBe(1);
  const [epoch = ''] = first.id.split(':');
  const posted = await ask(server.port, 'POST', '/feed', { body: 'hi\nthere', headers: POST_TEXT });
  expect([posted.status, JSON.parse(posted.text)]).toEqual([
    200,
    { epoch, offset: 1, at: expect.any(Number) as number, isDuplicate: false },
  ]);
  await ask(server.port, 'POST', '/feed', { body: '{"a":"é"}', headers: { 'content-type': 'application/json' } });
  await until(() => first.events.length === 2);
  expect(first.events).toEqual([
    { id: `${epoch}:1`, type: 'message', data: '"hi\\nthere"' },
    { id: `${epoch}:2`, type: 'message', data: '{"a":"é"}' },
  ]);
  expect(first.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  first.response.destroy();
  await until(() => endpoint.size === 0 && server.topics.gauges().subscribers === 0);
});

test('texts of several lines stay texts of several lines, and cannot make events of their own', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('news');
  server.events('/feed', topic, { show: (text) => (text === 'hidden' ? undefined : text), last: 10 });
  await server.topics.publish(topic, 'one\ntwo\r\nthree\rfour\n\nevent: gap\nid: 99\n');
  await server.topics.publish(topic, '');
  const { offset } = await server.topics.publish(topic, 'hidden');
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id.endsWith(`:${offset}`));
  expect(reader.events.map(({ type, data }) => [type, data])).toEqual([
    ['message', 'one\ntwo\nthree\nfour\n\nevent: gap\nid: 99\n'],
    ['message', ''],
  ]);
});

test('receive and show make messages of texts and back; what receive ignores is answered by 202', async () => {
  const server = await serveTopics({ identify: () => ({ id: 'ann' }) });
  const topic = openTopic<{ readonly from: string; readonly text: string }>('chat');
  server.events('/feed', topic, {
    receive: (text, { user }) => (text === '' ? undefined : { from: user.id, text }),
    show: ({ from, text }, { user }) => `${user.id} reads: ${from} says ${text}`,
  });
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id !== '');
  expect(await ask(server.port, 'POST', '/feed')).toMatchObject({ status: 202, text: '{}\n' });
  await ask(server.port, 'POST', '/feed', { body: 'hi' });
  await until(() => reader.events.length === 1);
  expect(reader.events[0]?.data).toBe('ann reads: ann says hi');
});

test('a retry with the same id is the same message; the id of another user is another', async () => {
  const server = await serveTopics({ identify: ({ headers }) => ({ id: String(headers['x-name']) }) });
  server.events('/feed', openTopic<string>('news'));
  const post = async (name: string): Promise<unknown> =>
    JSON.parse((await ask(server.port, 'POST', '/feed?id=1', { body: 'hi', headers: { 'x-name': name } })).text);
  expect(await post('ann')).toMatchObject({ offset: 1, isDuplicate: false });
  expect(await post('ann')).toMatchObject({ offset: 1, isDuplicate: true });
  expect(await post('bob')).toMatchObject({ offset: 2, isDuplicate: false });
});

test('guests of one address share a name, but no ids of messages', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('news');
  server.events('/feed', topic);
  const post = async (id: string, body: string): Promise<{ readonly status: number; readonly answer: unknown }> => {
    const { status, text } = await ask(server.port, 'POST', `/feed?id=${id}`, { body });
    return { status, answer: JSON.parse(text) as unknown };
  };
  // What another guest might have taken, too; the last has the form alone, and is not random.
  for (const id of ['1', 'x'.repeat(36), 'c232ab00-9414-11ec-b3c8-9f6bdeced846']) {
    const { status, answer } = await post(id, 'from bob');
    expect(status).toBe(400);
    expect(answer).toMatchObject({
      code: 'bad-request',
      detail: expect.stringMatching(/guest.*random UUID/) as string,
    });
  }
  const [ann, bob] = [randomUUID(), randomUUID().toUpperCase()];
  expect((await post(ann, 'from ann')).answer).toMatchObject({ offset: 1, isDuplicate: false });
  expect((await post(ann, 'from ann')).answer).toMatchObject({ offset: 1, isDuplicate: true });
  expect((await post(bob, 'from bob')).answer).toMatchObject({ offset: 2, isDuplicate: false });
  const { messages } = await server.topics.read(topic, { last: 9 });
  expect(messages.map(({ message }) => message)).toEqual(['from ann', 'from bob']);
});

test('JSON, which would go past receive, is refused where there is one, unless it is let in', async () => {
  const server = await serveTopics();
  const topic = openTopic<unknown>('news');
  const receive = (text: string): string => `received ${text}`;
  server.events('/received', topic, { receive });
  server.events('/both', topic, { receive, json: true });
  server.events('/texts', topic, { json: false });
  const post = async (path: string, type = 'application/json'): Promise<string> => {
    const body = '{"from":"admin"}';
    const { status, text } = await ask(server.port, 'POST', path, { body, headers: { 'content-type': type } });
    return `${status} ${String((JSON.parse(text) as { detail?: unknown }).detail)}`;
  };
  for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.a+json']) {
    expect(await post('/received', type)).toMatch(/^415 JSON is not taken here.*text\/plain.*fromClient/);
  }
  expect(await post('/texts')).toMatch(/^415 /);
  // What other types there are is said of what is taken.
  expect(await post('/texts', 'image/png')).toBe('415 Send text/plain, not compressed.');
  expect(server.topics.gauges().published).toBe(0);
  expect(await post('/received', 'text/plain')).toMatch(/^200/);
  expect(await post('/both')).toMatch(/^200/);
  const { messages } = await server.topics.read(topic, { last: 9 });
  expect(messages.map(({ message }) => message)).toEqual(['received {"from":"admin"}', { from: 'admin' }]);
});

test.each([{ id: '' }, { id: 'x'.repeat(201) }, { id: 7 }, { id: 'a', data: 1n }, null, 'ann'])(
  'a user of the endpoint is checked as one of the app: %o is none',
  async (user) => {
    const server = await serveTopics();
    server.events('/feed', openTopic<string>('news'), { user: () => user as never });
    server.socket('/socket', openTopic<string>('lobby'), { user: () => user as never });
    expect((await ask(server.port, 'POST', '/feed', { body: 'hi' })).status).toBe(500);
    expect((await ask(server.port, 'GET', '/feed')).status).toBe(500);
    expect((await ask(server.port, 'GET', '/socket', { headers: UPGRADE })).status).toBe(500);
    expect(server.log).toEqual(['identify-failed', 'identify-failed', 'identify-failed']);
  },
);

test('the id of a user of the endpoint may have 200 characters', async () => {
  const server = await serveTopics();
  const id = 'x'.repeat(200);
  server.events('/feed', openTopic<string>('news'), { user: () => ({ id }), show: (_, { user }) => user.id });
  const reader = await follow(server.port, '/feed');
  await until(() => reader.id !== '');
  await ask(server.port, 'POST', '/feed', { body: 'hi' });
  await until(() => reader.events.length === 1);
  expect(reader.events[0]?.data).toBe(id);
});

test('who is cut again and again in the middle of 1,000 messages comes back by the last id, and has each once', async () => {
  const server = await serveTopics();
  const topic = openTopic<number>('count');
  server.events('/feed', topic);
  const got: number[] = [];
  let id = '';
  let next = 1;
  const publish = async (count: number): Promise<void> => {
    for (const to = Math.min(1000, next + count - 1); next <= to;) await server.topics.publish(topic, next++);
  };
  for (let round = 0; got.at(-1) !== 1000; round++) {
    // A browser says where it was, at the address by which it came at first; some libraries say it there.
    const reader =
      round % 2 === 0
        ? await follow(server.port, '/feed?last=3', { 'last-event-id': id })
        : await follow(server.port, `/feed?last=3&lastEventId=${id}`);
    await until(() => reader.id !== '');
    const publishing = publish(40);
    const missing = 1000 - (got.at(-1) ?? 0);
    await until(() => reader.events.length >= Math.min(missing, (round * 7) % 40));
    reader.response.destroy();
    expect(reader.events.map(({ type }) => type)).not.toContain('gap');
    got.push(...reader.events.map(({ data }) => Number(data)));
    ({ id } = reader);
    await publishing;
    await publish(20);
  }
  expect(got).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
}, 20_000);

test.each<[MissedReason, string, number | undefined]>([
  ['evicted', 'EPOCH:1', 2],
  ['epoch', 'other:1', undefined],
  ['ahead', 'EPOCH:9', undefined],
  ['epoch', 'no id of ours', undefined],
  ['epoch', ':', undefined],
  ['epoch', `${'x'.repeat(3000)}:1`, undefined],
  ['epoch', 'EPOCH:-1', undefined],
  ['epoch', 'EPOCH:1e3', undefined],
])('a gap is an event: %s after %s', async (reason, id, missed) => {
  const server = await serveTopics();
  const topic = openTopic<number>('short', { history: { count: 2 } });
  server.events('/feed', topic);
  let epoch = '';
  for (let n = 1; n <= 5; n++) ({ epoch } = await server.topics.publish(topic, n));
  const reader = await follow(server.port, '/feed', { 'last-event-id': id.replace('EPOCH', epoch) });
  await until(() => reader.events.length === (reason === 'ahead' ? 1 : 3));
  const offset = reason === 'ahead' ? 5 : 3;
  const [gap] = reader.events;
  expect([gap?.type, gap?.id]).toEqual(['gap', `${epoch}:${offset}`]);
  expect(JSON.parse(gap?.data ?? '')).toEqual({ reason, epoch, offset, ...(missed !== undefined && { missed }) });
});

test('last shows so much of the history; nothing and 0 show none', async () => {
  const server = await serveTopics();
  const topic = openTopic<number>('news');
  server.events('/feed', topic);
  server.events('/more', topic, { last: 2 });
  for (let n = 1; n <= 5; n++) await server.topics.publish(topic, n);
  const paths = ['/feed?last=3', '/feed', '/feed?last=0', '/more', '/more?last=1', '/feed?last=1000000'];
  const readers = await Promise.all(paths.map((path) => follow(server.port, path)));
  await until(() => readers.every(({ id }) => id !== ''));
  await server.topics.publish(topic, 6);
  await until(() => readers.every(({ id }) => id.endsWith(':6')));
  expect(readers.map(({ events }) => events.map(({ data }) => data).join(''))).toEqual([
    '3456',
    '6',
    '6',
    '456',
    '56',
    '123456',
  ]);
});

test('other methods, types and parameters are answered by what to do', async () => {
  const server = await serveTopics();
  server.events('/feed', openTopic<string>('news'), { maxTextBytes: 100 });
  const { port } = server;
  const answer = async (...args: Parameters<typeof ask>): Promise<string> => {
    const { status, text, headers } = await ask(...args);
    expect(headers['content-type']).toBe('application/problem+json');
    const problem = JSON.parse(text) as { status: number; code: string; detail: string };
    expect(problem.status).toBe(status);
    return `${status} ${problem.code} ${problem.detail}`;
  };
  expect(await answer(port, 'PUT', '/feed')).toMatch(/^405 method-not-allowed GET reads/);
  expect((await ask(port, 'DELETE', '/feed')).headers.allow).toBe('GET, HEAD, POST, OPTIONS');
  expect(await answer(port, 'GET', '/feed', { headers: { accept: 'application/json' } })).toMatch(
    /^406 .*Accept: text\/event-stream/,
  );
  expect(await answer(port, 'GET', '/feed?last=x')).toMatch(/^400 bad-request .*last=20/);
  expect(await answer(port, 'GET', '/feed?last=1&last=2')).toMatch(/^400 .*Give it once/);
  const json = { 'content-type': 'application/json' };
  expect(await answer(port, 'POST', '/feed', { body: '{', headers: json })).toMatch(/^400 message-refused .*no JSON/);
  expect(await answer(port, 'POST', '/feed', { body: 'x'.repeat(101) })).toMatch(/^413 message-too-long .*100 bytes/);
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await answer(port, 'POST', '/feed', { body: 'x', headers: form })).toMatch(/^415 .*text\/plain/);
  const packed = { ...POST_TEXT, 'content-encoding': 'gzip' };
  expect(await answer(port, 'POST', '/feed', { body: 'x', headers: packed })).toMatch(/^415 /);
  expect(await answer(port, 'POST', `/feed?id=${'x'.repeat(201)}`, { body: 'x' })).toMatch(/^400 .*1 to 200/);
  expect(await answer(port, 'POST', '/feed?id=', { body: 'x' })).toMatch(/^400 /);
  expect((await ask(port, 'GET', '/feed/more')).status).toBe(404);
  expect(server.topics.gauges().published).toBe(0);
});

test.each(['*/*', 'text/*', 'text/event-stream', 'text/html, text/event-stream;q=0.5', undefined])(
  'who accepts %s gets events',
  async (accept) => {
    const server = await serveTopics();
    server.events('/feed', openTopic<string>('news'));
    const head = await ask(server.port, 'HEAD', '/feed', { headers: accept === undefined ? {} : { accept } });
    expect([head.status, head.headers['content-type'], head.text]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect(server.topics.gauges().subscribers).toBe(0);
  },
);

test('errors of topics are problems with a status and a code', async () => {
  const server = await serveTopics({ identify: ({ headers }) => ({ id: String(headers['x-name']) }) });
  const topic = openTopic<string>('club', {
    access: { subscribe: ({ user }) => user.id === 'ann', publish: ({ user }) => user.id === 'ann' },
    maxMessageBytes: 20,
    rate: { perSecond: 0.1, burst: 3 },
  });
  server.events('/feed', topic, {
    receive: (text) => {
      if (text === 'bug') throw new Error('secret');
      return text;
    },
  });
  const post = async (name: string, body: string): Promise<unknown[]> => {
    const { status, text, headers } = await ask(server.port, 'POST', '/feed', { body, headers: { 'x-name': name } });
    expect(text).not.toContain('secret');
    return [status, (JSON.parse(text) as { code?: string }).code, headers['retry-after']];
  };
  expect(await post('eve', 'hi')).toEqual([403, 'publish-refused', undefined]);
  expect((await ask(server.port, 'GET', '/feed', { headers: { 'x-name': 'eve' } })).status).toBe(403);
  expect(await post('ann', 'x'.repeat(19))).toEqual([413, 'message-too-long', undefined]);
  expect(await post('ann', 'bug')).toEqual([400, 'message-refused', undefined]);
  expect(await post('ann', 'hi')).toEqual([200, undefined, undefined]);
  // Requests of one user count together, though each is a connection of its own.
  expect(await post('ann', 'hi')).toEqual([429, 'publish-too-fast', '10']);
  expect(server.log).toEqual(['endpoint-option']);
});

test('guests of one address count together', async () => {
  const server = await serveTopics();
  server.events('/feed', openTopic<string>('news', { rate: { perSecond: 0.1, burst: 2 } }));
  const statuses: number[] = [];
  for (let n = 0; n < 3; n++) statuses.push((await ask(server.port, 'POST', '/feed', { body: 'hi' })).status);
  expect(statuses).toEqual([200, 200, 429]);
});

test('foreign origins are refused; own and listed ones may read the answer', async () => {
  const server = await serveTopics({ origins: { origins: ['https://app.example.com'] } });
  const topic = openTopic<string>('news');
  server.events('/feed', topic);
  server.events('/listed', topic, { origins: ['https://other.example.com'], requireOrigin: true });
  const head = async (path: string, origin: string, method = 'HEAD') =>
    ask(server.port, method, path, { headers: { origin, host: 'own.example.com' } });
  for (const origin of ['https://evil.example.com', 'null', 'https://own.example.com.evil.example.com']) {
    for (const method of ['HEAD', 'GET', 'POST', 'OPTIONS']) {
      const { status, headers } = await head('/feed', origin, method);
      expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined]);
    }
  }
  expect((await head('/listed', 'https://app.example.com')).status).toBe(403);
  expect((await ask(server.port, 'POST', '/listed', { body: 'hi' })).status).toBe(403);
  expect(new Set(server.log)).toEqual(new Set(['origin-refused']));
  expect(server.topics.gauges().published).toBe(0);
  for (const [path, origin] of [
    ['/feed', 'https://app.example.com'],
    ['/feed', 'http://own.example.com'],
    ['/listed', 'https://other.example.com'],
  ] as const) {
    const { status, headers } = await head(path, origin);
    expect([status, headers['access-control-allow-origin'], headers.vary]).toEqual([200, origin, 'origin']);
    const preflight = await head(path, origin, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': expect.stringContaining('POST') as string,
      'access-control-allow-headers': expect.stringContaining('content-type') as string,
    });
    // Also what is refused, so that a page can tell its user why.
    expect((await head(path, origin, 'PUT')).headers['access-control-allow-origin']).toBe(origin);
  }
});

test.skipIf(spawnSync('curl', ['--version']).status !== 0)('curl reads and publishes', async () => {
  const server = await serveTopics();
  server.events('/feed', openTopic<string>('news'), { last: 10 });
  const url = `http://127.0.0.1:${server.port}/feed`;
  const reading = spawn('curl', ['-sN', url]);
  onTestFinished(() => void reading.kill());
  let text = '';
  reading.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => text.includes('retry:'));
  const { stdout } = await promisify(execFile)('curl', ['-s', '-d', 'hi', url]);
  expect(JSON.parse(stdout)).toMatchObject({ offset: 1 });
  await until(() => /\nid: \S+:1\ndata: "hi"\n\n$/.test(text));
});

test('options that cannot be are refused at once', async () => {
  const server = await serveTopics();
  const topic = openTopic<string>('news');
  expect(() => server.events('/feed?x', topic)).toThrow(/endpoint-option/);
  expect(() => server.events('/feed', topic, { last: 1.5 })).toThrow(/endpoint-option/);
});
