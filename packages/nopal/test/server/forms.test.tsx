/** Forms that are posted without the script. */
import { expect, test } from 'vitest';
import { redirect, useNavigate, useState } from '../../src/index.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { until } from '../support/until.ts';
import { TestPage } from '../support/test-page.ts';

const log: unknown[] = [];

function Note({ id }: { id: string }) {
  const [text, setText] = useState('');
  return (
    <form id={id} onSubmit={(event) => setText(String(event.data['text']))}>
      <input name="text" />
      <output id={`${id}-said`}>{text}</output>
    </form>
  );
}

function Board() {
  const navigate = useNavigate();
  return (
    <>
      <Note id="one" />
      <Note id="two" />
      <form
        id="all"
        onSubmit={(event) => {
          log.push(event);
        }}
      />
      <form id="away" onSubmit={async () => redirect('/board?done')} />
      <form
        id="thrown"
        onSubmit={() => {
          throw redirect('/board?thrown');
        }}
      />
      <form id="navigated" onSubmit={() => navigate('/board?navigated')} />
      <form
        id="fails"
        onSubmit={() => {
          throw new Error('cannot be saved');
        }}
      />
    </>
  );
}

const Lost = () => <p>lost</p>;

const start = (limits = {}): Promise<RunningApp> =>
  serve(
    (app) => {
      app.page('/board', Board);
      app.page('/guarded', Board, { guard: () => redirect('/board') });
      app.http.on(['GET', 'POST'], '/any', () => app.renderPage(Board));
    },
    { limits },
  );

/** The name of a form, as its hidden field says it. */
function nameOf(html: string, id: string): string {
  const form = new RegExp(`<form id="${id}".*?</form>`, 's').exec(html)?.[0] ?? '';
  expect(form).toContain('method="post"');
  return /name="nopal-form" value="([^"]+)"/.exec(form)?.[1] ?? '';
}

async function post(
  app: RunningApp,
  id: string,
  fields: readonly (readonly [string, string])[] = [],
  path = '/board',
  init: RequestInit = {},
): Promise<Response> {
  const html = await (await fetch(app.url + path.replace('/guarded', '/board'))).text();
  const body = new URLSearchParams([['nopal-form', nameOf(html, id)], ...fields.map((field) => [...field])]);
  return fetch(app.url + path, { method: 'POST', body, redirect: 'manual', ...init });
}

test('the handler runs, and the page that it leads to is answered, ready to be claimed', async () => {
  const app = await start();
  const response = await post(app, 'two', [['text', 'Grüße']]);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const html = await response.text();
  expect(html).toMatch(/<output id="two-said">Grüße</);
  expect(html).toMatch(/<output id="one-said"></);
  expect(html).toMatch(/data-token="[^"]+"/);
  expect(await (await post(app, 'one', [['text', 'x']], '/any')).text()).toMatch(/<output id="one-said">x</);
});

test('the handler is told what the form holds, repeated names kept, and nothing of ours', async () => {
  const app = await start();
  log.length = 0;
  await post(app, 'all', [
    ['tag', 'a'],
    ['tag', 'b'],
    ['__proto__', 'x'],
    ['text', ''],
  ]);
  expect(log).toMatchObject([{ type: 'submit', submitter: null, target: { tag: 'form', id: 'all' } }]);
  const { data } = log[0] as { data: Record<string, unknown> };
  expect(Object.keys(data)).toEqual(expect.arrayContaining(['tag', 'text']));
  expect([data['tag'], data['text'], data['nopal-form']]).toEqual([['a', 'b'], '', undefined]);
  expect(Object.isFrozen(data)).toBe(true);
});

test('forms of several parts are read too', async () => {
  const app = await start();
  const html = await (await fetch(`${app.url}/board`)).text();
  const body = new FormData();
  body.set('nopal-form', nameOf(html, 'one'));
  body.set('text', 'multi\r\npart');
  const response = await fetch(`${app.url}/board`, { method: 'POST', body });
  expect(await response.text()).toMatch(/<output id="one-said">multi/);
});

test('who is sent elsewhere is redirected so that nothing is posted twice', async () => {
  const app = await start();
  for (const [id, url] of [
    ['away', '/board?done'],
    ['thrown', '/board?thrown'],
    ['navigated', '/board?navigated'],
  ] as const) {
    const response = await post(app, id);
    expect([id, response.status, response.headers.get('location')]).toEqual([id, 303, url]);
  }
  expect(app.app.gauges().viewers.unclaimed).toBe(3);
});

test('guards stand before forms as before pages', async () => {
  const app = await start();
  log.length = 0;
  const response = await post(app, 'all', [], '/guarded');
  expect([response.status, response.headers.get('location'), log]).toEqual([303, '/board', []]);
});

test('forms from pages of other sites are refused', async () => {
  const app = await start();
  log.length = 0;
  const response = await post(app, 'all', [], '/board', { headers: { origin: 'https://evil.example' } });
  expect([response.status, log]).toEqual([403, []]);
  expect(await response.text()).toContain('[origin-refused]');
  expect((await post(app, 'all', [], '/board', { headers: { origin: app.url } })).status).toBe(200);
});

test('what cannot be read, is too large, or names no form is refused with what to do', async () => {
  const app = await start({ maxFormBytes: 1000 });
  const large = await post(app, 'all', [['text', 'x'.repeat(1000)]]);
  expect([large.status, await large.text()]).toEqual([
    413,
    expect.stringContaining('1000 bytes (limits.maxFormBytes)'),
  ]);
  const body = new URLSearchParams({ 'nopal-form': 'nobody' });
  const unknown = await fetch(`${app.url}/board`, { method: 'POST', body });
  expect([unknown.status, await unknown.text()]).toEqual([409, expect.stringContaining('[form-not-found]')]);
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const malformed = await fetch(`${app.url}/board`, { method: 'POST', body: 'nonsense', headers });
  expect([malformed.status, await malformed.text()]).toEqual([400, expect.stringContaining('cannot be read')]);
  await until(() => app.app.gauges().viewers.unclaimed <= 4);
});

test('a handler that throws is an error of the server, told in the log', async () => {
  const app = await start();
  expect((await post(app, 'fails')).status).toBe(500);
  expect(app.log.some(({ err }) => (err as { message?: string } | undefined)?.message === 'cannot be saved')).toBe(
    true,
  );
});

test('the same forms work over the connection', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/board');
  await page.answer(page.raise('#one', 'submit', { data: { text: 'live' } }));
  await page.shows('live', '#one-said');
});

test("the page's own forms are taken under any referrer policy, those of others are not", async () => {
  const app = await start();
  const own = await post(app, 'one', [['text', 'x']], '/board', {
    headers: { origin: 'null', 'sec-fetch-site': 'same-origin' },
  });
  expect(own.status).toBe(200);
  for (const site of ['cross-site', 'same-site', 'none']) {
    const other = await post(app, 'one', [], '/board', { headers: { origin: 'null', 'sec-fetch-site': site } });
    expect([site, other.status]).toEqual([site, 403]);
  }
});

test('a form that is posted where there is no page gets the page that says so', async () => {
  const app = await serve((each) => each.page('/board', Board).notFoundPage(Lost));
  const html = await (await fetch(`${app.url}/board`)).text();
  const body = new URLSearchParams({ 'nopal-form': nameOf(html, 'one') });
  const response = await fetch(`${app.url}/gone`, { method: 'POST', body });
  expect([response.status, (await response.text()).includes('<p>lost</p>')]).toEqual([404, true]);
});

test('a body that somebody read before is an error, not a form that did nothing', async () => {
  const app = await serve((each) => {
    each.http.use('/board', async (c, next) => {
      if (c.req.method === 'POST') await c.req.parseBody();
      await next();
    });
    each.page('/board', Board);
  });
  expect((await post(app, 'one')).status).toBe(500);
  expect(app.log.some(({ err }) => (err as { code?: string } | undefined)?.code === 'form-not-found')).toBe(true);
});

test('pages take forms and nothing else', async () => {
  const app = await start();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${app.url}/board`, { method: 'POST', body: '{}', headers });
  expect([response.status, app.app.gauges().viewers.unclaimed]).toEqual([415, 0]);
});

test('the key of a post is not the secret by which its page is claimed', async () => {
  const app = await start();
  log.length = 0;
  const html = await (await post(app, 'all')).text();
  const key = (log[0] as { idempotencyKey: string }).idempotencyKey;
  expect(key).toMatch(/^[\w-]{20,}$/);
  expect(html).not.toContain(key);
});
