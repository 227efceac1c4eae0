/** Navigation where it is hard: loops, floods, slow handlers, outdated pages, odd addresses. */
import { expect, test } from 'vitest';
import { Link, notFound, Page, redirect, useEffect, useLocation, useNavigate, useState } from '../../src/index.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const held: (() => void)[] = [];
const hold = (): Promise<void> => new Promise((resolve) => held.push(resolve));
const aborted: string[] = [];
let asked = 0;

function Shell() {
  const { path } = useLocation();
  return (
    <>
      <nav>{path}</nav>
      <Link href="/list">List</Link>
      <Page />
    </>
  );
}

function Ping() {
  const navigate = useNavigate();
  useEffect(() => navigate('/pong'), []);
  return <p>ping</p>;
}
function Pong() {
  const navigate = useNavigate();
  useEffect(() => navigate('/ping'), []);
  return <p>pong</p>;
}

function Job({ id }: { id: string }) {
  const [progress] = useState('none', { key: 'progress' });
  return (
    <p>
      {id}: {progress}
    </p>
  );
}

function List({ names }: { names: readonly string[] }) {
  return <p>{names.join()}</p>;
}

function Desk() {
  return (
    <>
      <b
        onClick={async () => {
          await hold();
        }}
      />
      <i
        onClick={async () => {
          await hold();
          return redirect('/list');
        }}
      />
      <u
        onClick={() => {
          names.push('new');
          return redirect('/list');
        }}
      />
      <s onClick={() => {}} />
    </>
  );
}

const names: string[] = [];
const Lost = () => <p>lost</p>;
function NeverFound(): never {
  throw notFound();
}

const start = (limits = {}): Promise<RunningApp> =>
  serve(
    (app) =>
      app
        .page('/ping', Ping, { shell: Shell })
        .page('/pong', Pong, { shell: Shell })
        .page('/job/:id', Job, { props: ({ params }) => ({ id: params.id }) })
        .page('/list', List, { shell: Shell, props: () => ({ names: [...names] }) })
        .page('/desk', Desk, { shell: Shell })
        .page('/large', List, { shell: Shell, props: () => ({ names: ['x'.repeat(20_000)] }) })
        .page('/hangs/:id', Lost, {
          shell: Shell,
          guard: async ({ request, params }) => {
            asked++;
            request.signal.addEventListener('abort', () => aborted.push(params.id));
            await hold();
          },
        })
        .page('/away', Lost, { guard: () => redirect('/tags/日本?q=ü\r\n#ä') })
        .page('/users', Lost, { shell: Shell })
        .notFoundPage(Lost),
    { limits },
  );

test('pages whose effects lead to each other are stopped, and hold nobody else up', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/ping');
  const other = await TestPage.open(app, '/job/1');
  expect((await other.visit('/job/2'))[1]).toBe('done');
  await until(() => app.coded('redirect-loop').length > 0);
  expect(app.coded('redirect-loop')).toHaveLength(1);
  expect(page.closedWith).toBeUndefined();
  // Whoever is there can still go elsewhere.
  expect((await page.visit('/list'))[1]).toBe('done');
});

test('a push to the page that was left does not reach the one that was entered in its place', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/job/1');
  const idNow = (): string => app.app.updater.getComponentsOfType(Job)[0]?.id ?? '';
  const before = idNow();
  await page.visit('/job/2');
  const now = idNow();
  expect(now).not.toBe(before);
  app.app.updater.updateComponentState(before, 'progress', 'of job 1');
  app.app.updater.updateComponentState(now, 'progress', 'of job 2');
  await page.shows('2: of job 2', 'p');
  await page.visit('/job/1');
  expect(idNow()).not.toBe(before);
});

test('a link is followed though a handler hangs, but not before what was done until then has had its time', async () => {
  const app = await start({ leaveMs: 50 });
  const page = await TestPage.open(app, '/desk');
  const hanging = page.raise('b');
  const last = page.raise('s');
  expect((await page.visit('/list'))[1]).toBe('done');
  held.shift()?.();
  expect(await page.answer(hanging)).toEqual([hanging, 'done']);
  // It waited behind a handler that took too long, and its page is left.
  expect(await page.answer(last)).toEqual([last, 'not run', 'stale']);
  const quick = await TestPage.open(app, '/desk');
  const typed = quick.raise('s');
  const left = quick.go('/list');
  await quick.answer(left);
  expect(await quick.answer(typed)).toEqual([typed, 'done']);
});

test('where a handler sends the visitor does not win over a link that was followed since', async () => {
  const app = await start({ leaveMs: 50 });
  const page = await TestPage.open(app, '/desk');
  const click = page.raise('i');
  await until(() => held.length > 0);
  expect((await page.visit('/users'))[1]).toBe('done');
  held.shift()?.();
  await page.answer(click);
  expect(page.head.url).toBe('/users');
});

test('what a handler does outdates a page that was prepared', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/desk');
  names.length = 0;
  page.say(['prefetch', '/list']);
  await page.click('u');
  expect([page.head.url, page.text('p')]).toEqual(['/list', 'new']);
});

test('only a few pages are asked for at a time, and what is not wanted any more is given up', async () => {
  const app = await start();
  asked = 0;
  aborted.length = 0;
  const page = await TestPage.open(app, '/desk');
  const ways = Array.from({ length: 10 }, (_, i) => page.go(`/hangs/${i}`));
  const answers = await Promise.all(ways.filter((_, i) => i !== 3).map((way) => page.answer(way)));
  expect(answers.map(([, , reason]) => reason)).toEqual([...Array(3).fill('stale'), ...Array(6).fill('busy')]);
  expect([asked, aborted]).toEqual([4, ['0', '1', '2']]);
  held.splice(0).forEach((release) => release());
  expect(await page.answer(ways[3] ?? 0)).toEqual([ways[3], 'done']);
});

test('a guard that hangs holds a connection no longer than any other hello', async () => {
  const app = await start({ helloMs: 100 });
  const loaded = fetch(`${app.url}/hangs/9`);
  await until(() => held.length > 0);
  held.splice(0).forEach((release) => release());
  const html = await (await loaded).text();
  const token = /data-token="([^"]*)"/.exec(html)?.[1] ?? '';
  const first = await TestPage.fetch(app, '/list');
  await first.connect({ token });
  const second = await TestPage.fetch(app, '/list');
  await second.connect({ token });
  expect(second.closedWith).toBe(4408);
  held.splice(0).forEach((release) => release());
});

test('addresses that a header cannot hold are encoded', async () => {
  const app = await start();
  const response = await fetch(`${app.url}/away`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([
    302,
    '/tags/%E6%97%A5%E6%9C%AC?q=%C3%BC#%C3%A4',
  ]);
});

test('how one visitor spells an address is nothing to the next', async () => {
  const app = await start();
  expect(await (await fetch(`${app.url}/%75sers`)).text()).toContain('<nav>/users</nav>');
  expect(await (await fetch(`${app.url}/users`)).text()).toContain('<nav>/users</nav>');
});

test('an address that begins like another host stays on this one', async () => {
  const app = await serve((each) => each.notFoundPage(Lost, { shell: Shell }));
  const response = await fetch(`${app.url}//evil.example/x`);
  expect(await response.text()).toContain('<nav>/evil.example/x</nav>');
});

test('addresses that are too long are refused wherever they lead, and nothing is logged', async () => {
  const app = await start();
  for (const path of ['/users', '/job/1', '/nowhere']) {
    const response = await fetch(`${app.url}${path}?${'x'.repeat(5000)}`);
    expect([path, response.status]).toEqual([path, 414]);
  }
  expect(app.log.filter(({ level }) => level >= 40)).toEqual([]);
});

test('props that are too large for a token are refused in place as when the page is loaded', async () => {
  const app = await start();
  expect((await fetch(`${app.url}/large`)).status).toBe(500);
  const page = await TestPage.open(app, '/desk');
  expect((await page.visit('/large')).slice(1)).toEqual(['not run', 'load']);
});

test('a not-found page that finds nothing itself is told in the log', async () => {
  const app = await serve((each) => each.notFoundPage(NeverFound));
  const response = await fetch(`${app.url}/x`);
  expect([response.status, await response.text()]).toEqual([404, 'There is no such page.']);
  expect(app.log.some(({ msg }) => msg === 'the not-found page failed too')).toBe(true);
});
