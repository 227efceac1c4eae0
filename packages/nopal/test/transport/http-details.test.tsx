/** What only the HTTP transports have: numbers that tell repetitions from gaps, and times when nobody polls. */
import { expect, test } from 'vitest';
import { checksum } from '../../src/client/nodes.ts';
import type { RunningApp } from '../support/app.ts';
import { ask, beginToAsk, type Answer } from '../support/ask.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { startDesk, untilConnections, watchReady } from './adapters.tsx';

/** A browser that polls when the test says so. */
async function handPoller(running: RunningApp) {
  const page = await TestPage.fetch(running);
  const hello = JSON.stringify(['hello', 1, page.token, checksum(page.root), null, 0]);
  const first = await ask(running.port, 'POST', '/_nopal/poll?n=1', { body: hello });
  const id = JSON.parse(first.text.split('\n', 1)[0] ?? '') as string;
  const post = (endpoint: string, body?: string): Promise<Answer> =>
    ask(running.port, 'POST', `/_nopal/${endpoint.replace('ID', id)}`, body === undefined ? {} : { body });
  return { id, first, post };
}

test('the first answer to a poll names the connection, for whoever asked, and is not kept', async () => {
  const { id, first } = await handPoller(await startDesk());
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(first.text.split('\n')[1]).toMatch(/^\{"viewer":\["\w+","[\w-]+",2\]\}$/);
  expect(first.headers['cache-control']).toBe('no-store');
});

test('the headers of an event stream keep proxies from holding it back', async () => {
  const running = await startDesk();
  const stream = await beginToAsk(running.port, 'GET', '/_nopal/stream');
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  stream.destroy();
  await untilConnections(running, 'sse', 0);
});

test('while nobody polls nothing is sent or kept but the newest state, which the next poll gets', async () => {
  const running = await startDesk();
  const { post } = await handPoller(running);
  const witness = await TestPage.open(running);
  const before = running.app.gauges().frames.patches;
  for (let i = 0; i < 30; i++) {
    running.app.updater.broadcastStateUpdate('text', `${i} ${'x'.repeat(10_000)}`);
    await witness.shows(`${i} ${'x'.repeat(10_000)}`, 'p');
  }
  // All of them are the witness's.
  expect(running.app.gauges().frames.patches - before).toBe(witness.frames.length);
  const { text } = await post('poll/ID?n=2');
  expect(text).toBe(`[0,0,[[1,0,["29 ${'x'.repeat(10_000)}"]]]]`);
});

test('a glance is answered at once, with or without news; what else came is a poll like any other', async () => {
  const running = await startDesk();
  const { post } = await handPoller(running);
  expect(await post('poll/ID?n=2&glance')).toMatchObject({ status: 200, text: '' });
  running.app.updater.broadcastStateUpdate('text', 'news');
  expect((await post('poll/ID?n=3&glance')).text).toBe('[0,0,[[1,0,["news"]]]]');
  expect((await post('poll/ID?n=4&glance', '["ack",1]')).text).toBe('');
  expect(running.app.gauges().unacknowledgedBytes).toBe(0);
});

test('a page that glances gets what is newest, answers and beats, and is not held', async () => {
  const running = await startDesk({ limits: { beatMs: 100 } });
  const page = await TestPage.fetch(running, '/', 'poll');
  await page.connect({ glanceMs: 20, pace: 20 });
  running.app.updater.broadcastStateUpdate('text', 'news');
  await page.shows('news', 'p');
  expect(await page.click('button')).toEqual([1, 'done']);
  expect(page.closedWith).toBeUndefined();
});

// Beats are only sent when a round of the heartbeat happens to meet a poll.
test('a page that glances stays connected though nothing happens', async () => {
  const running = await startDesk({ limits: { beatMs: 50, stalledMs: 100 } });
  const page = await TestPage.fetch(running, '/', 'poll');
  await page.connect({ glanceMs: 300, pace: 300 });
  await until(() => page.beats > 4 || page.closedWith !== undefined);
  expect(page.closedWith).toBeUndefined();
});

test('a batch that is said again is not run again', async () => {
  const running = await startDesk();
  const { post } = await handPoller(running);
  const click = (number: number): string => JSON.stringify(['event', number, 0, [0, 1], 'click', {}]);
  for (let i = 0; i < 3; i++) expect((await post('send/ID?n=1', click(1))).status).toBe(204);
  // The same number with something else in it: what counts is what came first.
  expect((await post('send/ID?n=1', click(2))).status).toBe(204);
  expect((await post('send/ID?n=2', `${click(3)}\n\n${click(4)}\n`)).status).toBe(204);
  const { text } = await post('poll/ID?n=2');
  expect(text.split('\n').filter((line) => line.startsWith('{'))).toEqual([
    '{"event":[1,"done"]}',
    '{"event":[3,"done"]}',
    '{"event":[4,"done"]}',
  ]);
});

test.each(['?n=3', '?n=0', '?n=-1', '?n=NaN', '?n=1e999', '?n=', '', '?n=2.5'])(
  'a batch with the number "%s" in place of the next one ends the connection',
  async (query) => {
    const running = await startDesk();
    const { post } = await handPoller(running);
    expect((await post(`send/ID${query}`, '["ack",0]')).status).toBe(409);
    await untilConnections(running, 'poll', 0);
    expect((await post('poll/ID?n=2')).status).toBe(404);
  },
);

test.each(['?n=1', '?n=3', '?n=0', '?n=-1', '?n=NaN', ''])(
  'a poll with the number "%s" in place of the next one ends the connection',
  async (query) => {
    const running = await startDesk();
    const { post } = await handPoller(running);
    expect((await post(`poll/ID${query}`)).status).toBe(409);
    await untilConnections(running, 'poll', 0);
    expect((await post('poll/ID?n=2')).status).toBe(404);
  },
);

test('a gap in what was said ends an event stream, too', async () => {
  const running = await startDesk();
  const stream = await beginToAsk(running.port, 'GET', '/_nopal/stream');
  const over = new Promise((resolve) => stream.on('error', resolve).on('close', resolve));
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => /data: "(.*)"/.test(text));
  const id = /data: "(.*)"/.exec(text)?.[1] ?? '';
  expect((await ask(running.port, 'POST', `/_nopal/send/${id}?n=2`)).status).toBe(409);
  await over;
  expect(running.app.gauges().connections.sse).toBe(0);
});

test('that a message was too large is told by its answer and on the stream, whichever is heard first', async () => {
  const running = await startDesk({ limits: { maxMessageBytes: 1000 } });
  const untilReady = watchReady();
  const { id, post } = await handPoller(running);
  const held = post('poll/ID?n=2');
  await untilReady('poll', 1);
  expect((await ask(running.port, 'POST', `/_nopal/send/${id}?n=1`, { body: 'x'.repeat(1001) })).status).toBe(413);
  expect((await held).text).toBe('1009');
});

test('a second poll while one is held ends both, and the connection', async () => {
  const running = await startDesk();
  const untilReady = watchReady();
  const { post } = await handPoller(running);
  const held = post('poll/ID?n=2').then(
    () => 'answered',
    () => 'cut',
  );
  await untilReady('poll', 1);
  expect((await post('poll/ID?n=3')).status).toBe(409);
  expect(await held).toBe('cut');
  await untilConnections(running, 'poll', 0);
});

test('who polls on a connection that ended is told how, once; then it is not there any more', async () => {
  const running = await startDesk();
  const { post } = await handPoller(running);
  expect((await post('send/ID?n=1', 'nonsense')).status).toBe(204);
  expect(await post('poll/ID?n=2')).toMatchObject({ status: 200, text: '4400' });
  expect((await post('poll/ID?n=3')).status).toBe(409);
  expect((await post('poll/ID?n=4')).status).toBe(404);
});

test('a held poll whose browser goes away ends the connection', async () => {
  const running = await startDesk();
  const untilReady = watchReady();
  const { id } = await handPoller(running);
  const goes = new AbortController();
  const held = ask(running.port, 'POST', `/_nopal/poll/${id}?n=2`, { signal: goes.signal }).catch(() => 'gone');
  await untilReady('poll', 1);
  expect(running.app.gauges().connections.poll).toBe(1);
  goes.abort();
  expect(await held).toBe('gone');
  await untilConnections(running, 'poll', 0);
  expect(running.app.gauges().viewers.away).toBe(1);
});
