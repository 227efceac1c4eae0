/** What anybody may send to the HTTP endpoints: nothing of it ends the process, or disturbs anybody else. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunningApp } from '../support/app.ts';
import { ask, beginToAsk } from '../support/ask.ts';
import { collectGarbage } from '../support/gc.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';
import { startDesk, untilConnections } from './adapters.tsx';

/** Fails the test for every promise that is rejected with nobody to hear it. */
function watchRejections(): unknown[] {
  const unexpected: unknown[] = [];
  const note = (error: unknown): void => void unexpected.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return unexpected;
}

/** The status of an answer; 0 when the server ended the connection instead. */
async function statusOf(running: RunningApp, method: string, path: string, body?: string | Buffer): Promise<number> {
  try {
    const answer = await beginToAsk(running.port, method, path, body === undefined ? {} : { body });
    answer.destroy();
    return answer.statusCode ?? 0;
  } catch {
    return 0;
  }
}

test.each([
  ['POST', '/_nopal/stream', 405],
  ['PUT', '/_nopal/stream', 405],
  ['GET', '/_nopal/poll', 405],
  ['GET', '/_nopal/poll/x', 405],
  ['GET', '/_nopal/send/x', 405],
  ['DELETE', '/_nopal/send/x', 405],
  ['OPTIONS', '/_nopal/poll', 405],
  ['HEAD', '/_nopal/stream', 204],
  ['HEAD', '/_nopal/poll', 204],
  ['HEAD', '/_nopal/send/x', 204],
  ['POST', '/_nopal/send', 404],
  ['POST', '/_nopal/send/', 404],
  ['POST', '/_nopal/send/x?n=1', 404],
  ['POST', '/_nopal/send/__proto__?n=1', 404],
  ['POST', '/_nopal/poll/?n=1', 404],
  ['POST', '/_nopal/poll/x?n=1', 404],
  ['POST', `/_nopal/poll/${'x'.repeat(10_000)}?n=1`, 404],
  ['POST', '/_nopal/poll/x/y?n=1', 404],
  ['GET', '/_nopal/stream/x', 404],
  ['GET', '//_nopal/stream', 404],
  ['GET', '/_nopal//stream', 404],
  ['GET', '/_nopal/%73tream', 404],
  ['GET', '/_nopal/../_nopal/stream', 404],
  ['GET', '/_nopal/Stream', 404],
  ['GET', '/_nopal/stream%00', 404],
  ['POST', '/_nopal/poll?n=0', 409],
  ['POST', '/_nopal/poll?n=2', 409],
  ['POST', '/_nopal/poll', 409],
  ['POST', '/_nopal/poll?n=1&n=2', 200],
  ['GET', '/_nopal/stream?what=ever', 200],
] as const)('%s %s is answered with %i', async (method, path, status) => {
  const running = await startDesk({ limits: { helloMs: 20 } });
  expect(await statusOf(running, method, path)).toBe(status);
  if (status === 405) expect((await ask(running.port, method, path)).headers['allow']).toMatch(/^(GET|POST), HEAD$/);
  await until(() => Object.values(running.app.gauges().connections).every((count) => count === 0));
});

test('a body that is too large is refused, and one that is huge is not even read', async () => {
  const running = await startDesk({ limits: { maxMessageBytes: 1000 } });
  const page = await TestPage.open(running, '/', 'sse');
  expect(await statusOf(running, 'POST', '/_nopal/poll?n=1', 'x'.repeat(1001))).toBe(413);
  expect(await statusOf(running, 'POST', '/_nopal/poll?n=1', '[]\n'.repeat(100_000))).toBe(413);
  expect(await statusOf(running, 'POST', '/_nopal/send/x?n=1', Buffer.alloc(50_000_000))).toBeOneOf([0, 413]);
  expect(running.app.gauges().connections.poll).toBe(0);
  expect(await page.click('button')).toEqual([1, 'done']);
});

test('one cannot speak for the connection of another without its id', async () => {
  const running = await startDesk();
  const page = await TestPage.open(running, '/', 'poll');
  const [viewer = '', secret = ''] = page.viewer ?? [];
  for (const id of [viewer, secret, `${viewer}-${secret}`, page.token]) {
    expect(await statusOf(running, 'POST', `/_nopal/send/${id}?n=1`, '["event",1,0,[0,1],"click",{}]')).toBe(404);
    expect(await statusOf(running, 'POST', `/_nopal/poll/${id}?n=2`)).toBe(404);
  }
  expect(await page.click('button')).toEqual([1, 'done']);
  expect(page.text('button')).toBe('1');
});

test('nothing that is posted ends the process or disturbs another viewer', async () => {
  const running = await startDesk({ limits: { graceMs: 50, helloMs: 100 } });
  const unexpected = watchRejections();
  const witness = await TestPage.open(running, '/', 'sse');
  const token = (await TestPage.fetch(running)).token;
  const line = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json(),
    fc.constant(JSON.stringify(['hello', 1, token, 0, null, 0])),
    fc.constant('["event",1,0,[0,1],"click",{}]'),
    fc.constant('["ack",1e308]'),
    fc.constant('['.repeat(20_000)),
  );
  const body = fc.oneof(
    fc.array(line, { maxLength: 5 }).map((lines) => Buffer.from(lines.join('\n'))),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
  const number = fc.oneof(fc.integer().map(String), fc.constantFrom('1', '2', '', 'NaN', '-0', '9e99', '1\u0661'));
  const request = fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'HEAD'),
    endpoint: fc.constantFrom('poll', 'poll/ID', 'send/ID', 'send/x', 'poll/x', 'stream'),
    query: number.map((n) => `n=${encodeURIComponent(n)}&glance`),
    body,
  });
  for (const requests of fc.sample(fc.array(request, { minLength: 1, maxLength: 4 }), { numRuns: 60, seed: 3 })) {
    const first = await ask(running.port, 'POST', '/_nopal/poll?n=1');
    const id = JSON.parse(first.text) as string;
    for (const { method, endpoint, query, body: sent } of requests) {
      const path = `/_nopal/${endpoint.replace('ID', id)}?${query}`;
      const status = await statusOf(running, method, path, method === 'POST' ? sent : undefined);
      expect(status).toBeOneOf([200, 204, 404, 405, 409, 413]);
    }
  }
  expect(unexpected).toEqual([]);
  expect(running.log.filter(({ level }) => level >= 50)).toEqual([]);
  expect(await witness.click('button')).toEqual([1, 'done']);
  await untilConnections(running, 'poll', 0);
  await untilConnections(running, 'sse', 1);
  await until(() => running.app.updater.getAllComponentIds().length === 1);
});

describe('connections that never say who they are', () => {
  /** Opens so many, all at once. */
  async function knock(running: RunningApp, count: number): Promise<void> {
    const streams = Array.from({ length: count }, () => beginToAsk(running.port, 'GET', '/_nopal/stream'));
    const polls = Array.from({ length: count }, () => ask(running.port, 'POST', '/_nopal/poll?n=1'));
    for (const stream of await Promise.all(streams)) stream.resume();
    await Promise.all(polls);
    const { sse, poll } = running.app.gauges().connections;
    expect([sse, poll]).toEqual([count, count]);
    await untilConnections(running, 'sse', 0);
    await untilConnections(running, 'poll', 0);
  }

  test('are let go in time, and leave nothing behind', async () => {
    const running = await startDesk({ limits: { helloMs: 1500 } });
    const heap = async (): Promise<number> => {
      for (let i = 0; i < 4; i++) await collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    await knock(running, 300);
    const before = await heap();
    await knock(running, 300);
    const perConnection = ((await heap()) - before) / 600;
    // What is left of a poll's for some seconds more is its id and how it ended.
    expect(perConnection).toBeLessThan(1500);
    expect(running.app.gauges().viewers).toEqual({ connected: 0, away: 0, unclaimed: 0 });
  }, 30_000);
});

test('requests that end in the middle leave nothing behind', async () => {
  const running = await startDesk();
  const unexpected = watchRejections();
  const ends: Promise<unknown>[] = [];
  const begin = (head: string, end: (socket: Socket) => void): void => {
    const socket = connect(running.port, '127.0.0.1');
    socket.on('error', () => undefined);
    ends.push(once(socket, 'close'));
    socket.write(`${head} HTTP/1.1\r\nHost: x\r\n`, () => end(socket));
  };
  const reset = (socket: Socket): void => void socket.resetAndDestroy();
  for (let i = 0; i < 10; i++) {
    begin('GET /_nopal/stream', reset);
    begin('POST /_nopal/poll?n=1', (socket) => {
      socket.write('Content-Length: 100\r\n\r\n["hello"', () => reset(socket));
    });
    begin('POST /_nopal/poll?n=1', (socket) => {
      socket.write('Transfer-Encoding: chunked\r\n\r\n5\r\n["hel\r\nnonsense', () => socket.end());
      socket.resume();
    });
    begin('GET /_nopal/stream', (socket) => socket.write('\r\n', () => reset(socket)));
    begin(`GET /_nopal/stream?${'x'.repeat(20_000)}`, (socket) => socket.resume().end('\r\n'));
  }
  await Promise.all(ends);
  await until(() => Object.values(running.app.gauges().connections).every((count) => count === 0));
  expect(unexpected).toEqual([]);
  await TestPage.open(running, '/', 'poll');
});
