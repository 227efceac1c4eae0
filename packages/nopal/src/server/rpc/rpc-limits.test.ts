import { expect, test } from 'vitest';
import { DEFAULT_RPC_LIMITS, rpcLimits } from './rpc-limits.ts';

test('what is given is set, and the rest is as it is by default', () => {
  expect(rpcLimits('/api', { idleMs: 5, ...({ maxExports: undefined } as object) })).toEqual({
    ...DEFAULT_RPC_LIMITS,
    idleMs: 5,
  });
});

test.each([0, -1, 1.5, Number.NaN, Infinity, '5', null])('%j is refused by name', (value) => {
  expect(() => rpcLimits('/api', { maxImports: value as number })).toThrow(
    /maxImports of the endpoint \/api.*\[rpc-option\]/,
  );
});

test('a time that no timer can wait for is refused, and so is a limit that there is none of', () => {
  expect(() => rpcLimits('/api', { idleMs: 2 ** 31 })).toThrow(/idleMs.*2147483647/);
  expect(() => rpcLimits('/api', { maxCalls: 5 } as object)).toThrow(
    /maxCalls, which does not exist.*maxCallsInFlight/,
  );
});
