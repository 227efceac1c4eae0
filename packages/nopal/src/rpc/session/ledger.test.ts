import { expect, test } from 'vitest';
import { NopalError, type RpcLimits } from '../../index.ts';
import { DEFAULT_RPC_LIMITS } from '../../server/rpc/rpc-limits.ts';
import { Ledger, type Stats } from './ledger.ts';
import type { Message } from './message.ts';

const call: Message = ['push', ['pipeline', 0, ['work'], []]];

function ledgerWith(limits: Partial<RpcLimits>, truth: Stats = { imports: 1, exports: 1 }) {
  const real = { ...truth };
  const walks = { count: 0 };
  const ledger = new Ledger({
    limits: { ...DEFAULT_RPC_LIMITS, ...limits },
    spend: () => 0,
    stats: () => {
      walks.count++;
      return real;
    },
    failed: () => undefined,
  });
  const hears = (...messages: readonly Message[]): void => {
    for (const message of messages) ledger.received(message, JSON.stringify(message).length);
  };
  const says = (...messages: readonly Message[]): void => {
    for (const message of messages) ledger.sent(message, JSON.stringify(message));
  };
  return { ledger, real, walks, hears, says };
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof NopalError) return error.code;
    throw error;
  }
}

test('a call is in flight from when its answer is waited for until it is there, or the call given up', () => {
  const { ledger, hears, says } = ledgerWith({ maxCallsInFlight: 2 });
  hears(call, call, ['pull', 1], ['pull', 2]);
  says(['resolve', 1, 5]);
  hears(['release', 1, 1], call, ['pull', 3], ['release', 2, 1], call, ['pull', 4]);
  expect(ledger.inFlight).toBe(2);
  hears(call);
  expect(codeOf(() => hears(['pull', 5]))).toBe('rpc-too-many-calls');
});

test('a stream that the client opened takes a number like a call', () => {
  const { ledger, hears, says } = ledgerWith({});
  hears(call, ['pipe'], call, ['pull', 1], ['pull', 3]);
  says(['reject', 3, ['error', 'Error', 'no']]);
  expect(ledger.inFlight).toBe(1);
});

test('calls under way take copies of so many results together', () => {
  const { hears, says } = ledgerWith({ maxCopies: 10 });
  const taking: Message = [
    'push',
    [
      'pipeline',
      0,
      ['work'],
      [
        ['pipeline', 1],
        ['pipeline', 1],
        ['pipeline', 1],
      ],
    ],
  ];
  hears(call, taking, taking, ['pull', 2], ['pull', 3]);
  says(['resolve', 2, 1], ['resolve', 3, 1]);
  hears(taking, taking, taking);
  expect(codeOf(() => hears(taking))).toBe('rpc-too-many-calls');
});

test('what is written to a stream makes no calls', () => {
  const within: Message = ['pipeline', 0, ['work'], []];
  for (const chunk of [within, ['remap', 1, [], [], [within, 1]]]) {
    const { hears } = ledgerWith({});
    hears(call, ['pipe']);
    expect(codeOf(() => hears(['stream', ['pipeline', 2, ['write'], [chunk]]]))).toBe('rpc-bad-message');
  }
});

test('writes that are not taken yet are no results that are kept', () => {
  const { hears, real } = ledgerWith({ maxExports: 10 });
  hears(['pipe'], ...Array.from({ length: 100 }, () => ['stream', ['pipeline', 1, ['write'], [1]]]));
  real.exports = 102;
  expect(codeOf(() => hears(...Array.from({ length: 5 }, () => call)))).toBeUndefined();
  real.exports = 110;
  expect(codeOf(() => hears(...Array.from({ length: 5 }, () => call)))).toBe('rpc-too-many-exports');
});

test('data that looks like a stream of the server is none', () => {
  const { hears, says, ledger } = ledgerWith({ maxCallsInFlight: 1 });
  says(['resolve', 1, [[[['writable', -1]]]]], ['resolve', 2, '["writable",-1]']);
  const work: Message = ['stream', ['pipeline', -1, ['work'], []]];
  hears(work);
  expect(ledger.total).toBe(1);
  expect(codeOf(() => hears(work))).toBe('rpc-too-many-calls');
  const other = ledgerWith({ maxCallsInFlight: 1 });
  other.says(['resolve', 1, ['writable', -1]]);
  other.hears(work, work);
  expect(other.ledger.total).toBe(0);
});

test('properties that answers read count', () => {
  const { hears, says, ledger } = ledgerWith({});
  says(['push', ['pipeline', -1, [], []]]);
  hears(['resolve', 1, ['pipeline', 0, ['getter']]]);
  expect(ledger.total).toBe(1);
  expect(codeOf(() => hears(['resolve', 2, 5]))).toBe('rpc-bad-message');
});

test('what is written to streams is bounded by its size until it is taken, and is no call', () => {
  const write: Message = ['stream', ['pipeline', 1, ['write'], ['x'.repeat(50)]]];
  const { ledger, hears, says } = ledgerWith({ maxStreamBytes: 200, maxCallsInFlight: 1 });
  hears(['pipe'], write, write);
  says(['resolve', 2, null]);
  hears(write);
  expect(ledger.total).toBe(0);
  expect(codeOf(() => hears(write))).toBe('rpc-too-many-calls');
});

test('what only looks like a write to a stream is a call', () => {
  const { hears } = ledgerWith({ maxCallsInFlight: 1 });
  const work: Message = ['stream', ['pipeline', 0, ['write'], [1]]];
  hears(work);
  expect(codeOf(() => hears(work))).toBe('rpc-too-many-calls');
});

test('the tables are looked at only when the estimate passes a limit, and an estimate that was too high is put right', () => {
  const { walks, hears, real } = ledgerWith({ maxImports: 10, maxCallsInFlight: 1000, callBurst: 1e6 });
  const passing: Message = ['push', ['pipeline', 0, ['on'], [['export', -1]]]];
  // The client names the same function again and again, which is one thing to keep.
  real.imports = 2;
  for (let i = 0; i < 100; i++) hears(passing);
  expect(walks.count).toBeLessThan(20);
  real.imports = 10;
  expect(codeOf(() => hears(...Array.from({ length: 20 }, () => passing)))).toBe('rpc-too-many-imports');
});

test('what is handed out counts, and text that only looks so does not', () => {
  const { hears, says, real } = ledgerWith({ maxExports: 5 });
  const stubs: Message = [
    'resolve',
    1,
    [
      [
        ['export', -1],
        ['export', -2],
        ['promise', -3],
        ['export', -4],
      ],
    ],
  ];
  real.exports = 6;
  says(stubs);
  expect(codeOf(() => hears(call))).toBe('rpc-too-many-exports');
  const other = ledgerWith({ maxExports: 5 });
  other.real.exports = 6;
  other.says(['resolve', 1, '["export",-1]["export",-1]["export",-1]["export",-1]["export",-1]']);
  expect(codeOf(() => other.hears(call))).toBeUndefined();
});

test('calls of this side to the client count as well', () => {
  const { says, real } = ledgerWith({ maxImports: 3 });
  const push: Message = ['push', ['pipeline', -1, [], [1]]];
  says(push, push);
  says(['release', 1, 1]);
  says(push);
  real.imports = 3;
  expect(codeOf(() => says(push))).toBe('rpc-too-many-imports');
});

test('a session that keeps nothing says so, by the truth', () => {
  const { ledger, hears, says, real } = ledgerWith({});
  expect(ledger.holdsAnything).toBe(false);
  hears(call, ['pull', 1]);
  expect(ledger.holdsAnything).toBe(true);
  says(['resolve', 1, ['export', -1]]);
  real.exports = 2;
  hears(['release', 1, 1]);
  expect(ledger.holdsAnything).toBe(true);
  real.exports = 1;
  hears(['release', -1, 1]);
  expect(ledger.holdsAnything).toBe(false);
});

test('streams that the client does not read are bounded by capnweb, and do not count', () => {
  const { hears, says, real } = ledgerWith({ maxImports: 10 });
  const write: Message = ['stream', ['pipeline', 1, ['write'], [5]]];
  says(['pipe'], ...Array.from({ length: 100 }, () => write));
  real.imports = 102;
  const passing: Message = ['push', ['pipeline', 0, ['on'], [['export', -1]]]];
  expect(codeOf(() => hears(...Array.from({ length: 50 }, () => passing)))).toBeUndefined();
  hears(['resolve', 2, null]);
  real.imports = 110;
  expect(codeOf(() => hears(...Array.from({ length: 50 }, () => passing)))).toBe('rpc-too-many-imports');
});

test.each([
  [['push', 5]],
  [['push', [[1, 2]]]],
  [['push', ['export', -1]]],
  [['stream', ['promise', -1]]],
  [['resolve', 0, 1]],
  [['resolve', -1, 1]],
  [['reject', 'x', 1]],
  [['resolve', 5, ['pipeline', 0, ['work'], []]]],
  [['abort', ['pipeline', 0, ['work'], []]]],
])('%j is refused: capnweb would do more than it should', (message) => {
  expect(codeOf(() => ledgerWith({}).hears(message))).toBe('rpc-bad-message');
});
