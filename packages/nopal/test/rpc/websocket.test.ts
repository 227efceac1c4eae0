import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RpcCaller } from '../../src/server/rpc/rpc-options.ts';
import { serve } from '../support/app.ts';
import { until } from '../support/until.ts';
import { RawSession, serveTarget, type RpcApp } from './support.ts';
import { Target } from './target.ts';

const FRESH = { sessions: 1, callsInFlight: 0, imports: 1, exports: 1 };
const NONE = { sessions: 0, callsInFlight: 0, imports: 0, exports: 0 };

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Asks for a WebSocket; gives the status of the answer, and the socket if it is one now. */
async function upgrade(api: string, headers: object = {}): Promise<{ status: number | undefined; socket: Socket }> {
  const asked = get(api, { headers: { ...UPGRADE, ...headers } });
  const answers = ['upgrade', 'response'].map((name) => once(asked, name) as Promise<[IncomingMessage]>);
  const [{ statusCode, socket }] = await Promise.race(answers);
  onTestFinished(() => void socket.destroy());
  return { status: statusCode, socket };
}

/** Waits until the sessions of an app hold so much, and nothing else. */
async function holds({ app }: Pick<RpcApp, 'app'>, expected: object): Promise<void> {
  const held = (): object => {
    const { sessions, callsInFlight, imports, exports } = app.gauges().rpc;
    return { sessions, callsInFlight, imports, exports };
  };
  await expect.poll(held, { interval: 5, timeout: 5000 }).toEqual(expected);
}

describe('a session', () => {
  test('stays open from call to call, and keeps nothing of what was released', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    expect(await session.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
    expect(await session.call('add', 3, 4)).toEqual(['resolve', 2, 7]);
    expect((await session.call('fail'))[0]).toBe('reject');
    await holds(running, FRESH);
    expect(session.closed).toBeUndefined();
  });

  test('may be of the older dialect', async () => {
    const { api } = await serveTarget();
    const session = await RawSession.open(api);
    session.say(['push', ['pipeline', 1, ['add'], [1, 2]]], ['pull', 1]);
    session.say(['push', ['pipeline', 1, ['add'], [['pipeline', 1], 4]]], ['pull', 2]);
    expect(await session.next(([, id]) => id === 2)).toEqual(['resolve', 2, 7]);
    expect(session.lines).toHaveLength(2);
  });

  test('ends when the client closes it: calls under way are forgotten, and targets told', async () => {
    const running = await serveTarget();
    let signal: AbortSignal | undefined;
    running.app.rpc('/own', (caller: RpcCaller) => {
      ({ signal } = caller);
      return running.target;
    });
    const session = await RawSession.open(running.api.replace('/api', '/own'));
    session.say(['pull', session.push('slow')]);
    await session.call('child');
    await holds(running, { sessions: 1, callsInFlight: 1, imports: 1, exports: 3 });
    session.socket.close();
    await holds(running, NONE);
    expect([signal?.aborted, running.target.childrenDisposed, running.target.disposed]).toEqual([true, 1, 1]);
    running.target.release();
  });

  test('ends when the app closes', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    session.push('slow');
    await session.heard();
    await running.app.close();
    await until(() => session.closed !== undefined);
    await holds(running, NONE);
  });
});

describe('what is no message', () => {
  test.each<readonly [string, (session: RawSession) => void]>([
    ['a pull of what there is not', (session) => session.say(['pull', 3])],
    ['two messages in one frame', ({ socket }) => socket.send('["pull",0]\n["pull",0]')],
    ['a binary frame', ({ socket }) => socket.send(Buffer.from('["pull",0]'))],
    ['an empty frame', ({ socket }) => socket.send('')],
    ['JSON that is no array', ({ socket }) => socket.send('{"pull":0}')],
    ['an unknown type', (session) => session.say(['dance'])],
    ['NUL', ({ socket }) => socket.send('\0')],
  ])('%s ends the session and no other', async (_, say) => {
    const running = await serveTarget();
    const [session, other] = [await RawSession.open(running.api), await RawSession.open(running.api)];
    say(session);
    const { code, error } = await session.end();
    expect([code, error[0], typeof error[2]]).toEqual([3000, 'error', 'string']);
    expect(JSON.stringify(error)).not.toMatch(/node_modules|\\n\s*at /);
    expect(await other.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
    expect(running.app.gauges().rpc.refused).toEqual({ 'rpc-bad-message': 1 });
    await holds(running, FRESH);
  });

  test('text that is no UTF-8 ends the session', async () => {
    const running = await serveTarget();
    const { socket } = await upgrade(running.api);
    const end = once(socket.resume(), 'close');
    // A frame of text, masked by zeros.
    socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]));
    await end;
    await holds(running, NONE);
  });
});

describe('a WebSocket is refused before it is one', () => {
  test('to pages of strangers', async () => {
    const { api } = await serveTarget({ origins: ['https://friend.example'] });
    expect((await upgrade(api, { origin: 'https://stranger.example' })).status).toBe(403);
    expect((await upgrade(api, { origin: 'https://friend.example' })).status).toBe(101);
    expect((await upgrade(api, {})).status).toBe(101);
  });

  test('to whom a guard refuses, or the target’s maker', async () => {
    const { url } = await serve((app) => {
      app.http.use('/guarded', async (c) => c.text('no', 401));
      app.rpc('/guarded', () => new Target());
      app.rpc('/made', () => {
        throw new HTTPException(403);
      });
      app.rpc('/broken', () => Promise.reject(new Error('hunter2')));
    });
    expect((await upgrade(`${url}/guarded`, {})).status).toBe(401);
    expect((await upgrade(`${url}/made`, {})).status).toBe(403);
    expect((await upgrade(`${url}/broken`, {})).status).toBe(500);
  });
});

describe('a client’s function', () => {
  /** Subscribes by hand; the function has the id -1. */
  async function subscribe(running: RpcApp): Promise<RawSession> {
    const session = await RawSession.open(running.api);
    expect(await session.call('subscribe', ['export', -1])).toEqual(['resolve', 1, ['export', -1]]);
    await until(() => running.target.state.subscriberCount === 1);
    return session;
  }

  /** Answers each call of the function, by what is given. */
  function answer(session: RawSession, answers: (id: number) => unknown[]): void {
    let calls = 0;
    session.socket.on('message', (data: Buffer) => {
      const [kind] = JSON.parse(data.toString()) as unknown[];
      if (kind === 'push') session.say(answers(++calls));
    });
  }

  /** The values that the function was called with. */
  const values = (session: RawSession): unknown[] => session.of('push').map(([, called]) => (called as unknown[])[3]);

  test('is called with each new value, also after it threw', async () => {
    const running = await serveTarget();
    const session = await subscribe(running);
    answer(session, (id) => (id === 1 ? ['reject', id, ['error', 'Error', 'ouch']] : ['resolve', id, ['undefined']]));
    for (const value of [1, 2, 3]) {
      running.target.state.set(value);
      await until(() => values(session).length === value);
    }
    expect(values(session)).toEqual([[1], [2], [3]]);
    await holds(running, { sessions: 1, callsInFlight: 0, imports: 2, exports: 2 });
  });

  test('is called no more when the handle is released, and nothing is left of it', async () => {
    const running = await serveTarget();
    const session = await subscribe(running);
    answer(session, (id) => ['resolve', id, ['undefined']]);
    running.target.state.set(1);
    await until(() => values(session).length === 1);
    session.say(['release', -1, 1]);
    await until(() => running.target.state.subscriberCount === 0);
    running.target.state.set(2);
    await holds(running, FRESH);
    await session.next(([kind, id]) => kind === 'release' && id === -1);
    expect(values(session)).toEqual([[1]]);
  });

  test('is called once at a time: who never answers gets one call, and costs nothing more', async () => {
    const running = await serveTarget();
    const session = await subscribe(running);
    running.target.state.set(0);
    await until(() => values(session).length === 1);
    const before = running.app.gauges().rpc;
    for (let n = 1; n <= 10_000; n++) {
      running.target.state.set(n);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    await session.heard();
    expect(values(session)).toEqual([[0]]);
    expect(running.app.gauges().rpc).toEqual(before);
    answer(session, (id) => ['resolve', id + 1, ['undefined']]);
    session.say(['resolve', 1, ['undefined']]);
    await until(() => values(session).length === 2);
    expect(values(session)).toEqual([[0], [10_000]]);
  });

  test.each<readonly [string, (session: RawSession) => void]>([
    ['closes', ({ socket }) => socket.close()],
    ['is cut off', ({ socket }) => socket.terminate()],
    ['aborts', (session) => session.say(['abort', ['error', 'Error', 'bye']])],
    ['goes silent without a word', ({ socket }) => socket.pause()],
  ])('is called no more when the client %s', async (_, end) => {
    const running = await serveTarget({ limits: { heartbeatMs: 200 } });
    const session = await subscribe(running);
    end(session);
    await until(() => running.target.state.subscriberCount === 0);
    running.target.state.set(2);
    await holds(running, NONE);
  });

  test('may answer a call that was given up meanwhile, and pass things with that', async () => {
    const running = await serveTarget();
    const session = await subscribe(running);
    running.target.state.set(1);
    await until(() => values(session).length === 1);
    session.say(['release', -1, 1]);
    await session.next((line) => line[0] === 'release' && line[1] === 1);
    session.say(['resolve', 1, ['export', -2]]);
    expect(await session.next((line) => line[0] === 'release' && line[1] === -2)).toEqual(['release', -2, 1]);
    await holds(running, FRESH);
    expect(await session.call('add', 1, 2)).toEqual(['resolve', 2, 3]);
  });

  test('that is kept without a subscription fails when the client is gone', async () => {
    const running = await serveTarget();
    const session = await RawSession.open(running.api);
    await session.call('keep', ['export', -1]);
    session.socket.terminate();
    await holds(running, NONE);
    const [kept] = running.target.kept;
    await expect(Promise.resolve(kept?.(1))).rejects.toThrow();
  });
});
