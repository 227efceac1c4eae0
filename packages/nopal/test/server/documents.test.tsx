/** What is served over HTTP: pages, the script, files. */
import { brotliCompressSync } from 'node:zlib';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { createFolder } from '../register/folder.ts';
import { makeApp, serve, startApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

function Page({ name = 'nobody', width = 1 }: { name?: string; width?: number }) {
  const [greeting] = useState('<b>Hello</b>');
  return (
    <main title={`"${name}"`} style={{ width }}>
      {greeting} {name}
    </main>
  );
}

function Broken(): never {
  throw new Error('secret detail');
}

test('a page is readable without a script, and everything in it is escaped', async () => {
  const hostile = '</title><script>alert(1)</script>"\'&';
  const running = await serve((app) =>
    app.page('/', Page, { title: hostile, description: hostile, lang: '"><x', props: { name: hostile }, status: 201 }),
  );
  const { response, html } = await TestPage.fetch(running);
  expect(response.status).toBe(201);
  expect(html).toContain('&lt;b&gt;Hello&lt;/b&gt;');
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain('<x');
  expect(html).toContain('<title>&lt;/title&gt;&lt;script&gt;');
});

test('the document holds no inline script, style element or handler, so a strict policy fits', async () => {
  const running = await serve((app) => app.page('/', Page, { stylesheets: ['/a.css', 'https://cdn.example/b.css'] }));
  const { html } = await TestPage.fetch(running);
  expect(html.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
    expect.stringMatching(/^<script type="module" src="\/_nopal\/client-[\w-]{6,}\.js"><\/script>$/),
  ]);
  expect(html).not.toMatch(/<style|\son[a-z]+=|javascript:/i);
  expect(html).toContain('<link rel="stylesheet" href="https://cdn.example/b.css">');
});

test.each([
  { stylesheets: ['javascript:alert(1)'] },
  { paceMs: 1000 / 3 },
  { paceMs: 120_000 },
  { paceMs: -1 },
  { transports: [] },
  { transports: ['carrier-pigeon' as 'poll'] },
])('a page with %j is refused when it is added', (options) => {
  const { app } = makeApp();
  expect(() => app.page('/', Page, options)).toThrow(expect.objectContaining({ code: 'document-option' }) as Error);
});

test('a page can only be pinned to transports that the app has', () => {
  const { app } = makeApp({ transports: ['websocket', 'poll'] });
  expect(() => app.page('/', Page, { transports: ['sse'] })).toThrow('those that the app has: websocket, poll');
  expect(() => app.page('/', Page, { transports: ['poll'] })).not.toThrow();
});

test('pages are not stored, nor guessed at; the script is cached for good under the hash of its content', async () => {
  const running = await serve((app) => app.page('/', Page));
  const { response, html } = await TestPage.fetch(running);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const script = await fetch(running.url + (/src="([^"]+)"/.exec(html)?.[1] ?? ''));
  expect(script.status).toBe(200);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect((await fetch(`${running.url}/_nopal/client-000000000000.js`)).status).toBe(404);
});

test('two visitors share the page and not the token', async () => {
  const running = await serve((app) => app.page('/', Page));
  const [one, two] = [await TestPage.fetch(running), await TestPage.fetch(running)];
  expect(one.token).not.toBe(two.token);
  expect(one.html.replace(one.token, '')).toBe(two.html.replace(two.token, ''));
  // What the page was made from is not for the visitor to read.
  expect(Buffer.from(one.token, 'base64url').toString('latin1')).not.toContain('Page');
});

test('a page from any route, with its own title, props and id', async () => {
  const made = makeApp();
  made.app.http.get('/jobs/:id', (c) => {
    const id = c.req.param('id');
    return made.app.renderPage(Page, { title: `Job ${id}`, props: { name: id }, componentId: id });
  });
  const running = await startApp(made);
  const page = await TestPage.open(running, '/jobs/17');
  expect(page.html).toContain('<title>Job 17</title>');
  expect(running.app.updater.updateComponentState('17', 'greeting', 'hi')).toBe(1);
  await page.shows('hi 17');
});

test('a component that throws is a 500 that tells the log and not the visitor, and leaves nothing behind', async () => {
  const running = await serve((app) => app.page('/', Broken).page('/page', Page));
  const response = await fetch(running.url);
  expect([response.status, (await response.text()).includes('secret')]).toEqual([500, false]);
  expect(running.log.some(({ level, msg }) => level === 50 && msg === 'GET / failed')).toBe(true);
  expect((await fetch(`${running.url}/page`)).status).toBe(200);
});

test('props that are too large or not data are refused, and leave nothing behind', async () => {
  const made = makeApp({ limits: { maxPagePropsBytes: 1000 } });
  made.app.page('/large', Page, { props: { name: 'x'.repeat(2000) } });
  made.app.http.get('/odd', () => made.app.renderPage(Page, { props: { name: new Map() as unknown as string } }));
  const running = await startApp(made);
  for (const path of ['/large', '/odd']) expect((await fetch(running.url + path)).status).toBe(500);
  expect(running.app.updater.broadcastStateUpdate('greeting', 'x')).toBe(0);
});

test('files are served from their folder only, compressed where a compressed one is beside them', async () => {
  const text = 'body { color: red }'.repeat(50);
  const { folder, remove } = createFolder({
    'secret.txt': 'secret',
    'public/index.html': '<p>index',
    'public/a.css': text,
  });
  onTestFinished(remove);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'public/a.css.br'), brotliCompressSync(text));
  const running = await serve((app) =>
    app.static('/assets', join(folder, 'public')).static('/url/', pathToFileURL(join(folder, 'public'))),
  );
  const plain = await fetch(`${running.url}/assets/a.css`, { headers: { 'accept-encoding': 'identity' } });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, text]);
  expect(plain.headers.get('content-type')).toContain('text/css');
  const compressed = await fetch(`${running.url}/assets/a.css`, { headers: { 'accept-encoding': 'br' } });
  expect([compressed.headers.get('content-encoding'), await compressed.text()]).toEqual(['br', text]);
  for (const path of ['/assets/', '/url/index.html'])
    expect(await (await fetch(running.url + path)).text()).toBe('<p>index');

  // Sent as they stand, since fetch would tidy them up.
  const paths = [
    '../secret.txt',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
    '..%5csecret.txt',
    '%00',
    'a.css%00.html',
    '%',
  ];
  for (const path of paths) {
    const status = await new Promise((resolve, reject) => {
      request({ port: running.port, host: '127.0.0.1', path: `/assets/${path}` }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect([path, status]).toEqual([path, expect.toSatisfy((each: number) => each >= 400 && each < 500)]);
  }
});

test('more documents than are kept at a time each come with their own title', async () => {
  const made = makeApp();
  made.app.http.get('/jobs/:id', (c) => made.app.renderPage(Page, { title: `Job ${c.req.param('id')}` }));
  for (let round = 0; round < 2; round++) {
    for (let id = 0; id < 150; id++) {
      const html = await (await made.app.http.request(`/jobs/${id}`)).text();
      expect(html).toContain(`<title>Job ${id}</title>`);
    }
  }
});

test('a page of fixed options goes on being served after a load that failed', async () => {
  let broken = true;
  function Sometimes() {
    if (broken) throw new Error('not yet');
    return <p>well</p>;
  }
  const running = await serve((app) => app.page('/', Sometimes));
  expect((await fetch(running.url)).status).toBe(500);
  broken = false;
  expect((await TestPage.fetch(running)).html).toContain('well');
});

const Nothing = () => <p>nothing</p>;

test('what the app says of all documents holds for every page, unless that says otherwise', async () => {
  const app = await serve((each) => each.page('/', Page).page('/de', Page, { lang: 'de' }).notFoundPage(Nothing), {
    document: { lang: 'fr', stylesheets: ['/all.css'] },
  });
  for (const [path, lang] of [
    ['/', 'fr'],
    ['/de', 'de'],
    ['/nowhere', 'fr'],
  ] as const) {
    const { html } = await TestPage.fetch(app, path);
    expect([path, html.includes(`<html lang="${lang}">`), html.includes('href="/all.css"')]).toEqual([
      path,
      true,
      true,
    ]);
  }
});
