import { HTTPException } from 'hono/http-exception';
import { describe, expect, test } from 'vitest';
import { RpcTarget, type RpcStub } from '../../src/capnweb.ts';
import type { RpcCaller } from '../../src/server/rpc/rpc-options.ts';
import { makeApp, serve } from '../support/app.ts';
import { until } from '../support/until.ts';
import { ask, batchOf, call, post, serveTarget, type Line } from './support.ts';
import { Target } from './target.ts';

const PUSH = ['push', ['pipeline', 0, ['add'], [1, 2]]];
const OLD_PUSH = ['push', ['pipeline', 1, ['add'], [1, 2]]];
const PULL = ['pull', 1];
const ANSWER = '["resolve",1,3]';

describe('a batch', () => {
  test.each([
    ['of the official dialect', batchOf([PUSH, PULL])],
    ['of the older dialect, with a newline at the end', `${batchOf([OLD_PUSH, PULL])}\n`],
    ['with blank lines', `\n\n${JSON.stringify(PUSH)}\n\n \n${JSON.stringify(PULL)}\n\n`],
    ['with CRLF', batchOf([PUSH, PULL, []].slice(0, 2)).replaceAll('\n', '\r\n') + '\r\n'],
    ['that is indented', `  ${JSON.stringify(PUSH)}  \n\t${JSON.stringify(PULL)}`],
  ])('%s is answered by one line', async (_, body) => {
    const { api } = await serveTarget();
    const response = await post(api, body, { 'content-type': 'text/plain' });
    expect([response.status, await response.text()]).toEqual([200, ANSWER]);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('may say nothing', async () => {
    const { api } = await serveTarget();
    const response = await post(api, '');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('pipelines one call into another, and is answered what was pulled', async () => {
    const { api } = await serveTarget();
    const lines = [
      PUSH,
      ['push', ['pipeline', 0, ['add'], [['pipeline', 1], 10]]],
      ['push', ['pipeline', 0, ['child'], []]],
      ['push', ['pipeline', 3, ['double'], [['pipeline', 2]]]],
      ['pull', 4],
    ];
    expect(await ask(api, ...lines)).toEqual([['resolve', 4, 26]]);
  });

  test('of the older dialect means the main object by 1 in every call, and results elsewhere', async () => {
    const { api } = await serveTarget();
    const second = ['push', ['pipeline', 1, ['add'], [['pipeline', 1], 10]]];
    expect(await ask(api, OLD_PUSH, second, ['pull', 2])).toEqual([['resolve', 2, 13]]);
  });

  test('of the official dialect means a result by 1, in the target too', async () => {
    const { api } = await serveTarget();
    const lines = [
      ['push', ['pipeline', 0, ['child'], []]],
      ['push', ['pipeline', 1, ['double'], [4]]],
      ['pull', 2],
    ];
    expect(await ask(api, ...lines)).toEqual([['resolve', 2, 8]]);
  });
});

test('a batch whose first thing is a stream is of the official dialect', async () => {
  const { api } = await serveTarget();
  const lines = [
    ['pipe'],
    ['push', ['pipeline', 1, ['write'], [42]]],
    ['push', ['pipeline', 1, ['close'], []]],
    ['push', ['pipeline', 0, ['sum'], [['readable', 1]]]],
    ['pull', 4],
  ];
  expect(await ask(api, ...lines)).toEqual([['resolve', 4, 42]]);
});

describe('what cannot be called', () => {
  test.each([
    'nope',
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    'secret',
    '#hidden',
    'state',
    '__defineGetter__',
  ])('%s rejects with a TypeError, which shows nothing of the server', async (name) => {
    const { api } = await serveTarget();
    const [answer = [], ...more] = await ask(api, ...call(name));
    expect(more).toEqual([]);
    expect(answer.slice(0, 2)).toEqual(['reject', 1]);
    const error = answer[2] as Line;
    expect(error.slice(0, 2)).toEqual(['error', 'TypeError']);
    expect(error).toHaveLength(3);
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|node_modules|capnweb|\.ts/);
  });

  test.each([
    ['a path through the prototype', ['__proto__', 'constructor']],
    ['the constructor of the constructor', ['constructor', 'constructor']],
    ['the prototype of a method', ['add', '__proto__', 'constructor']],
  ])('%s leads nowhere', async (_, path) => {
    const { api } = await serveTarget();
    const [answer = []] = await ask(api, ['push', ['pipeline', 0, path, ['return process.pid']]], ['pull', 1]);
    expect([answer[0], (answer[2] as Line)[1]]).toEqual(['reject', 'TypeError']);
  });
});

test('an error that a method throws is its name, its message and its code, and nothing else', async () => {
  const { api } = await serveTarget();
  const [answer = []] = await ask(api, ...call('fail'));
  expect(answer.slice(0, 2)).toEqual(['reject', 1]);
  const [, name, message, stack, properties] = answer[2] as Line;
  expect([name, message, stack ?? null, properties]).toEqual([
    'TypeError',
    'there is none left',
    null,
    { code: 'out-of-stock' },
  ]);
});

test('what a method throws that is no error is told to nobody', async () => {
  const { api } = await serveTarget();
  const text = await (await post(api, batchOf(call('throwData')))).text();
  expect(text).toMatch(/^\["reject",1,\["error",/);
  expect(text).not.toContain('hunter2');
});

test('what a batch does is over when it is answered', async () => {
  const { api, app, target } = await serveTarget();
  let signal: AbortSignal | undefined;
  app.rpc('/own', (caller: RpcCaller) => {
    ({ signal } = caller);
    expect(caller.transport).toBe('batch');
    return target;
  });
  await ask(api.replace('/api', '/own'), ...call('child'));
  expect([signal?.aborted, target.childrenDisposed, target.disposed]).toEqual([true, 1, 1]);
  expect(app.gauges().rpc).toMatchObject({ sessions: 0, batches: 0, callsInFlight: 0, calls: 1 });
});

test('a batch whose caller goes away is given up', async () => {
  const { api, app } = await serveTarget();
  const gone = new AbortController();
  const body = batchOf(call('slow'));
  const posted = fetch(api, { method: 'POST', body, signal: gone.signal }).catch((error: Error) => error.name);
  await until(() => app.gauges().rpc.batches === 1);
  gone.abort();
  expect(await posted).toBe('AbortError');
  await until(() => app.gauges().rpc.batches === 0);
});

test('a batch cannot call back, and what it passes is let go', async () => {
  const { api, target } = await serveTarget();
  await ask(api, ['push', ['pipeline', 0, ['keep'], [['export', -1]]]], ['pull', 1]);
  const [kept] = target.kept as [RpcStub<() => Promise<unknown>>];
  await expect(Promise.resolve(kept())).rejects.toThrow();
});

test('what a call returned that nobody asked for is told that the batch is over', async () => {
  const disposed: string[] = [];
  class Opened extends RpcTarget {
    [Symbol.dispose](): void {
      disposed.push('opened');
    }
  }
  class Opener extends RpcTarget {
    open(): Opened {
      return new Opened();
    }
  }
  const { url } = await serve((app) => app.rpc('/api', () => new Opener()));
  expect(await ask(`${url}/api`, ['push', ['pipeline', 0, ['open'], []]])).toEqual([]);
  await expect.poll(() => disposed).toEqual(['opened']);
});

describe('the target', () => {
  test('may refuse by an HTTPException', async () => {
    const { url } = await serve((app) => {
      app.rpc('/api', () => {
        throw new HTTPException(401, { message: 'who are you?' });
      });
    });
    // With what lets a page read it.
    const response = await post(`${url}/api`, batchOf([PUSH, PULL]), { origin: url });
    expect([response.status, await response.text()]).toEqual([401, 'who are you?']);
    expect(response.headers.get('access-control-allow-origin')).toBe(url);
  });

  test('is at a path of its own', () => {
    const { app } = makeApp();
    const taken = expect.objectContaining({ code: 'duplicate-route' });
    app.rpc('/api', () => new Target());
    expect(() => app.rpc('/api', () => new Target())).toThrow(taken);
    expect(() => app.page('/api', () => null)).toThrow(taken);
    app.page('/page', function Page() {
      return null;
    });
    expect(() => app.rpc('/page', () => new Target())).toThrow(taken);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('hunter2'))],
    ['is none', () => ({ add: () => 'hunter2' })],
  ])('that %s is the server’s fault, and its cause nobody’s business', async (_, make) => {
    const { url, coded } = await serve((app) => app.rpc('/api', make).rpc('/other', () => new Target()));
    const response = await post(`${url}/api`, batchOf([PUSH, PULL]));
    const text = await response.text();
    expect([response.status, text.includes('hunter2')]).toEqual([500, false]);
    expect(JSON.parse(text)).toMatchObject({ status: 500, code: 'rpc-target-failed' });
    expect(coded('rpc-target-failed')).toHaveLength(1);
    expect(await ask(`${url}/other`, PUSH, PULL)).toEqual([['resolve', 1, 3]]);
  });

  test('is made of the request and what guards said of it', async () => {
    class Who extends RpcTarget {
      readonly #user: unknown;
      constructor({ context }: RpcCaller) {
        super();
        this.#user = context.get('user');
      }
      user(): unknown {
        return this.#user;
      }
    }
    const { url } = await serve((app) => {
      app.http.use('/api', async (c, next) => {
        c.set('user' as never, c.req.header('x-user') as never);
        await next();
      });
      app.rpc('/api', async (caller) => new Who(caller));
    });
    const response = await post(`${url}/api`, batchOf(call('user')), { 'x-user': 'ann' });
    expect(await response.text()).toBe('["resolve",1,"ann"]');
  });
});
