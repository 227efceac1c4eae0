/** Each limit of RPC by name: who exceeds it is ended with its code, and nobody else notices. */
import { describe, expect, test } from 'vitest';
import type { RpcLimits } from '../../src/server/rpc/rpc-limits.ts';
import { until } from '../support/until.ts';
import { batchOf, call, post, RawSession, serveTarget, type Line, type RpcApp } from './support.ts';

const SLOW = ['pipeline', 0, ['slow'], []];
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
/** One call that holds so many more in its arguments. */
const nested = (count: number): Line => ['push', ['pipeline', 0, ['echo'], [[times(count - 1, () => SLOW)]]]];
const exported = (count: number): Line => [
  'push',
  ['pipeline', 0, ['nope'], [[times(count, (n) => ['export', -1 - n])]]],
];

interface Excess {
  readonly limits: Partial<RpcLimits>;
  readonly code: string;
  /** The status by which a batch is refused; nothing where batches know no such limit. */
  readonly status?: number;
  readonly lines: readonly Line[];
}

const EXCESSES: Readonly<Record<string, Excess>> = {
  maxMessageBytes: {
    limits: { maxMessageBytes: 1000 },
    code: 'rpc-too-large',
    lines: call('echo', 'x'.repeat(1000)),
  },
  'maxMessageBytes, by far': {
    limits: { maxMessageBytes: 1000 },
    code: '',
    lines: call('echo', 'x'.repeat(1_000_000)),
  },
  maxBodyBytes: {
    limits: { maxBodyBytes: 1000 },
    code: '',
    status: 413,
    lines: call('echo', 'x'.repeat(1000)),
  },
  'maxCallsInFlight, call after call': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: times(11, (n) => [
      ['push', SLOW],
      ['pull', n + 1],
    ]).flat(),
  },
  'maxCallsInFlight, with calls in the arguments of one': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [nested(12)],
  },
  'maxCallsInFlight, with calls in an object': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [['push', ['pipeline', 0, ['echo'], [Object.fromEntries(times(11, (n) => [`a${n}`, SLOW]))]]]],
  },
  'maxCallsInFlight, with calls in calls': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [['push', times(11, () => 0).reduce<unknown>((inner) => ['pipeline', 0, ['add'], [inner]], SLOW)]],
  },
  'maxCallsInFlight, by streams that are none': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: times(11, () => ['stream', SLOW]),
  },
  'maxCallsInFlight, by map() with many instructions': {
    limits: { maxCallsInFlight: 10 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [
      ['push', ['pipeline', 0, ['list'], [2]]],
      ['push', ['remap', 1, [], [['import', 0]], times(10, () => ['pipeline', -1, ['slow'], []])]],
    ],
  },
  'maxCallsInFlight, by map() over many': {
    limits: { maxCallsInFlight: 100 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [
      ['push', ['pipeline', 0, ['list'], [10_000]]],
      ['push', ['remap', 1, [], [['import', 0]], [['pipeline', -1, ['slow'], []]]]],
      ['pull', 2],
    ],
  },
  'maxExports, by results that are kept': {
    limits: { maxExports: 10 },
    code: 'rpc-too-many-exports',
    status: 429,
    lines: times(11, (n) => [
      ['push', ['pipeline', 0, ['add'], [1, 2]]],
      ['pull', n + 1],
    ]).flat(),
  },
  'maxExports, by objects that are kept': {
    limits: { maxExports: 10 },
    code: 'rpc-too-many-exports',
    status: 429,
    lines: times(6, (n) => [
      ['push', ['pipeline', 0, ['child'], []]],
      ['pull', n + 1],
    ]).flat(),
  },
  'maxExports, by streams that nobody uses': {
    limits: { maxExports: 10 },
    code: 'rpc-too-many-exports',
    status: 429,
    lines: times(11, () => ['pipe']),
  },
  maxImports: {
    limits: { maxImports: 10 },
    code: 'rpc-too-many-imports',
    status: 429,
    lines: [exported(10)],
  },
  'maxImports, by functions that are kept': {
    limits: { maxImports: 10 },
    code: 'rpc-too-many-imports',
    status: 429,
    lines: times(10, (n) => ['push', ['pipeline', 0, ['keep'], [['export', -1 - n]]]]),
  },
  'maxImports, by map() over many that calls the client': {
    limits: { maxImports: 100 },
    code: 'rpc-too-many-imports',
    lines: [
      ['push', ['pipeline', 0, ['list'], [10_000]]],
      ['push', ['remap', 1, [], [['export', -1]], [['pipeline', -1, [], [1]]]]],
      ['pull', 2],
    ],
  },
  callBurst: {
    limits: { callBurst: 10, callsPerSecond: 1 },
    code: 'rpc-too-fast',
    status: 429,
    lines: times(11, (n) => [
      ['push', ['pipeline', 0, ['add'], [1, 2]]],
      ['release', n + 1, 1],
    ]).flat(),
  },
  'callBurst, with calls in the arguments of one': {
    limits: { callBurst: 10, callsPerSecond: 1 },
    code: 'rpc-too-fast',
    status: 429,
    lines: [nested(11)],
  },
  maxStreamBytes: {
    limits: { maxStreamBytes: 10_000 },
    code: 'rpc-too-many-calls',
    status: 429,
    lines: [
      ['pipe'],
      ['push', ['pipeline', 0, ['hoard'], [['readable', 1]]]],
      ...times(11, () => ['stream', ['pipeline', 1, ['write'], ['x'.repeat(1000)]]]),
    ],
  },
};

/** Serves with limits, and checks in the end that another session and the process go on. */
async function bystander(limits: Partial<RpcLimits>): Promise<{ running: RpcApp; check: () => Promise<void> }> {
  const running = await serveTarget({ limits });
  const other = await RawSession.open(running.api);
  return {
    running,
    check: async () => {
      expect(await other.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
      expect(other.closed).toBeUndefined();
      const held = { sessions: 1, batches: 0, imports: 1, exports: 1, callsInFlight: 0 };
      await expect.poll(() => running.app.gauges().rpc, { interval: 5, timeout: 3000 }).toMatchObject(held);
    },
  };
}

describe('over a WebSocket', () => {
  const cases = Object.entries(EXCESSES).filter(([name]) => name !== 'maxBodyBytes');
  test.each(cases)('%s', async (_, { limits, code, lines }) => {
    const { running, check } = await bystander(limits);
    const session = await RawSession.open(running.api);
    session.say(...lines);
    const { code: closed, error } = await session.end();
    if (code === '') expect(closed).toBe(1009);
    else {
      expect([closed, error.at(-1)]).toEqual([3000, { code }]);
      expect(running.app.gauges().rpc.refused).toEqual({ [code]: 1 });
    }
    await check();
  });
});

describe('as a batch', () => {
  const cases = Object.entries(EXCESSES).filter(([, { status }]) => status !== undefined);
  test.each(cases)('%s', async (_, { limits, code, status, lines }) => {
    const { running, check } = await bystander({ batchMs: 2000, ...limits });
    const response = await post(running.api, batchOf(lines));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, code: code || 'rpc-too-large' });
    await check();
  });

  test('batchMs', async () => {
    const { running, check } = await bystander({ batchMs: 50 });
    const response = await post(running.api, batchOf(call('slow')));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 503, code: 'rpc-too-slow' });
    await check();
  });

  test('maxUnsentBytes', async () => {
    const { running, check } = await bystander({ maxUnsentBytes: 10_000 });
    const response = await post(running.api, batchOf(call('large', 10_000)));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'rpc-too-large' });
    await check();
  });
});

test('maxUnsentBytes: who asks for much and reads nothing is ended', async () => {
  const { running, check } = await bystander({ maxUnsentBytes: 200_000, callsPerSecond: 1e6, maxMessageBytes: 1000 });
  const session = await RawSession.open(running.api);
  session.socket.pause();
  // More than the system's buffers take.
  for (let n = 0; n < 200; n++) session.say(['pull', session.push('large', 100_000)]);
  await until(() => running.app.gauges().rpc.refused['rpc-slow-reader'] === 1);
  session.socket.resume();
  await until(() => session.closed !== undefined);
  await check();
});

test('maxUnsentBytes: an answer may be as long as it is, for who reads', async () => {
  const running = await serveTarget({ limits: { maxUnsentBytes: 10_000 } });
  const session = await RawSession.open(running.api);
  for (let n = 0; n < 3; n++) {
    const [large, small] = [session.push('large', 3_000_000), session.push('add', 1, 2)];
    session.say(['pull', large], ['pull', small]);
    await session.next(([kind, id]) => kind === 'resolve' && id === large);
    expect(await session.next(([, id]) => id === small)).toEqual(['resolve', small, 3]);
  }
});

describe('idleMs', () => {
  test('ends a session that says nothing and keeps nothing', async () => {
    const running = await serveTarget({ limits: { idleMs: 50, heartbeatMs: 100 } });
    const session = await RawSession.open(running.api);
    const { code, error } = await session.end();
    expect([code, error.at(-1)]).toEqual([3000, { code: 'rpc-idle' }]);
  });

  test.each([
    ['a subscription', (session: RawSession) => void session.push('subscribe', ['export', -1])],
    ['a call under way', (session: RawSession) => void session.push('slow')],
  ])('leaves one that has %s', async (_, use) => {
    const running = await serveTarget({ limits: { idleMs: 50, heartbeatMs: 100 } });
    const [session, idle] = [await RawSession.open(running.api), await RawSession.open(running.api)];
    use(session);
    await idle.end();
    // It was looked at as often as the other one.
    const again = await RawSession.open(running.api);
    await again.end();
    expect(session.closed).toBeUndefined();
    expect(running.app.gauges().rpc.sessions).toBe(1);
  });
});

test('heartbeatMs: who answers no ping is ended, who only answers pings is not', async () => {
  const running = await serveTarget({ limits: { heartbeatMs: 100 } });
  const [silent, alive] = [await RawSession.open(running.api), await RawSession.open(running.api)];
  silent.socket.pause();
  await until(() => running.app.gauges().rpc.refused['rpc-silent'] === 1);
  expect(await alive.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
  expect(running.app.gauges().rpc.sessions).toBe(1);
});

test.each([
  ['0', { maxExports: 0 }],
  ['a fraction', { idleMs: 0.5 }],
  ['a time that no timer can wait for', { batchMs: 2 ** 31 }],
  ['one that does not exist', { maxEverything: 1 } as Partial<RpcLimits>],
])('a limit of %s is refused when the endpoint is made', async (_, limits) => {
  await expect(serveTarget({ limits })).rejects.toMatchObject({ code: 'rpc-option' });
});

test('calls of one caller are counted over all that it opens', async () => {
  const caller = (): string => 'ann';
  const { api } = await serveTarget({ limits: { callBurst: 3, callsPerSecond: 1 }, caller });
  const session = await RawSession.open(api);
  await session.call('add', 1, 2);
  await session.call('add', 1, 2);
  expect((await post(api, batchOf(call('add', 1, 2)))).status).toBe(200);
  expect((await post(api, batchOf(call('add', 1, 2)))).status).toBe(429);
});
