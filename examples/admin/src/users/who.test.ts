import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { sessionRoutes } from './session-routes.ts';
import { recogniseVisitors, who } from './who.ts';

const secret = 'a secret of this test';
const html = { accept: 'text/html' };

function setUp() {
  const app = new Hono();
  app.use(recogniseVisitors(secret));
  app.route('/', sessionRoutes(secret));
  // As pages answer: by a response of their own.
  app.get('/who', () => Response.json(who()));
  const ask = async (cookie?: string, headers: Record<string, string> = html) => {
    const response = await app.request('/who', {
      headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
    });
    return { who: (await response.json()) as ReturnType<typeof who>, cookie: cookieOf(response) };
  };
  const signIn = (user: string, headers: Record<string, string> = {}) =>
    app.request('http://localhost/session', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost', ...headers },
      body: new URLSearchParams({ user }),
    });
  return { app, ask, signIn };
}

function cookieOf(response: Response): string | undefined {
  return response.headers.get('set-cookie')?.split(';')[0];
}

test('a browser is the same visitor from its first page on', async () => {
  const { ask } = setUp();
  const first = await ask();
  expect(first.cookie).toBe(`visitor=${first.who.visitorId}`);
  const second = await ask(first.cookie);
  expect(second).toEqual({ who: first.who, cookie: undefined });
  expect((await ask()).who).not.toEqual(first.who);
});

test('scripts get no cookie, and nobody chooses what they are called', async () => {
  const { ask } = setUp();
  expect((await ask(undefined, { accept: '*/*' })).cookie).toBeUndefined();
  expect((await ask('visitor=me')).who.visitorId).toMatch(/^[0-9a-f-]{36}$/);
});

test('who signs in is known until signing out', async () => {
  const { app, ask, signIn } = setUp();
  const answer = await signIn('boris');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/me']);
  const cookie = cookieOf(answer) as string;
  expect((await ask(cookie)).who.user?.name).toBe('Boris Novák');
  const headers = { cookie, origin: 'http://localhost' };
  const out = await app.request('http://localhost/logout', { method: 'POST', headers });
  expect(out.headers.get('set-cookie')).toMatch(/^user=;.*Max-Age=0/);
});

test('nobody becomes somebody by writing the cookie themselves', async () => {
  const { ask, signIn } = setUp();
  const cookie = cookieOf(await signIn('boris')) as string;
  for (const forged of ['user=amina', cookie.replace('boris', 'amina')]) {
    expect((await ask(forged)).who.user).toBeUndefined();
  }
});

test('another site cannot sign anybody in, and unknown users are told so', async () => {
  const { signIn } = setUp();
  expect((await signIn('boris', { origin: 'https://evil.example' })).status).toBe(403);
  const unknown = await signIn('mallory');
  expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('choose one')]);
});
