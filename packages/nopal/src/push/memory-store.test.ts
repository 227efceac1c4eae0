import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import type { LogName } from './store.ts';

const name = (topic: string, ageMs = 1000): LogName => ({
  topic,
  history: { count: 100, bytes: 1000, ageMs },
  rememberedIds: 10,
});
const publish = (store: MemoryStore, log: LogName): number => store.append(log, { text: '"x"', at: Date.now() }).offset;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

test('topics that nobody uses any more are forgotten once their messages are too old, and begin anew', async () => {
  const store = new MemoryStore();
  const { epoch } = store.append(name('old'), { text: '"x"', at: Date.now() });
  publish(store, name('durable', 10_000_000));
  vi.advanceTimersByTime(120_000);
  await turns(2);
  expect(store.size).toBe(1);
  expect(store.range(name('old'))).toMatchObject({ first: 1, next: 1 });
  expect(store.range(name('old')).epoch).not.toBe(epoch);
  expect(publish(store, name('durable', 10_000_000))).toBe(2);
  store.close();
  expect(vi.getTimerCount()).toBe(0);
});

test('one that is looked at stays, so that its offsets count on', async () => {
  const store = new MemoryStore();
  publish(store, name('quiet'));
  for (let minute = 0; minute < 5; minute++) {
    vi.advanceTimersByTime(30_000);
    await turns(2);
    store.range(name('quiet'));
  }
  expect(store.range(name('quiet'))).toMatchObject({ first: 2, next: 2 });
  store.close();
});

test('of more topics than may be, the one that was not used for longest is forgotten', () => {
  const store = new MemoryStore({ maxTopics: 2 });
  publish(store, name('a'));
  publish(store, name('b'));
  publish(store, name('a'));
  publish(store, name('c'));
  expect(store.size).toBe(2);
  expect(publish(store, name('a'))).toBe(3);
  expect(publish(store, name('b'))).toBe(1);
  store.close();
});

test('a sweep ends, however busy the topics are meanwhile', async () => {
  const store = new MemoryStore();
  for (let i = 0; i < 2500; i++) publish(store, name(`t${i}`));
  vi.advanceTimersByTime(60_000);
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 100; i++) publish(store, name(`t${i}`));
    await turns(1);
  }
  await turns(5);
  expect(store.size).toBe(2500);
  store.close();
});
