import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answered, backoffMs, waited } from './wait.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer is handed on, and leaves no timer', async () => {
  await expect(answered(Promise.resolve(7), 1000)).resolves.toBe(7);
  await expect(answered(Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});

test('no answer is an error after a while', async () => {
  const failed = expect(answered(new Promise(() => undefined), 1000)).rejects.toThrow('did not answer within 1000 ms');
  await vi.advanceTimersByTimeAsync(1000);
  await failed;
});

test('an answer is not waited for when nobody needs it any more', async () => {
  const over = new AbortController();
  const failed = expect(answered(new Promise(() => undefined), 1000, over.signal)).rejects.toThrow('not waited for');
  over.abort();
  await failed;
  await expect(answered(new Promise(() => undefined), 1000, over.signal)).rejects.toThrow('not waited for');
  expect(vi.getTimerCount()).toBe(0);
});

test('a wait ends by its time or by its signal, and leaves nothing behind', async () => {
  const { signal } = new AbortController();
  const whole = waited(1000, signal);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await whole).toBe(true);
  const end = new AbortController();
  const cut = waited(1000, end.signal);
  end.abort();
  expect([await cut, await waited(1000, end.signal), vi.getTimerCount()]).toEqual([false, false, 0]);
});

test('waits double up to the last', () => {
  const waits = [0, 1, 2, 3, 4, 5000].map((attempt) => backoffMs({ firstMs: 100, lastMs: 1000 }, attempt));
  expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
});
