import { expect, test } from 'vitest';
import { CallRates } from './call-rates.ts';
import { DEFAULT_RPC_LIMITS } from './rpc-limits.ts';

const rates = (): CallRates => new CallRates({ ...DEFAULT_RPC_LIMITS, callsPerSecond: 1, callBurst: 3 });

test('sessions without a name are counted each by itself', () => {
  const each = rates();
  const [first, second] = [each.spend(undefined), each.spend(undefined)];
  expect([first(3), second(3)]).toEqual([0, 0]);
  expect(first(1)).toBeGreaterThan(0);
});

test('all sessions of one name are counted together', () => {
  const each = rates();
  expect(each.spend('ann')(2)).toBe(0);
  expect(each.spend('ann')(2)).toBeGreaterThan(0);
  expect(each.spend('bob')(2)).toBe(0);
});

test('more than the burst is never allowed', () => {
  expect(rates().spend(undefined)(4)).toBe(Infinity);
});
