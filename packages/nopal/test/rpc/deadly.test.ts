/**
 * What ends or freezes a process that serves capnweb 0.12 as it is: each a few lines that anybody can send. Behind the
 * endpoint they end a session at most.
 */
import { describe, expect, test } from 'vitest';
import { RpcTarget } from '../../src/capnweb.ts';
import { serve } from '../support/app.ts';
import { until } from '../support/until.ts';
import { batchOf, call, post, RawSession, serveTarget, watchProcess, type Line } from './support.ts';
import type { Target } from './target.ts';

const FAIL = ['pipeline', 0, ['fail'], []];
const NOPE = ['pipeline', 0, ['nope'], []];
const SLOW_CHILD = ['push', ['pipeline', 0, ['slowChild'], []]];
const fills = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Rejections that nobody waits for. */
const UNOBSERVED: Readonly<Record<string, readonly Line[]>> = {
  'a result that fails, for something that is not there yet': [
    SLOW_CHILD,
    ['push', FAIL],
    ['push', ['pipeline', 1, ['double'], [['pipeline', 2]]]],
  ],
  'a call that fails, for something that is not there yet': [SLOW_CHILD, ['push', ['pipeline', 1, ['double'], [FAIL]]]],
  'a property of what fails, for something that is not there yet': [
    ['push', FAIL],
    SLOW_CHILD,
    ['push', ['pipeline', 2, ['double'], [['pipeline', 1, ['name']]]]],
  ],
  'a reference to what fails, for a call that takes long': [
    ['push', FAIL],
    ['push', ['pipeline', 0, ['slow'], [['import', 1]]]],
  ],
  'a promise of the client for a method that there is not': [['push', ['pipeline', 0, ['nope'], [['promise', -1]]]]],
  'a promise of the client that is let go': [
    ['push', ['promise', -1]],
    ['release', 1, 1],
  ],
  'a promise of the client that is never kept': [['push', ['promise', -1]]],
  'a promise of the client for a call under way': [['push', ['pipeline', 0, ['echo'], [['promise', -1]]]]],
  'an answer that nobody asked for, with a promise': [['resolve', 99, ['promise', -1]]],
  'an error that nobody asked for, with a promise': [['reject', 99, ['promise', -1]]],
  'an end with a promise': [['abort', ['promise', -1]]],
  'an answer to the main object that calls what fails': [['resolve', 0, FAIL]],
  'an answer to the main object that calls with what fails': [['resolve', 0, ['pipeline', 0, ['add'], [NOPE, 1]]]],
  'an answer to a function that is what fails': [
    ['push', FAIL],
    ['push', ['export', -1]],
    ['resolve', -1, ['pipeline', 1]],
  ],
  'an answer to a kept function that is what fails': [
    ['push', ['pipeline', 0, ['keep'], [['export', -1]]]],
    ['push', FAIL],
    ['resolve', -1, ['pipeline', 2]],
  ],
  'a blob that fails, for something that is not there yet': [
    ['pipe'],
    SLOW_CHILD,
    ['push', ['pipeline', 2, ['double'], [['blob', 'x', ['readable', 1]]]]],
    ['push', ['pipeline', 1, ['abort'], ['no more']]],
  ],
  'a blob that fails, as an answer': [
    ['pipe'],
    ['resolve', 0, ['blob', 'x', ['readable', 1]]],
    ['push', ['pipeline', 1, ['abort'], ['no more']]],
  ],
  'a stream that fails, for something that is not there yet': [
    ['pipe'],
    SLOW_CHILD,
    ['push', ['pipeline', 2, ['double'], [['readable', 1]]]],
    ['push', ['pipeline', 1, ['abort'], ['no more']]],
  ],
  'map() over what fails, for something that is not there yet': [
    SLOW_CHILD,
    ['push', FAIL],
    ['push', ['pipeline', 1, ['double'], [['remap', 2, [], [], [['pipeline', 0]]]]]],
  ],
  'map() that fails inside, for something that is not there yet': [
    SLOW_CHILD,
    ['push', ['pipeline', 0, ['list'], [3]]],
    ['push', ['pipeline', 1, ['double'], [['remap', 2, [], [['import', 0]], [['pipeline', -1, ['fail'], []], 1]]]]],
  ],
};

/** What costs twice as much with each line, or instruction: few enough here that it only takes long. */
const DOUBLING = 14;
const EXPENSIVE: Readonly<Record<string, readonly Line[]>> = {
  'copies of copies': [
    ['push', [[1, 1]]],
    ...fills(DOUBLING, (n) => [
      'push',
      [
        [
          ['pipeline', n + 1],
          ['pipeline', n + 1],
        ],
      ],
    ]),
  ],
  'copies of copies by a method': [
    ['push', ['pipeline', 0, ['echo'], [[[1, 1]]]]],
    ...fills(DOUBLING, (n) => [
      'push',
      [
        'pipeline',
        0,
        ['echo'],
        [
          [
            [
              ['pipeline', n + 1],
              ['pipeline', n + 1],
            ],
          ],
        ],
      ],
    ]),
  ],
  'copies of copies in one map()': [
    ['push', ['pipeline', 0, ['add'], [1, 2]]],
    [
      'push',
      [
        'remap',
        1,
        [],
        [],
        fills(DOUBLING, (n) => [
          [
            ['pipeline', n],
            ['pipeline', n],
          ],
        ]),
      ],
    ],
  ],
};

/** What would be done for each element, and again for more than that. */
const MULTIPLIED: Readonly<Record<string, readonly Line[]>> = {
  'map() that copies a list for each of its elements': [
    ['push', ['pipeline', 0, ['list'], [1000]]],
    ['push', ['remap', 1, [], [['import', 1]], [['pipeline', -1]]]],
  ],
  'map() in map() in map()': [
    ['push', ['pipeline', 0, ['list'], [25]]],
    [
      'push',
      [
        'remap',
        1,
        [],
        [['import', 1]],
        [['remap', -1, [], [['import', -1]], [['remap', -1, [], [], [['pipeline', 0]]]]]],
      ],
    ],
    ['pull', 2],
  ],
};

async function ends(lines: readonly Line[], running: { api: string; target: Target }): Promise<void> {
  const session = await RawSession.open(running.api);
  session.say(...lines);
  await session.heard();
  session.socket.close();
  await until(() => session.closed !== undefined);
}

describe('nobody is there for a rejection:', () => {
  test.each(Object.entries(UNOBSERVED))('%s', async (_, lines) => {
    const fatal = watchProcess();
    const running = await serveTarget({ limits: { batchMs: 30 } });
    const other = await RawSession.open(running.api);
    await ends(lines, running);
    await post(running.api, batchOf(lines));
    running.target.release();
    await until(() => running.app.gauges().rpc.sessions === 1);
    expect(await other.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
    expect(fatal).toEqual([]);
  });
});

describe('small messages of great cost are refused:', () => {
  test('map() over a list in what is written to a stream', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    const many = fills(100, () => ['pipeline', -1, ['add'], [1, 2]]);
    session.say(['push', ['pipeline', 0, ['list'], [1000]]], ['pipe']);
    session.say(['stream', ['pipeline', 2, ['write'], [['remap', 1, [], [['import', 0]], [...many, 1]]]]]);
    expect((await session.end()).error).toMatchObject({ 4: { code: 'rpc-bad-message' } });
  });

  test.each(Object.entries(EXPENSIVE))('%s', async (_, lines) => {
    const running = await serveTarget();
    const other = await RawSession.open(running.api);
    const session = await RawSession.open(running.api);
    session.say(...lines);
    expect((await session.end()).code).toBe(3000);
    expect((await post(running.api, batchOf(lines))).status).toBeGreaterThanOrEqual(400);
    expect(await other.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
  });

  test('a circle, in which capnweb goes round for ever', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    session.say(['push', ['export', -1]], ['push', ['pipeline', 0, ['add'], [1, 2]]]);
    session.say(['push', ['remap', 2, [], [['import', 1]], [['import', -1]]]], ['resolve', -1, ['import', 3]]);
    // One more call would close the circle, and this process would not come back.
    expect((await session.end()).code).toBe(3000);
  });

  test('a circle through what the server called', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    session.say(['push', ['pipeline', 0, ['call'], [['export', -1], 5]]], ['pull', 1]);
    await session.next(([kind]) => kind === 'pull');
    session.say(['push', ['pipeline', 0, ['add'], [1, 2]]]);
    // The number of the server's own call, as if it were a function of the client: its answer could be made of itself.
    session.say(['push', ['remap', 2, [], [['export', 1]], [['import', -1]]]]);
    expect((await session.end()).code).toBe(3000);
  });
});

describe('a map() that multiplies what one message does is rejected, and the session goes on:', () => {
  test.each(Object.entries(MULTIPLIED))('%s', async (_, lines) => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    session.say(...lines.slice(0, 2), ['pull', 2], ['push', ['pipeline', 0, ['add'], [1, 2]]], ['pull', 3]);
    const refused = [
      'reject',
      2,
      ['error', 'NopalError', expect.stringContaining('Await the list'), null, { code: 'rpc-bad-message' }],
    ];
    expect(await session.next(([, id]) => id === 2)).toEqual(refused);
    expect(await session.next(([, id]) => id === 3)).toEqual(['resolve', 3, 3]);
  });
});

test('a map() that makes much of each element is rejected, and the session goes on', async () => {
  const running = await serveTarget();
  const session = await RawSession.open(running.api);
  const much = [[fills(5000, () => ({}))]];
  session.say(['push', ['pipeline', 0, ['list'], [5000]]], ['push', ['remap', 1, [], [], much]], ['pull', 2]);
  expect((await session.next(([, id]) => id === 2))[0]).toBe('reject');
  expect((await session.call('add', 1, 2))[0]).toBe('resolve');
});

test('what a request is made with is no place to hide calls', async () => {
  const running = await serveTarget();
  const session = await RawSession.open(running.api);
  const hidden = ['request', 'http://a/', { signal: ['remap', 0, [], [], [['pipeline', 0]]] }];
  session.say(['push', ['pipeline', 0, ['echo'], [hidden]]]);
  expect((await session.end()).error).toMatchObject({ 4: { code: 'rpc-bad-message' } });
});

describe('a target that misbehaves ends nothing but a session:', () => {
  class Misbehaved extends RpcTarget {
    add(a: number, b: number): number {
      return a + b;
    }
    broken(): RpcTarget {
      return new (class extends RpcTarget {
        [Symbol.dispose](): void {
          throw new Error('cannot let go');
        }
      })();
    }
    circle(): object {
      const circle: { self?: object } = {};
      circle.self = circle;
      return circle;
    }
    secretive(): object {
      return {
        get value(): never {
          throw new Error('cannot be read');
        },
      };
    }
    [Symbol.dispose](): void {
      throw new Error('cannot let go');
    }
  }

  test.each(['add', 'broken', 'circle', 'secretive'])('%s', async (method) => {
    const fatal = watchProcess();
    const { url, app } = await serve((made) => made.rpc('/api', () => new Misbehaved()));
    const api = `${url}/api`;
    const [session, other] = [await RawSession.open(api), await RawSession.open(api)];
    await session.call(method, 1, 2);
    await session.heard();
    session.socket.close();
    await until(() => session.closed !== undefined);
    expect((await post(api, batchOf(call(method, 1, 2)))).status).toBe(200);
    await until(() => app.gauges().rpc.sessions === 1);
    expect(await other.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
    expect(fatal).toEqual([]);
  });
});
