/** The official client, as it is, over both transports. */
import { RpcStub, RpcTarget } from 'capnweb';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { officialBatch, officialSocket, serveTarget, watchProcess, type RpcApp } from './support.ts';
import type { Target } from './target.ts';

/** How a client is made for some calls; over HTTP one for each batch. */
const WAYS: readonly (readonly [string, (api: string) => Promise<() => RpcStub<Target>>])[] = [
  ['over HTTP', async (api) => () => officialBatch(api)],
  [
    'over a WebSocket',
    async (api) => {
      const stub = await officialSocket(api);
      return () => stub;
    },
  ],
];

/** Waits until the one session that there is holds nothing but what it began with. */
async function isFresh({ app }: RpcApp): Promise<void> {
  const held = { sessions: 1, callsInFlight: 0, imports: 1, exports: 1 };
  await expect.poll(() => app.gauges().rpc, { interval: 5, timeout: 3000 }).toMatchObject(held);
}

describe.each(WAYS)('%s', (_, connect) => {
  test('calls are answered', async () => {
    const { api } = await serveTarget();
    const client = await connect(api);
    expect(await client().add(1, 2)).toBe(3);
    expect(await client().add(3, 4)).toBe(7);
  });

  test('calls are pipelined', async () => {
    const { api } = await serveTarget();
    const target = (await connect(api))();
    using child = target.child();
    expect(await child.double(target.add(1, child.double(2)))).toBe(10);
    expect(await (await connect(api))().child().name).toBe('child');
  });

  test('map() is one message', async () => {
    const { api } = await serveTarget();
    const target = (await connect(api))();
    expect(await target.list(4).map((n) => target.add(n, 10))).toEqual([10, 11, 12, 13]);
  });

  test.each([
    ['a date', new Date(1234)],
    ['bytes', Uint8Array.of(1, 2, 255)],
    ['a bigint', 2n ** 70n],
    ['undefined', undefined],
    ['null', null],
    ['arrays in arrays', [[], [[1]]]],
    ['numbers that JSON has not', [Infinity, -Infinity, NaN, -0].slice(0, 3)],
    ['an object with undefined', { a: undefined, b: { c: ['d'] } }],
    ['text', 'ü \u2028 \0 \u{1f98a} "\\'],
  ])('%s comes back as it is', async (_name, value) => {
    const { api } = await serveTarget();
    const got = await (await connect(api))().echo(value);
    expect(got instanceof Uint8Array ? [...got] : got).toEqual(value instanceof Uint8Array ? [...value] : value);
  });

  test('an error is one of the same name and message, with its code', async () => {
    const { api } = await serveTarget();
    const failed: PromiseLike<unknown> = (await connect(api))().fail();
    const error = await failed.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'there is none left', code: 'out-of-stock' });
    expect(Object.keys(error as object).filter((key) => key !== 'stack')).toEqual(['code']);
    expect((error as Error).cause).toBeUndefined();
  });

  test('what is no method rejects', async () => {
    const { api } = await serveTarget();
    const target = (await connect(api))() as unknown as RpcStub<{ nope(): void } & RpcTarget>;
    await expect(Promise.resolve(target.nope())).rejects.toBeInstanceOf(TypeError);
  });

  test('a call may take a result that fails, of something that is not there yet', async () => {
    const fatal = watchProcess();
    const { api, target } = await serveTarget();
    const client = (await connect(api))();
    const doubled = client.slowChild().double(client.fail());
    const failed = expect(Promise.resolve(doubled)).rejects.toMatchObject({ message: 'there is none left' });
    setImmediate(() => setTimeout(() => target.release(), 20));
    await failed;
    expect(fatal).toEqual([]);
  });
});

test('over HTTP, calls of one turn are one POST', async () => {
  const { api, app } = await serveTarget();
  const target = officialBatch(api);
  expect(await Promise.all([target.add(1, 1), target.add(2, 2), target.add(3, 3)])).toEqual([2, 4, 6]);
  expect(app.gauges().rpc.calls).toBe(3);
  // That was all of it: nothing is kept for the next one.
  expect(app.gauges().rpc).toMatchObject({ sessions: 0, batches: 0 });
  await expect(Promise.resolve(target.add(1, 1))).rejects.toThrow();
});

test('over HTTP, a refused batch rejects its calls', async () => {
  const { api } = await serveTarget({ limits: { maxBodyBytes: 100 } });
  await expect(Promise.resolve(officialBatch(api).echo('x'.repeat(100)))).rejects.toThrow(/413/);
});

describe('over a WebSocket,', () => {
  test('functions go both ways', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const answer = await target.call(((value: number) => value + 1) as never, 41);
    expect(answer).toBe(42);
    {
      using add = await target.adder(40);
      expect(await add(2)).toBe(42);
    }
    await isFresh(running);
  });

  test('an object of the client is called like one of the server', async () => {
    class Own extends RpcTarget {
      take(value: number): number {
        return -value;
      }
    }
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    expect(await target.tell(new Own() as never, 7)).toBe(-7);
    await isFresh(running);
  });

  test('a function of the server may be passed back to it, before and after it came', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    {
      using promised = target.adder(40);
      expect(await target.call(promised as never, 2)).toBe(42);
      using add = await target.adder(40);
      expect(await target.call(add as never, 2)).toBe(42);
    }
    await isFresh(running);
  });

  test('map() calls functions of both sides', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    {
      using negative = new RpcStub((n: number) => -n);
      using numbers = target.list(3);
      using list = await numbers.map((n) => ({ negative: negative(n), sum: target.add(n, 1) }));
      expect(list.map(({ negative: found, sum }) => [found, sum])).toEqual([
        [-0, 1],
        [-1, 2],
        [-2, 3],
      ]);
    }
    await isFresh(running);
  });

  test('what is disposed of is let go, results and objects', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    {
      using child = await target.child();
      expect(await child.double(2)).toBe(4);
      expect(running.target.childrenDisposed).toBe(0);
    }
    await until(() => running.target.childrenDisposed === 1);
    await isFresh(running);
  });

  test('a subscription is pushed to until it is disposed of', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const got: unknown[] = [];
    {
      using subscription = await target.subscribe(((value: number) => void got.push(value)) as never);
      for (const value of [1, 2]) {
        running.target.state.set(value);
        await until(() => got.at(-1) === value);
      }
      expect(await subscription.failures).toBe(0);
    }
    await until(() => running.target.state.subscriberCount === 0);
    running.target.state.set(3);
    await isFresh(running);
    expect(got).toEqual([1, 2]);
  });

  test('calls of what other calls will return are over when they are answered, though the client lets go of none', async () => {
    const running = await serveTarget({ limits: { maxCallsInFlight: 5 } });
    const target = await officialSocket(running.api);
    for (let n = 0; n < 20; n++) expect(await target.child().double(n)).toBe(2 * n);
    expect(running.app.gauges().rpc.callsInFlight).toBe(0);
  });

  test('the end of the connection breaks what is left', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const broken = new Promise((resolve) => target.onRpcBroken(resolve));
    const pending = expect(Promise.resolve(target.slow())).rejects.toThrow();
    await until(() => running.app.gauges().rpc.callsInFlight === 1);
    await running.app.close();
    await broken;
    await pending;
  });

  test('disposing of the main stub ends the session', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    await target.add(1, 2);
    target[Symbol.dispose]();
    await until(() => running.app.gauges().rpc.sessions === 0);
    expect(running.target.disposed).toBe(1);
  });
});

describe('streams over a WebSocket', () => {
  test('are read by the client to their end', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const got: number[] = [];
    for await (const n of await target.count(1000)) got.push(n);
    expect([got.length, got.at(-1)]).toEqual([1000, 1000]);
    await isFresh(running);
  });

  test('are cancelled by the client', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    for await (const n of await target.count(Infinity)) if (n === 10) break;
    await until(() => running.target.cancelled === 1);
    await isFresh(running);
  });

  test('are made only as far as they are read', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const reader = (await target.count(Infinity)).getReader();
    expect((await reader.read()).value).toBe(1);
    // What is under way is bounded by capnweb's own window.
    await standsStill(() => running.target.counted);
    expect(running.target.counted).toBeLessThan(100_000);
    await reader.cancel();
    await until(() => running.target.cancelled === 1);
  });

  test('of the client are read by the server', async () => {
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    let next = 0;
    const numbers = new ReadableStream<number>({
      pull: (controller) => (++next > 1000 ? controller.close() : controller.enqueue(next)),
    });
    expect(await target.sum(numbers)).toBe(500_500);
    await isFresh(running);
  });

  test('of the client that fail, fail at the server, and nothing else does', async () => {
    const fatal = watchProcess();
    const running = await serveTarget();
    const target = await officialSocket(running.api);
    const failing = new ReadableStream<number>({ pull: (controller) => controller.error(new Error('no more')) });
    await expect(Promise.resolve(target.sum(failing))).rejects.toThrow('no more');
    expect(await target.add(1, 2)).toBe(3);
    expect(fatal).toEqual([]);
  });
});

/** Waits until a number does not grow any more from turn to turn. */
async function standsStill(read: () => number): Promise<void> {
  let before = -1;
  await until(() => {
    const now = read();
    const stands = now === before;
    before = now;
    return stands && now > 1;
  });
}
