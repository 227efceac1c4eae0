import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NopalError } from '../protocol/error.ts';
import { createStateKey } from '../ui/state-key.ts';
import { ThrottledUpdater } from './throttled.ts';
import type { PushFunction } from './typed-pushes.ts';

const MS = 100;

/** An updater that writes down what reaches it, applying functions to a number. */
function record() {
  const log: string[] = [];
  const values = new Map<string, number>();
  const push: PushFunction<number> = (target, key, value, options) => {
    const whom = target.kind === 'id' ? target.id : target.kind;
    const name = `${whom} ${String(key)}`;
    const next = typeof value === 'function' ? (value as (before: number) => number)(values.get(name) ?? 0) : value;
    values.set(name, next as number);
    log.push(`${name}=${String(next)}${(options as { retain?: boolean } | undefined)?.retain === true ? ' kept' : ''}`);
    return 1;
  };
  const problems: NopalError[] = [];
  const holding = new Set<ThrottledUpdater>();
  const state = { ended: false };
  const report = (problem: NopalError): void => void problems.push(problem);
  const throttled = new ThrottledUpdater(MS, { push, maxHeld: 5, holding, ended: () => state.ended, report });
  return { log, problems, holding, state, throttled };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first push goes through at once, then the newest of each stretch', () => {
  const { throttled, log } = record();
  expect(throttled.broadcastStateUpdate('n', 1)).toBe(1);
  expect(throttled.broadcastStateUpdate('n', 2)).toBe(0);
  expect(throttled.broadcastStateUpdate('n', 3)).toBe(0);
  expect(log).toEqual(['all n=1']);
  vi.advanceTimersByTime(MS);
  expect(log).toEqual(['all n=1', 'all n=3']);
  throttled.broadcastStateUpdate('n', 4);
  vi.advanceTimersByTime(MS - 1);
  expect(log).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(log).toEqual(['all n=1', 'all n=3', 'all n=4']);
});

test('without pushes no timer is left, and the updater is not kept', () => {
  const { throttled, holding } = record();
  throttled.broadcastStateUpdate('n', 1);
  throttled.broadcastStateUpdate('n', 2);
  expect(holding.size).toBe(1);
  vi.advanceTimersByTime(2 * MS);
  expect(vi.getTimerCount()).toBe(0);
  expect(holding.size).toBe(0);
});

test('targets and keys are held apart, however they are named', () => {
  const { throttled, log } = record();
  throttled.updateComponentState('a', 'b c', 1);
  throttled.updateComponentState('a b', 'c', 2);
  throttled.updateComponentsOfType('Card', 'n', 3);
  throttled.updateComponentsOfType(() => null, 'n', 4);
  throttled.updateWhere(() => true, 'n', 5);
  throttled.updateWhere(() => true, 'n', 6);
  throttled.broadcastStateUpdate('n', 7);
  expect(log).toHaveLength(7);
});

test('each key of an object is held by itself; a typed key is the same as its name', () => {
  const { throttled, log } = record();
  expect(throttled.broadcastStateUpdate({ a: 1, b: 2 }, { retain: true })).toBe(1);
  throttled.broadcastStateUpdate({ b: 3, c: 4 });
  throttled.broadcastStateUpdate(createStateKey<number>('a'), 5);
  vi.advanceTimersByTime(MS);
  expect(log).toEqual(['all a=1 kept', 'all b=2 kept', 'all c=4', 'all a=5', 'all b=3']);
});

test('functions are not skipped but applied one after another, after the value that came before them', () => {
  const { throttled, log } = record();
  const add = (by: number) => (before: number) => before + by;
  throttled.broadcastStateUpdate('n', 1);
  throttled.broadcastStateUpdate('n', add(1));
  throttled.broadcastStateUpdate('n', 10);
  for (let i = 0; i < 3; i++) throttled.broadcastStateUpdate('n', add(1));
  vi.advanceTimersByTime(MS);
  expect(log.at(-1)).toBe('all n=13');
  throttled.broadcastStateUpdate('n', add(1));
  throttled.broadcastStateUpdate('n', add(1));
  vi.advanceTimersByTime(MS);
  expect(log.at(-1)).toBe('all n=15');
});

test('one function that throws is told and does not keep the others', () => {
  const { throttled, log, problems } = record();
  throttled.broadcastStateUpdate('n', 1);
  throttled.broadcastStateUpdate('n', (before: number) => before + 1);
  throttled.broadcastStateUpdate('n', () => {
    throw new Error('mine');
  });
  throttled.broadcastStateUpdate('n', (before: number) => before + 1);
  vi.advanceTimersByTime(MS);
  expect(log.at(-1)).toBe('all n=3');
  expect(problems.map(({ code }) => code)).toEqual(['updater-function-failed']);
});

test('when too many functions are held they go through early', () => {
  const { throttled, log } = record();
  throttled.broadcastStateUpdate('n', 0);
  for (let i = 0; i < 7; i++) throttled.broadcastStateUpdate('n', (before: number) => before + 1);
  expect(log).toEqual(['all n=0', 'all n=5']);
  vi.advanceTimersByTime(MS);
  expect(log.at(-1)).toBe('all n=7');
});

test('a held value is what it was when it was pushed', () => {
  const { throttled, log } = record();
  const list = [1];
  throttled.broadcastStateUpdate('n', 0);
  throttled.broadcastStateUpdate('n', list);
  list.push(2);
  vi.advanceTimersByTime(MS);
  expect(log.at(-1)).toBe('all n=1');
});

test('at the end what is held goes through, and afterwards nothing is held', () => {
  const { throttled, log, state, holding } = record();
  throttled.broadcastStateUpdate('n', 1);
  throttled.broadcastStateUpdate('n', 2);
  state.ended = true;
  throttled.end();
  throttled.broadcastStateUpdate('n', 3);
  throttled.broadcastStateUpdate('n', 4);
  expect(log).toEqual(['all n=1', 'all n=2', 'all n=3', 'all n=4']);
  expect(vi.getTimerCount()).toBe(0);
  expect(holding.size).toBe(0);
});
