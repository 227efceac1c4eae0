import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPolling, type Polling } from './polling.ts';

/** With a clock that moves when it is told to. */
function polled(options: { buffer?: number; expiryMs?: number; maxSubscriptions?: number; prefix?: string } = {}) {
  const clock = { now: 0 };
  return { clock, polling: createPolling<number>({ ...options, now: () => clock.now }) };
}

test('each update is given once, from the subscription on', () => {
  const { polling } = polled();
  polling.push(0);
  const id = polling.subscribe();
  expect(polling.poll(id)).toEqual({ updates: [], hasMore: false, dropped: 0 });
  polling.push(1);
  polling.push(2);
  const late = polling.subscribe();
  polling.push(3);
  expect(polling.poll(id)).toEqual({ updates: [1, 2, 3], hasMore: false, dropped: 0 });
  expect(polling.poll(id)).toEqual({ updates: [], hasMore: false, dropped: 0 });
  expect(polling.poll(late)?.updates).toEqual([3]);
});

test('what overflowed is counted, once; what was not asked for stays', () => {
  const { polling } = polled({ buffer: 3 });
  const id = polling.subscribe();
  for (let n = 0; n < 5; n++) polling.push(n);
  expect(polling.poll(id, 2)).toEqual({ updates: [2, 3], hasMore: true, dropped: 2 });
  expect(polling.poll(id, 2)).toEqual({ updates: [4], hasMore: false, dropped: 0 });
});

test('what is given is what was pushed, whatever becomes of the object', () => {
  const polling = createPolling<{ n: number }>();
  const id = polling.subscribe();
  const update = { n: 1 };
  polling.push(update);
  update.n = 2;
  expect(polling.poll(id)?.updates).toEqual([{ n: 1 }]);
  expect(() => createPolling<unknown>().push(() => 1)).toThrow('An update for polling cannot be sent over RPC');
});

test('ids begin with the prefix and cannot be guessed', () => {
  const { polling } = polled({ prefix: 'system_metrics_' });
  const ids = new Set(Array.from({ length: 1000 }, () => polling.subscribe()));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^system_metrics_[\w-]{22}$/);
});

test('nobody has an id that was not given, or was unsubscribed', () => {
  const { polling } = polled();
  const id = polling.subscribe();
  for (const other of ['', 'subscription_', '__proto__', undefined, null, {}, 1, () => id]) {
    expect(polling.poll(other as string)).toBeUndefined();
    expect(polling.unsubscribe(other as string)).toBe(false);
  }
  expect(polling.unsubscribe(id)).toBe(true);
  expect(polling.unsubscribe(id)).toBe(false);
  expect(polling.poll(id)).toBeUndefined();
  expect(polling.size).toBe(0);
});

test('who does not poll is forgotten, who polls is not', () => {
  const { clock, polling } = polled({ expiryMs: 100 });
  const [early, idle] = [polling.subscribe(), polling.subscribe()];
  clock.now = 99;
  polling.poll(early);
  clock.now = 100;
  expect(polling.size).toBe(1);
  expect(polling.poll(idle)).toBeUndefined();
  clock.now = 198;
  expect(polling.poll(early)).toBeDefined();
  clock.now = 298;
  expect(polling.unsubscribe(early)).toBe(false);
});

test('when there are as many as can be, one more is refused until one goes', () => {
  const { clock, polling } = polled({ maxSubscriptions: 2, expiryMs: 100 });
  const [first, second] = [polling.subscribe(), polling.subscribe()];
  for (const id of [first, second]) polling.poll(id);
  expect(() => polling.subscribe()).toThrow('[rpc-too-many-subscriptions]');
  polling.unsubscribe(first);
  polling.subscribe();
  clock.now = 100;
  polling.subscribe();
  expect(polling.size).toBe(1);
});

test('who takes many and polls none keeps nobody out: of those that were never polled the oldest goes', () => {
  const { clock, polling } = polled({ maxSubscriptions: 3, expiryMs: 100 });
  const polls = polling.subscribe();
  polling.poll(polls);
  const [oldest, other] = [polling.subscribe(), polling.subscribe()];
  expect(() => polling.subscribe()).toThrow('[rpc-too-many-subscriptions]');
  clock.now = 10;
  const newest = polling.subscribe();
  expect(polling.poll(oldest)).toBeUndefined();
  for (const id of [polls, other, newest]) expect(polling.poll(id)).toBeDefined();
});

test('a timer forgets them also when nobody asks, while there are any', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { clock, polling } = polled({ expiryMs: 100 });
  expect(vi.getTimerCount()).toBe(0);
  polling.unsubscribe(polling.subscribe());
  expect(vi.getTimerCount()).toBe(0);
  const id = polling.subscribe();
  clock.now = 50;
  polling.poll(id);
  clock.now = 100;
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(1);
  clock.now = 200;
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
});

test('that timer keeps no process alive', () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  const { polling } = polled();
  const id = polling.subscribe();
  expect(timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
  polling.unsubscribe(id);
});

test.each([0, -1, 1.5, Number.NaN, Infinity, '1', null, {}])('how many a poll gives is checked: %s', (most) => {
  const { polling } = polled();
  const id = polling.subscribe();
  polling.push(1);
  expect(() => polling.poll(id, most as number)).toThrow(TypeError);
  expect(polling.poll(id, 2 ** 40)?.updates).toEqual([1]);
});

test.each<[string, unknown]>([
  ['buffer', 0],
  ['buffer', 1.5],
  ['expiryMs', -1],
  ['expiryMs', 2 ** 31],
  ['maxSubscriptions', '10'],
  ['prefix', 'a b'],
  ['prefix', 7],
])('an option that makes no sense is refused: %s %j', (name, value) => {
  expect(() => createPolling({ [name]: value })).toThrow('[rpc-option]');
});

/** The same, said simply: a list for each subscription. */
class Model {
  readonly lists = new Map<string, { updates: number[]; dropped: number; polledAt: number }>();
  readonly #buffer: number;

  constructor(buffer: number) {
    this.#buffer = buffer;
  }

  push(n: number): void {
    for (const list of this.lists.values()) {
      list.updates.push(n);
      if (list.updates.length > this.#buffer) {
        list.updates.shift();
        list.dropped++;
      }
    }
  }

  expire(before: number): void {
    for (const [id, { polledAt }] of this.lists) if (polledAt <= before) this.lists.delete(id);
  }

  poll(id: string, now: number, most = Infinity): ReturnType<Polling<number>['poll']> {
    const list = this.lists.get(id);
    if (list === undefined) return undefined;
    const updates = list.updates.splice(0, most);
    const { dropped } = list;
    list.dropped = 0;
    list.polledAt = now;
    return { updates, hasMore: list.updates.length > 0, dropped };
  }
}

test('one ring for all gives everybody what a buffer of their own would', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 2, arbitrary: fc.constant('subscribe' as const) },
    { weight: 1, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 9 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({ poll: fc.nat(), most: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }) }),
    },
    { weight: 1, arbitrary: fc.record({ unsubscribe: fc.nat() }) },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (buffer, steps) => {
      const { clock, polling } = polled({ buffer, expiryMs: 10 });
      const model = new Model(buffer);
      const ids: string[] = [];
      const since = new Map<string, { pushed: number; given: number[]; dropped: number }>();
      let n = 0;
      const poll = (id: string, most?: number): void => {
        const answer = polling.poll(id, most);
        expect(answer).toEqual(model.poll(id, clock.now, most));
        const seen = since.get(id);
        if (answer === undefined || seen === undefined) return;
        seen.given.push(...answer.updates);
        seen.dropped += answer.dropped;
      };
      for (const each of steps) {
        const idAt = (at: number): string => ids[at % Math.max(1, ids.length)] ?? 'none';
        if (each === 'subscribe') {
          const id = polling.subscribe();
          ids.push(id);
          model.lists.set(id, { updates: [], dropped: 0, polledAt: clock.now });
          since.set(id, { pushed: n, given: [], dropped: 0 });
        } else if ('push' in each) {
          for (let i = 0; i < each.push; i++) {
            polling.push(n);
            model.push(n++);
          }
        } else if ('passes' in each) {
          clock.now += each.passes;
          model.expire(clock.now - 10);
        } else if ('poll' in each) poll(idAt(each.poll), each.most);
        else expect(polling.unsubscribe(idAt(each.unsubscribe))).toBe(model.lists.delete(idAt(each.unsubscribe)));
        expect(polling.size).toBe(model.lists.size);
      }
      for (const id of model.lists.keys()) {
        poll(id);
        const { pushed, given, dropped } = since.get(id) ?? { pushed: 0, given: [], dropped: 0 };
        // Once each, in order, and nothing gone that was not counted.
        expect(given).toEqual(given.toSorted((a, b) => a - b));
        expect(new Set(given).size).toBe(given.length);
        expect(given.length + dropped).toBe(n - pushed);
      }
    }),
  );
});
