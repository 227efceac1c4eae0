import { AsyncLocalStorage } from 'node:async_hooks';
import { RpcStub, RpcTarget } from 'capnweb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pairSessions } from '../../../test/rpc/paired-sessions.ts';
import { collectGarbage } from '../../../test/support/gc.ts';
import { until } from '../../../test/support/until.ts';
import { createRpcState, type RpcState } from './state.ts';

interface Reading {
  readonly n: number;
}

class Api extends RpcTarget {
  readonly #state: RpcState<Reading>;
  readonly #onCallbackError: ((error: unknown) => void) | undefined;

  constructor(state: RpcState<Reading>, onCallbackError?: (error: unknown) => void) {
    super();
    this.#state = state;
    this.#onCallbackError = onCallbackError;
  }

  follow(callback: RpcStub<(value: Reading) => unknown>) {
    return this.#state.subscribe(callback, { onCallbackError: this.#onCallbackError });
  }

  stream() {
    return this.#state.stream();
  }
}

/** Lets what was set be given out. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A function that is done when it is told to. */
function slow<T>() {
  const got: T[] = [];
  let done: () => void = () => undefined;
  const call = (value: T): Promise<void> => {
    got.push(value);
    return new Promise((resolve) => (done = resolve));
  };
  return { got, call, done: () => done() };
}

test('a client gets the current value at once, and each newer one', async () => {
  const state = createRpcState<Reading>({ n: 1 });
  const { api } = pairSessions(new Api(state));
  const got: number[] = [];
  await api.follow(({ n }) => void got.push(n));
  await until(() => got.length === 1);
  state.set({ n: 2 });
  await until(() => got.length === 2);
  expect(got).toEqual([1, 2]);
  expect(state.value).toEqual({ n: 2 });
});

test('without a value there is no call before the first', async () => {
  const state = createRpcState<Reading>();
  const got: Reading[] = [];
  state.subscribe((value) => got.push(value));
  await turn();
  expect([got, state.value]).toEqual([[], undefined]);
  state.set({ n: 1 });
  await until(() => got.length === 1);
});

test('of several values in one turn only the last is sent, and an equal one is no news', async () => {
  const state = createRpcState<Reading>();
  const got: number[] = [];
  state.subscribe(({ n }) => got.push(n));
  for (let n = 0; n < 100; n++) state.set({ n });
  await until(() => got.length > 0);
  state.set({ n: 99 });
  await turn();
  state.set({ n: 7 });
  await until(() => got.length > 1);
  expect(got).toEqual([99, 7]);
});

test('a slow client has one call under way, and behind it only the newest', async () => {
  const state = createRpcState<Reading>({ n: 0 });
  const { api, stats } = pairSessions(new Api(state));
  const client = slow<Reading>();
  await api.follow(client.call);
  await until(() => client.got.length === 1);
  for (let n = 1; n <= 50; n++) {
    state.set({ n });
    await turn();
  }
  // the main object, the function, and the one call
  expect(stats().server.imports).toBe(3);
  client.done();
  await until(() => client.got.length === 2);
  client.done();
  await until(() => stats().server.imports === 2);
  expect(client.got).toEqual([{ n: 0 }, { n: 50 }]);
});

test.each([
  ['disposing of the handle', (handle: Disposable) => handle[Symbol.dispose]()],
  [
    'unsubscribe',
    async (handle: Disposable & { unsubscribe(): PromiseLike<void> }) => {
      await handle.unsubscribe();
      handle[Symbol.dispose]();
    },
  ],
])('%s ends it, and leaves nothing in the tables of both ends', async (_by, end) => {
  const state = createRpcState<Reading>({ n: 0 });
  const pair = pairSessions(new Api(state));
  for (let round = 0; round < 3; round++) {
    const client = slow<Reading>();
    // What it answers holds a stub, which is to be let go, too.
    const handle = await pair.api.follow(async (value) => {
      await client.call(value);
      return { more: () => 1 };
    });
    expect([state.subscriberCount, pair.watching]).toEqual([1, 1]);
    await until(() => client.got.length === 1);
    client.done();
    state.set({ n: round + 1 });
    await until(() => client.got.length === 2);
    // The second call is under way.
    await end(handle);
    await until(() => state.subscriberCount === 0);
    client.done();
    await pair.leavesNothing();
  }
});

test('a call that is given up is no failure, and nothing is kept of what was called', async () => {
  const state = createRpcState(1);
  const told: unknown[] = [];
  const begin = () => {
    const client = slow<number>();
    const subscription = state.subscribe((n) => client.call(n), { onCallbackError: (error) => told.push(error) });
    return { client, subscription, kept: new WeakRef(client.got) };
  };
  let begun: ReturnType<typeof begin> | undefined = begin();
  const { kept } = begun;
  await until(() => kept.deref()?.length === 1);
  begun.subscription.unsubscribe();
  begun.client.done();
  begun = undefined;
  await vi.waitFor(async () => {
    await collectGarbage();
    expect(kept.deref()).toBeUndefined();
  });
  const { api, stats } = pairSessions(new Api(createRpcState({ n: 1 }), (error) => told.push(error)));
  const client = slow<Reading>();
  const handle = await api.follow(client.call);
  await until(() => client.got.length === 1);
  await handle.unsubscribe();
  await until(() => stats().server.imports === 1);
  expect([await handle.failures, told]).toEqual([0, []]);
});

test('the end of the session ends its subscriptions and streams', async () => {
  const state = createRpcState<Reading>({ n: 0 });
  const pair = pairSessions(new Api(state));
  const other = pairSessions(new Api(state));
  const client = slow<Reading>();
  await pair.api.follow(client.call);
  const reader = (await pair.api.stream()).getReader();
  await other.api.follow(() => undefined);
  await reader.read();
  expect(state.subscriberCount).toBe(3);
  pair.cut();
  expect(state.subscriberCount).toBe(1);
  state.set({ n: 1 });
  await turn();
  expect([client.got.length, state.subscriberCount]).toEqual([1, 1]);
});

test('a client that throws is called again, and its failures are counted and told', async () => {
  const state = createRpcState<Reading>({ n: 0 });
  const told: unknown[] = [];
  const { api } = pairSessions(new Api(state, (error) => told.push(error)));
  const got: number[] = [];
  const handle = await api.follow(({ n }) => {
    got.push(n);
    if (n === 0) throw new RangeError('not zero');
  });
  await until(() => told.length === 1);
  state.set({ n: 1 });
  await until(() => got.length === 2);
  expect(told).toEqual([new RangeError('not zero')]);
  expect(await handle.failures).toBe(1);
});

test('a function of this process that throws is warned of once, and called again', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  const state = createRpcState(0);
  const got: number[] = [];
  const subscription = state.subscribe((n) => {
    got.push(n);
    throw new Error(`at ${n}`);
  });
  await until(() => subscription.failures === 1);
  state.set(1);
  await until(() => subscription.failures === 2);
  expect(got).toEqual([0, 1]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[1]).toMatchObject({ detail: expect.stringContaining('at 0') as string });
});

test('an object without that function fails call by call, and harms nobody', async () => {
  const state = createRpcState<Reading>({ n: 0 });
  const { api } = pairSessions(new Api(state));
  class NoFunction extends RpcTarget {}
  const handle = await api.follow(new NoFunction() as unknown as () => void);
  await until(() => state.subscriberCount === 1);
  await vi.waitFor(async () => expect(await handle.failures).toBe(1), { interval: 2 });
});

test.each([[undefined], [null], [1], [{}]])('what is no function is refused: %j', async (callback) => {
  const state = createRpcState<Reading>({ n: 0 });
  const pair = pairSessions(new Api(state));
  // A promise of capnweb can be called, and `expect` would.
  const refused = async (): Promise<unknown> => await pair.api.follow(callback as never);
  await expect(refused()).rejects.toThrow('A subscription needs a function');
  expect(state.subscriberCount).toBe(0);
  await pair.leavesNothing();
});

test('done resolves when it is over', async () => {
  const state = createRpcState<Reading>();
  const pair = pairSessions(new Api(state));
  const handle = await pair.api.follow(() => undefined);
  const done = handle.done();
  await handle.unsubscribe();
  expect(await done).toBeUndefined();
  expect(await handle.done()).toBeUndefined();
  handle[Symbol.dispose]();
  await pair.leavesNothing();
});

test('a value that clients cannot be sent is refused where it is set', () => {
  class Odd extends Map {}
  let deep: unknown = 0;
  for (let i = 0; i < 254; i++) deep = [deep];
  const state = createRpcState<unknown>('before');
  for (const value of [() => 1, new Odd(), new RpcTarget(), { a: [Symbol('s')] }, new ReadableStream(), [[deep]]]) {
    expect(() => state.set(value)).toThrow('The value of a state cannot be sent over RPC');
  }
  // Clients refuse to read so long a number, and would end their sessions.
  expect(() => state.set(10n ** 20_000n)).toThrow(TypeError);
  expect(state.value).toBe('before');
  state.set(deep);
});

test('what is sent is what was set, whatever becomes of the object', async () => {
  const reading = { n: 1, at: new Date(0), bytes: new Uint8Array([1]) };
  const state = createRpcState<typeof reading>(reading);
  const got: (typeof reading)[] = [];
  state.subscribe((value) => got.push(value));
  reading.n = 2;
  await until(() => got.length === 1);
  expect(got[0]).toMatchObject({ n: 1, at: new Date(0) });
  expect(Array.from(got[0]?.bytes ?? [])).toEqual([1]);
  state.set(reading);
  await until(() => got.length === 2);
});

test('many subscribers do not hold up the event loop: they are served in slices', async () => {
  const state = createRpcState<Reading>();
  let called = 0;
  for (let i = 0; i < 100; i++) state.subscribe(() => called++);
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 2));
  onTestFinished(() => clock.mockRestore());
  state.set({ n: 1 });
  await turn();
  // At 2 ms each there is room for four.
  expect(called).toBe(4);
  await turn();
  expect(called).toBe(8);
  clock.mockRestore();
  await until(() => called === 100);
});

test('who sets a value lends its context to nobody', async () => {
  const context = new AsyncLocalStorage<string>();
  const state = createRpcState<Reading>();
  const contexts: unknown[] = [];
  state.subscribe(() => contexts.push(context.getStore()));
  context.run('somebody', () => state.set({ n: 1 }));
  await until(() => contexts.length === 1);
  expect(contexts).toEqual([undefined]);
});

test('who comes while others are served is served, too, and who goes is not', async () => {
  const state = createRpcState(1);
  const got: string[] = [];
  const second = (n: number): void => void got.push(`second ${n}`);
  const third = state.subscribe((n) => got.push(`third ${n}`));
  state.subscribe((n) => {
    got.push(`first ${n}`);
    if (n !== 1) return;
    third.unsubscribe();
    state.set(2);
    state.subscribe(second);
  });
  third.unsubscribe();
  await until(() => got.includes('second 2') && got.includes('first 2'));
  await turn();
  expect(got).toEqual(['first 1', 'second 2', 'first 2']);
});

test('a stream gives the newest that was not given yet, when it is read', async () => {
  const state = createRpcState<Reading>();
  const stream = state.stream();
  expect(Object.getPrototypeOf(stream)).toBe(ReadableStream.prototype);
  const reader = stream.getReader();
  const [first, second] = [reader.read(), reader.read()];
  state.set({ n: 1 });
  expect((await first).value).toEqual({ n: 1 });
  state.set({ n: 2 });
  expect((await second).value).toEqual({ n: 2 });
  for (let n = 3; n <= 9; n++) {
    state.set({ n });
    await turn();
  }
  expect((await reader.read()).value).toEqual({ n: 9 });
  expect(state.subscriberCount).toBe(1);
  const waiting = reader.read();
  await reader.cancel();
  expect([(await waiting).done, state.subscriberCount]).toEqual([true, 0]);
});

test('a client reads a stream, and when it cancels that the next value ends it', async () => {
  const state = createRpcState<Reading>({ n: 1 });
  const pair = pairSessions(new Api(state));
  const stream = await pair.api.stream();
  const reader = stream.getReader();
  expect((await reader.read()).value).toEqual({ n: 1 });
  state.set({ n: 2 });
  expect((await reader.read()).value).toEqual({ n: 2 });
  await reader.cancel();
  state.set({ n: 3 });
  await until(() => state.subscriberCount === 0);
  await pair.leavesNothing(['server']);
});

test('a function of this very process that sets what it is called with leaves others their turns', async () => {
  const state = createRpcState(0);
  using bump = new RpcStub((n: number) => state.set(n + 1));
  const subscription = state.subscribe(bump);
  let turns = 0;
  while ((state.value ?? 0) < 20) {
    await turn();
    turns++;
  }
  expect(turns).toBeGreaterThan(5);
  subscription.unsubscribe();
});
