import type { PageOptions, RenderOptions } from 'nopal';
import { expect, test } from 'vitest';
import type { HeadChange } from '../../src/protocol/frames.ts';
import { Connection, type BrowserHeaders } from './connection.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { PrintedProject, type RunningServer } from './printed-project.ts';

// docs/pages.md and the section of docs/push-model.md that prints a program: they compile, run, and do what is said.

const tsconfig = codeBlocks(readDocument('docs/walkthrough.md')).find(({ info }) => info === 'json tsconfig.json');
const document = readDocument('docs/pages.md');

/** A project of the files that a document prints. */
function projectOf(markdown: string): PrintedProject {
  const printed = codeBlocks(markdown).flatMap(({ info, text }) => {
    const [, file] = /^tsx (\S+)$/.exec(info) ?? [];
    return file === undefined ? [] : [[file, text] as const];
  });
  return new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': tsconfig?.text ?? '',
    ...Object.fromEntries(printed),
  });
}

/** Asks as a browser does that follows no redirects: status, where to, and the body. */
async function ask({ url }: RunningServer, path: string, init: RequestInit = {}) {
  const response = await fetch(url + path, { redirect: 'manual', ...init });
  const { status, headers } = response;
  return { status, to: headers.get('location'), cookie: headers.get('set-cookie') ?? '', html: await response.text() };
}

/** What the browser is told of the page that it asked for. */
async function go(page: Connection, number: number, path: string): Promise<{ head: HeadChange; answer: string }> {
  page.send(JSON.stringify(['go', number, 0, path]));
  const frame = await page.nextLike(/^\{"(?:head|event)"/);
  const { head = {} } = JSON.parse(frame) as { head?: HeadChange };
  return { head, answer: frame.startsWith('{"event"') ? frame : await page.nextLike(/^\{"event"/) };
}

test('the programs are what the compiler accepts', { timeout: 60_000 }, async () => {
  expect(await projectOf(document).typeCheck()).toBe('');
  expect(await projectOf(readDocument('docs/push-model.md')).typeCheck()).toBe('');
});

test('the first program does what the page says', { timeout: 30_000 }, async () => {
  const server = await projectOf(document).start('server.tsx');
  expect(await ask(server, '/users')).toMatchObject({ status: 302, to: '/log-in' });
  expect((await ask(server, '/log-in')).html).toContain('<form method="post" action="/session">');
  const loggedIn = await ask(server, '/session', { method: 'POST', body: new URLSearchParams({ me: 'Eve' }) });
  expect(loggedIn).toMatchObject({ status: 303, to: '/users' });
  const headers: BrowserHeaders = { cookie: /^[^;]*/.exec(loggedIn.cookie)?.[0] ?? '' };

  const users = await ask(server, '/users', { headers });
  expect(users.html).toContain('<title>Users</title>');
  expect(users.html).toMatch(/<a href="\/users"[^>]* aria-current="page"[^>]*>Users<\/a> Eve/);
  expect(await ask(server, '/users/nobody', { headers })).toMatchObject({ status: 404 });

  // Without the script: the handler runs, and the browser is sent on.
  const { html } = await ask(server, '/users/ann', { headers });
  expect(html).toMatch(/<a href="\/users"[^>]* aria-current="true"[^>]*>/);
  const [, form = ''] = /name="nopal-form" value="([^"]+)"/.exec(html) ?? [];
  const body = new URLSearchParams({ 'nopal-form': form, name: 'Anna' });
  expect(await ask(server, '/users/ann', { method: 'POST', headers, body })).toMatchObject({
    status: 303,
    to: '/users',
  });
  expect(await ask(server, '/users/ann', { method: 'POST', body })).toMatchObject({ status: 303, to: '/log-in' });

  // In place, with the cookies of the connection.
  const page = await Connection.toPage(server.url, '/', headers);
  const done = await go(page, 1, '/users');
  expect(done).toEqual({ head: { url: '/users', title: 'Users' }, answer: '{"event":[1,"done"]}' });
  expect((await go(page, 2, '/users/ann')).head).toEqual({ url: '/users/ann', title: 'User ann' });
  expect((await go(page, 3, '/users/nobody')).head).toEqual({ url: '/users/nobody', title: 'Not found' });
  expect((await go(page, 4, '/users')).head).toEqual({ url: '/users', title: 'Users' });

  const stranger = await Connection.toPage(server.url, '/log-in');
  expect((await go(stranger, 1, '/users')).head).toEqual({ url: '/log-in' });
  expect(await server.stop()).toBe(0);
});

test('the same push reaches the same component with a shell and without', { timeout: 30_000 }, async () => {
  const server = await projectOf(readDocument('docs/push-model.md')).start('server.tsx');
  const plain = await Connection.toPage(server.url, '/queue');
  const inside = await Connection.toPage(server.url, '/admin');
  await go(inside, 1, '/admin/queue');
  expect(await (await fetch(`${server.url}/waiting/7`, { method: 'POST' })).text()).toBe('2');
  expect(await plain.nextLike(/7/)).toBe('[0,0,"7"]');
  expect(await inside.nextLike(/7/)).toContain('"7"');
  expect(await server.stop()).toBe(0);
});

test('every option of a page has a row', () => {
  const options: Readonly<Record<keyof PageOptions<object> | keyof RenderOptions<object>, true>> = {
    props: true,
    guard: true,
    title: true,
    description: true,
    meta: true,
    shell: true,
    shellProps: true,
    componentId: true,
    lang: true,
    stylesheets: true,
    icon: true,
    transports: true,
    paceMs: true,
    status: true,
    framesPerSecond: true,
  };
  const rows = tableRows(document, 'Options of a page').flatMap(([names = '']) => names.split(', '));
  expect(rows).toEqual(Object.keys(options));
});
