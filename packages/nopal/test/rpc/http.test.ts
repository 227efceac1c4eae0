/** The endpoint as a place on the web: methods, sizes, garbage, origins, guards. */
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { serve } from '../support/app.ts';
import { until } from '../support/until.ts';
import { batchOf, call, post, RawSession, serveTarget } from './support.ts';
import { Target } from './target.ts';

const BODY = batchOf(call('add', 1, 2));
const ANSWER = '["resolve",1,3]';
const FRIEND = 'https://friend.example';
const STRANGER = 'https://stranger.example';

/** What a refusal says. */
async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(response.status);
  expect(problem.detail).not.toBe('');
  return problem;
}

describe('methods', () => {
  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is answered by 405 and what is allowed', async (method) => {
    const { api } = await serveTarget();
    const response = await fetch(api, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
    await problemOf(response);
  });

  test('HEAD is the same without a body', async () => {
    const { api } = await serveTarget();
    const response = await fetch(api, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([405, '']);
  });
});

describe('a body that is too large', () => {
  const limits = { maxBodyBytes: 1000 };

  test('is refused by its content-length', async () => {
    const { api } = await serveTarget({ limits });
    const response = await post(api, ' '.repeat(1001));
    expect([response.status, (await problemOf(response)).code]).toEqual([413, 'rpc-too-large']);
    expect((await post(api, BODY.padEnd(1000))).status).toBe(200);
  });

  test('is refused when it comes in chunks', async () => {
    const { api, app } = await serveTarget({ limits });
    const { port } = new URL(api);
    const status = await new Promise((resolve, reject) => {
      const asked = request({ port, path: '/api', method: 'POST' }, (response) => resolve(response.statusCode));
      asked.on('error', reject);
      for (let n = 0; n < 20; n++) asked.write('x'.repeat(100));
      asked.end();
    });
    expect(status).toBe(413);
    await until(() => app.gauges().rpc.batches === 0);
    expect(await (await post(api, BODY)).text()).toBe(ANSWER);
  });
});

const DEEP = 100_000;
const GARBAGE: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
  ['text', 'hello'],
  ['half of a message', '["push",["pipe'],
  ['an object', '{"push":1}'],
  ['a number', '42'],
  ['null', 'null'],
  ['an empty array', '[]'],
  ['an unknown type', '["dance",1]'],
  ['a type that is no string', '[["push"],1]'],
  ['a push of nothing', '["push"]'],
  ['a pull of an id that there is not', '["pull",7]'],
  ['a pull of an id below 0', '["pull",-7]'],
  ['a pull of a fraction', '["pull",0.5]'],
  ['a pull of more than a number', '["pull",1e400]'],
  ['a pull by a name', '["pull","length"]'],
  ['a release of what there is not', '["release",5,1]'],
  ['a release of more than there is', '["release",0,2]'],
  ['a release of very much more', '["release",0,1e308]'],
  ['a release that releases nothing', '["release",0,0]'],
  ['a release of less than nothing', '["release",0,-1]'],
  ['a release of a part', '["release",0,0.5]'],
  ['a function of the client with a number of the server', '["push",["pipeline",0,["keep"],[["export",1]]]]'],
  ['a function with a number like no other', '["push",["pipeline",0,["keep"],[["export",-0.5]]]]'],
  [
    'a blob, which would be kept as a whole',
    '["pipe"]\n["push",["pipeline",0,["echo"],[["blob","x",["readable",1]]]]]',
  ],
  ['a push of data', '["push",[[1,2]]]'],
  ['an answer to the main object', '["resolve",0,1]'],
  ['an answer that calls', '["reject",1,["pipeline",0,["add"],[1,2]]]'],
  ['an error that calls', '["abort",["pipeline",0,["add"],[1,2]]]'],
  ['two messages on one line', BODY.replace('\n', '')],
  ['a call of what there is not', '["push",["pipeline",9,["add"],[]]]'],
  ['a special value that there is not', '["push",["regexp","(a+)+$"]]'],
  ['a date of text', '["push",["pipeline",0,["echo"],[["date","now"]]]]'],
  ['a bigint that is none', '["push",["pipeline",0,["echo"],[["bigint","0x"]]]]'],
  ['a bigint of too many digits', `["push",["pipeline",0,["echo"],[["bigint","${'9'.repeat(20_000)}"]]]]`],
  ['arrays in arrays', `["push",["pipeline",0,["echo"],[${'['.repeat(DEEP)}${']'.repeat(DEEP)}]]]`],
  ['objects in objects', `["push",["pipeline",0,["echo"],[${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}]]]`],
  ['UTF-8 that is none', Uint8Array.from([0x5b, 0xff, 0xfe, 0x5d])],
  ['NUL', '\0\0\0'],
  ['an end by the client', '["abort",["error","Error","bye"]]'],
];

describe('garbage', () => {
  test.each(GARBAGE)('%s is refused, and the next batch is answered', async (_, body) => {
    const { api } = await serveTarget();
    const response = await post(api, body);
    const { code } = await problemOf(response);
    expect([response.status, code]).toEqual([400, 'rpc-bad-message']);
    expect(await (await post(api, BODY)).text()).toBe(ANSWER);
  });
});

describe('origins', () => {
  const options = { origins: [FRIEND] };

  test.each([
    ['of a friend', { origin: FRIEND }, 200, FRIEND],
    ['of a stranger', { origin: STRANGER }, 403, null],
    ['none', {}, 200, null],
    ['null', { origin: 'null' }, 403, null],
  ])('%s', async (_, headers, status, allowed) => {
    const { api } = await serveTarget(options);
    const response = await post(api, BODY, headers);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, allowed]);
    if (status === 403) expect((await problemOf(response)).code).toBe('origin-refused');
    else expect(await response.text()).toBe(ANSWER);
  });

  test('pages of the endpoint’s own origin may call', async () => {
    const { api, url } = await serveTarget(options);
    expect((await post(api, BODY, { origin: url })).status).toBe(200);
  });

  test('an answer is not given to another origin by a cache', async () => {
    const { api } = await serveTarget(options);
    for (const origin of [FRIEND, STRANGER]) {
      const response = await post(api, BODY, { origin });
      expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
    }
  });

  test('a friend’s preflight is allowed, a stranger’s is not', async () => {
    const { api } = await serveTarget(options);
    const preflight = (origin: string): Promise<Response> =>
      fetch(api, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight(FRIEND);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, FRIEND]);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
    const refused = await preflight(STRANGER);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });

  test('requireOrigin refuses who sends none', async () => {
    const { api, url } = await serveTarget({ requireOrigin: true });
    expect((await post(api, BODY)).status).toBe(403);
    expect((await post(api, BODY, { origin: url })).status).toBe(200);
    expect((await RawSession.open(api)).closed?.code).toBe(1006);
  });
});

test('a guard before the endpoint holds for both ways', async () => {
  const { url } = await serve((app) => {
    app.http.use('/api', async (c, next) => {
      if (c.req.header('authorization') !== 'Bearer ok') return c.text('no', 401);
      return next();
    });
    app.rpc('/api', () => new Target());
  });
  const api = `${url}/api`;
  const headers = { authorization: 'Bearer ok' };
  const refused = await post(api, BODY);
  expect([refused.status, await refused.text()]).toEqual([401, 'no']);
  expect((await post(api, BODY, headers)).status).toBe(200);
  const upgrade = await fetch(api, { headers: { connection: 'close' } });
  expect(upgrade.status).toBe(401);
  expect((await RawSession.open(api)).closed?.code).toBe(1006);
  const session = await RawSession.open(api, { headers });
  expect(await session.call('add', 1, 2)).toEqual(['resolve', 1, 3]);
});

test('a guard may also refuse after it has seen the answer', async () => {
  const target = new Target();
  const { url, app } = await serve((made) => {
    made.http.use('/api', async (c, next) => {
      await next();
      c.res = c.text('no', 401);
    });
    made.rpc('/api', () => target);
  });
  expect((await RawSession.open(`${url}/api`)).closed?.code).toBe(1006);
  expect((await post(`${url}/api`, BODY)).status).toBe(401);
  expect(app.gauges().rpc.sessions).toBe(0);
  // Both were made, and told that it was over.
  expect(target.disposed).toBe(2);
});
