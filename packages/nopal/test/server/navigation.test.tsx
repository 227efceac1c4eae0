/** Moving from page to page in place: what stays, what goes, what the browser is told. */
import { expect, test } from 'vitest';
import {
  Link,
  notFound,
  Page,
  redirect,
  useEffect,
  useLocation,
  useNavigate,
  useParams,
  useQuery,
  useState,
  useTitle,
  type RouteProps,
} from '../../src/index.ts';
import { serve, type RunningApp } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';
import { until } from '../support/until.ts';

const log: string[] = [];

function Shell({ missed }: { missed?: string }) {
  const [banner] = useState('calm', { key: 'banner' });
  const [clicks, setClicks] = useState(0, { key: 'clicks' });
  const { path } = useLocation();
  return (
    <>
      <nav>
        <Link href="/a">A</Link>
        <Link href="/users">Users</Link>
      </nav>
      <header onClick={() => setClicks(clicks + 1)}>
        {banner} {clicks} {missed ?? path}
      </header>
      <main>
        <Page />
      </main>
    </>
  );
}

function A() {
  const [news] = useState('no news', { key: 'news' });
  useEffect(() => {
    log.push('A begins');
    return () => log.push('A ends') as unknown as void;
  }, []);
  return <p>A: {news}</p>;
}

function User({ params, query }: RouteProps<'/users/:id'>) {
  const [visits, setVisits] = useState(1, { key: 'visits' });
  const same = useParams<'id'>().id === params.id && useQuery()['tab'] === query['tab'];
  return (
    <p onClick={() => setVisits(visits + 1)}>
      user {params.id} {String(query['tab'])} {String(same)} {visits}
    </p>
  );
}

function Inbox() {
  const [unread] = useState(0, { key: 'unread' });
  const navigate = useNavigate();
  useTitle(unread === 0 ? 'Inbox' : `(${unread}) Inbox`);
  return (
    <>
      <b onClick={() => navigate('/a')}>{unread}</b>
      <i onClick={() => redirect('/users/9?tab=x#top', { replace: true })}>back</i>
      <u
        onClick={() => {
          throw redirect('https://example.com/');
        }}
      >
        out
      </u>
    </>
  );
}

function Broken(): never {
  throw new Error('broken on purpose');
}
function Missing(): never {
  throw notFound();
}
const Lost = () => <p>lost</p>;
const Failed = ({ message }: { message: string }) => <p>failed: {message}</p>;
const Other = () => (
  <section>
    <Page />
  </section>
);

let release: (() => void) | undefined;

const start = (): Promise<RunningApp> =>
  serve(
    (app) => {
      app
        .page('/a', A, { title: 'Page A', shell: Shell })
        .page('/users/:id', User, {
          title: ({ params }) => `User ${params.id}`,
          meta: { robots: 'none' },
          shell: Shell,
        })
        .page('/inbox', Inbox, { shell: Shell })
        .page('/plain', A, { title: 'Plain' })
        .page('/other', A, { title: 'Other', shell: Other })
        .page('/styled', A, { shell: Shell, stylesheets: ['/x.css'] })
        .page('/broken', Broken, { shell: Shell })
        .page('/missing', Missing, { shell: Shell })
        .page('/guarded', A, {
          shell: Shell,
          guard: ({ request, query }) =>
            request.headers.get('cookie')?.includes('in=1') === true || query['in'] === '1'
              ? undefined
              : redirect('/a?from=guard'),
        })
        .page('/loop', A, { guard: () => redirect('/loop') })
        .page('/slow', A, {
          title: 'Slow',
          shell: Shell,
          props: async ({ isPrefetch }) => {
            log.push(isPrefetch ? 'prefetched' : 'asked');
            await new Promise<void>((resolve) => (release = resolve));
            return {};
          },
        })
        .page('/chosen/:id', A, { shell: Shell, componentId: ({ params }) => params.id })
        .notFoundPage(Lost, { title: 'Not found', shell: Shell, shellProps: ({ path }) => ({ missed: `no ${path}` }) })
        .errorPage(Failed, { title: 'Failed', shell: Shell });
      app.http.get('/custom/:id', (c) =>
        app.renderPage(User, {
          title: 'Custom',
          shell: Shell,
          props: { params: { id: c.req.param('id') }, query: {} },
        }),
      );
      app.http.get('/file', (c) => c.text('a file'));
      app.http.get('/cookie', async () => {
        const response = await app.renderPage(A, { shell: Shell });
        response.headers.append('set-cookie', 'in=1');
        return response;
      });
    },
    { secret: 'a secret of some length' },
  );

test('the shell stays and the page changes, with address, title and meta', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  const header = page.root.querySelector('header');
  await page.click('header');
  await page.shows('calm 1 /a', 'header');
  expect(await page.visit('/users/7?tab=log')).toEqual([2, 'done']);
  expect(page.text('p')).toBe('user 7 log true 1');
  expect(page.text('header')).toBe('calm 1 /users/7');
  expect(page.root.querySelector('header')).toBe(header);
  expect(page.heads).toEqual([{ url: '/users/7?tab=log', title: 'User 7', meta: { robots: 'none' } }]);
  expect(page.root.querySelector('[aria-current]')?.getAttribute('href')).toBe('/users');
  // The same page with another query goes on; with another path it is a new one.
  await page.click('p');
  await page.visit('/users/7?tab=x');
  expect(page.text('p')).toBe('user 7 x false 2'.replace('false', 'true'));
  await page.visit('/users/8?tab=x');
  expect(page.text('p')).toBe('user 8 x true 1');
  expect(app.log.filter(({ level }) => level >= 40)).toEqual([]);
});

test('what is left is let go of, what is entered begins', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  log.length = 0;
  await page.visit('/users/1');
  expect(log).toEqual(['A ends']);
  expect(app.app.updater.getComponentsOfType(A)).toEqual([]);
  expect(app.app.updater.updateComponentsOfType(A, 'news', 'nobody')).toBe(0);
  await page.visit('/a');
  expect(log).toEqual(['A ends', 'A begins']);
  expect(app.app.updater.updateComponentsOfType(A, 'news', 'somebody')).toBe(1);
  await page.shows('A: somebody', 'p');
});

test('pushes of every kind reach a page in a shell and the same one on its own, and the shell', async () => {
  const app = await start();
  const { updater } = app.app;
  const [plain, inside] = [await TestPage.open(app, '/plain'), await TestPage.open(app, '/users/1')];
  await inside.visit('/a');
  const show = async (news: string): Promise<void> => {
    await plain.shows(`A: ${news}`, 'p');
    await inside.shows(`A: ${news}`, 'p');
  };
  expect(updater.broadcastStateUpdate('news', 'all')).toBe(2);
  await show('all');
  expect(updater.updateComponentsOfType('A', { news: 'type' })).toBe(2);
  await show('type');
  expect(updater.updateWhere((c) => c.getState('news') === 'type', 'news', 'predicate')).toBe(2);
  await show('predicate');
  for (const id of updater.getComponentsOfType(A).map((each) => each.id))
    updater.updateComponentState(id, 'news', 'id');
  await show('id');
  expect(updater.updateComponentsOfType(Shell, 'banner', 'busy')).toBe(1);
  await inside.shows('busy 0 /a', 'header');
});

test('the page that is entered begins with what was retained, and has the id that was chosen for it', async () => {
  const app = await start();
  const { updater } = app.app;
  updater.updateComponentState('job-1', 'news', 'retained', { retain: true });
  const page = await TestPage.open(app, '/users/1');
  await page.visit('/chosen/job-1');
  expect(page.text('p')).toBe('A: retained');
  updater.updateComponentState('job-1', 'news', 'pushed');
  await page.shows('A: pushed', 'p');
  const other = await TestPage.open(app, '/chosen/job-1');
  expect(other.text('p')).toBe('A: retained');
  updater.updateComponentState('job-1', 'news', 'both');
  await other.shows('A: both', 'p');
  await page.shows('A: both', 'p');
  await page.visit('/a');
  updater.updateComponentState('job-1', 'news', 'one');
  await other.shows('A: one', 'p');
  expect(page.text('p')).toBe('A: no news');
});

test('another shell, or none, takes the place of all there is; another document is for the browser to load', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  expect(await page.visit('/other')).toEqual([1, 'done']);
  expect(page.root.innerHTML).toMatch(/^<section><p data-key="\w+">A: no news<\/p><\/section>$/);
  expect(await page.visit('/plain')).toEqual([2, 'done']);
  expect(page.root.innerHTML).toBe('<p>A: no news</p>');
  expect(await page.visit('/a')).toEqual([3, 'done']);
  expect(page.text('header')).toBe('calm 0 /a');
  expect(await page.visit('/styled')).toEqual([4, 'not run', 'load']);
  expect(await page.visit('/file')).toEqual([5, 'not run', 'load']);
  expect(await page.visit('/cookie')).toEqual([6, 'not run', 'load']);
  expect(page.text('header')).toBe('calm 0 /a');
});

test('routes of any kind, pages that are not there, and pages that throw are shown in place too', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  await page.visit('/custom/5');
  expect(page.text('p')).toBe('user 5 undefined false 1'.replace('false', String(false)));
  await page.visit('/nowhere');
  expect([page.text('p'), page.head.title, page.head.url]).toEqual(['lost', 'Not found', '/nowhere']);
  expect(page.text('header')).toBe('calm 0 no /nowhere');
  await page.visit('/missing');
  expect([page.text('p'), page.head.url]).toEqual(['lost', '/missing']);
  await page.visit('/broken');
  expect(page.text('p')).toBe('failed: broken on purpose');
  expect(app.log.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual(['GET /broken failed']);
  expect((await fetch(`${app.url}/missing`)).status).toBe(404);
  expect((await fetch(`${app.url}/nowhere`)).status).toBe(404);
  const broken = await fetch(`${app.url}/broken`);
  expect([broken.status, (await broken.text()).includes('failed: broken on purpose')]).toEqual([500, true]);
});

test('guards see the cookies of the connection, and their redirects are followed', async () => {
  const app = await start();
  const stranger = await TestPage.open(app, '/a');
  await stranger.visit('/guarded');
  expect(stranger.head.url).toBe('/a?from=guard');
  await stranger.visit('/guarded?in=1');
  expect(stranger.head.url).toBe('/guarded?in=1');
  const loop = await stranger.visit('/loop');
  expect(loop).toEqual([3, 'not run', 'load']);
  expect(app.log.some(({ err }) => (err as { code?: string } | undefined)?.code === 'redirect-loop')).toBe(true);
  const friend = await TestPage.fetch(app, '/a');
  await friend.connect({ headers: { cookie: 'in=1' } });
  await friend.visit('/guarded');
  expect(friend.head.url).toBe('/guarded');
});

test('handlers send visitors elsewhere: by navigate, and by a redirect that they return or throw', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/inbox');
  await page.click('i');
  expect(page.text('p')).toBe('user 9 x true 1');
  expect(page.head).toMatchObject({ url: '/users/9?tab=x#top', replace: 1 });
  await page.visit('/inbox');
  expect(page.head.title).toBe('Inbox');
  await page.click('b');
  await page.shows('A: no news', 'p');
  expect(page.heads.at(-1)).toMatchObject({ url: '/a', title: 'Page A' });
  await page.visit('/inbox');
  await page.click('u');
  await until(() => page.heads.at(-1)?.load !== undefined);
  expect(page.heads.at(-1)).toEqual({ load: 'https://example.com/' });
});

test('a title that a component sets follows its state, and goes with it', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/inbox');
  expect(page.html).toContain('<title>Inbox</title>');
  app.app.updater.broadcastStateUpdate('unread', 3);
  await page.shows('3', 'b');
  expect(page.heads).toEqual([{ title: '(3) Inbox' }]);
  expect((await TestPage.fetch(app, '/inbox')).html).toContain('<title>Inbox</title>');
  await page.visit('/a');
  expect(page.heads.at(-1)?.title).toBe('Page A');
});

test('only the newest of several ways is gone to its end; what happens meanwhile happens', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  const slow = page.go('/slow');
  await page.click('header');
  app.app.updater.broadcastStateUpdate('news', 'meanwhile');
  await page.shows('A: meanwhile', 'p');
  const newer = page.go('/users/3');
  expect(await page.answer(newer)).toEqual([newer, 'done']);
  release?.();
  expect(await page.answer(slow)).toEqual([slow, 'not run', 'stale']);
  expect([page.text('p'), page.text('header')]).toEqual(['user 3 undefined true 1', 'calm 1 /users/3']);
});

test('a page that was prepared is not asked for again', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  log.length = 0;
  page.say(['prefetch', '/slow']);
  await until(() => log.length === 1);
  const slow = page.go('/slow');
  release?.();
  expect(await page.answer(slow)).toEqual([slow, 'done']);
  expect(log.filter((line) => /asked|prefetched/.test(line))).toEqual(['prefetched']);
});

test('a cut on the way loses nothing: address and title are told again', async () => {
  const app = await start();
  const page = await TestPage.open(app, '/a');
  page.acknowledges = false;
  await page.visit('/users/4');
  const { applied } = page;
  await page.cut();
  await until(() => page.closedWith !== undefined);
  page.heads.length = 0;
  page.acknowledges = true;
  await page.connect();
  expect(page.viewer?.[2]).toBe(1);
  await until(() => page.heads.length > 0);
  expect(page.heads[0]).toMatchObject({ url: '/users/4', title: 'User 4' });
  expect(page.applied).toBeGreaterThan(applied);
});

test('addresses of other hosts, or of none, are no messages of the protocol', async () => {
  const app = await start();
  for (const url of [
    '//example.com/',
    'https://example.com/',
    'a',
    '/\\example.com',
    '/x y',
    '/x#y',
    `/${'x'.repeat(5000)}`,
    7,
  ]) {
    const page = await TestPage.open(app, '/a');
    page.say(['go', 1, 0, url]);
    await until(() => page.closedWith !== undefined);
    expect([url, page.closedWith]).toEqual([url, 4400]);
  }
});

test('another query keeps a page without a shell, too', async () => {
  const app = await serve((each) => each.page('/people/:id', User));
  const page = await TestPage.open(app, '/people/7?tab=log');
  await page.click('p');
  await page.shows('user 7 log true 2', 'p');
  const node = page.root.querySelector('p');
  await page.visit('/people/7?tab=x');
  expect([page.text('p'), page.root.querySelector('p') === node]).toEqual(['user 7 x true 2', true]);
  await page.visit('/people/8?tab=x');
  expect(page.text('p')).toBe('user 8 x true 1');
});

test('a token that was used shows a page only to who may see it now, with the props of now', async () => {
  let isOpen = true;
  const made = (app: RunningApp['app']): unknown =>
    app
      .page('/guarded', User, {
        guard: () => (isOpen ? undefined : redirect('/in')),
        props: () => ({ params: { id: isOpen ? 'first' : 'never' }, query: {} }),
      })
      .page('/in', A);
  const app = await serve(made, { secret: 'a secret of some length' });
  const page = await TestPage.open(app, '/guarded');
  const copy = await TestPage.fetch(app, '/guarded');
  await copy.connect({ token: page.token });
  expect(copy.viewer?.[2]).toBe(0);
  isOpen = false;
  const late = await TestPage.fetch(app, '/in');
  await late.connect({ token: page.token });
  expect([late.isGone, late.viewer]).toEqual([true, undefined]);
  expect(app.app.gauges().viewers.connected).toBe(2);
});
