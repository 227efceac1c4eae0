import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SiteDeployments } from './site-deployments.ts';
import { siteRoutes } from './site-routes.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sites-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens the deployments as a process does that starts, and runs them until the returned function is called. */
async function start() {
  const deployments = new SiteDeployments();
  await deployments.open(folder);
  const stop = new AbortController();
  const failures: string[] = [];
  const running = deployments.run(stop.signal, 0, {
    changed: () => undefined,
    failed: (site, entry) => failures.push(`${site.title}: ${entry.error}`),
    problem: (error) => failures.push(String(error)),
  });
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  const bakery = () => deployments.views.find(({ name }) => name === 'bakery');
  const idle = () => vi.waitFor(() => expect(deployments.running).toBe(0), { timeout: 30_000, interval: 20 });
  const app: Hono = new Hono();
  app.get('/versions/*', async (c) => {
    const file = c.req.path.slice('/versions'.length).replace(/\/$/, '/index.html');
    return c.body(await readFile(path.join(deployments.versionsFolder, file)));
  });
  app.route(
    '/sites',
    siteRoutes(deployments, '/versions', (request) => app.fetch(request)),
  );
  const scriptOf = async (address: string): Promise<string | undefined> => {
    const html = await (await app.request(address)).text();
    return /assets\/[\w-]+\.js/.exec(html)?.[0];
  };
  return { deployments, failures, end, bakery, idle, app, scriptOf };
}

test('sites are really built and served; a failure leaves what is live; rollback switches it, also after a restart', async () => {
  const first = await start();
  expect((await first.app.request('/sites/bakery/')).status).toBe(404);

  expect(first.deployments.deploy('bakery', 'Amina', false)).toBeUndefined();
  expect(first.deployments.deploy('bakery', 'Boris', false), 'while one runs').toContain('already');
  expect(first.deployments.deploy('brewery', 'Boris', false)).toContain('no site');
  await first.idle();
  const oldVersion = first.bakery()?.live as string;
  expect((await first.app.request('/sites/bakery')).headers.get('location')).toMatch(/\/sites\/bakery\/$/);
  const oldScript = await first.scriptOf('/sites/bakery/');
  expect(oldScript).toBeDefined();

  first.deployments.deploy('bakery', 'Amina', true);
  await first.idle();
  expect(first.failures).toEqual([expect.stringMatching(/^Crumb & Crust: [\s\S]*itmes\.js/)]);
  expect(first.bakery()?.entries[0]).toMatchObject({ status: 'failed', stage: 'Bundling' });
  expect(await first.scriptOf('/sites/bakery/')).toBe(oldScript);

  first.deployments.deploy('bakery', 'Amina', false);
  await first.idle();
  const newScript = await first.scriptOf('/sites/bakery/');
  expect(newScript).not.toBe(oldScript);
  const script = await first.app.request(`/sites/bakery/${newScript}`);
  expect([script.status, await script.text()]).toEqual([200, expect.stringContaining('Plum cake')]);
  await first.end();

  const second = await start();
  expect(second.bakery()?.entries.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded']);
  expect(await second.scriptOf('/sites/bakery/')).toBe(newScript);
  expect(second.deployments.rollBack('bakery', oldVersion, 'Chen')).toBe(true);
  expect(second.deployments.rollBack('bakery', oldVersion, 'Chen'), 'it is live already').toBe(false);
  expect(await second.scriptOf('/sites/bakery/')).toBe(oldScript);
  await second.end();

  const third = await start();
  expect(await third.scriptOf('/sites/bakery/')).toBe(oldScript);
  expect(await readdir(path.join(folder, 'sites'))).toEqual(['versions']);
  await third.end();
});

test('a deployment that the server’s end cut off is noted at the next start', async () => {
  const first = await start();
  first.deployments.deploy('library', 'Amina', false);
  await vi.waitFor(() => expect(first.deployments.views[1]?.entries[0]?.stage).toBe('Bundling'));
  await first.end();
  expect(first.failures).toEqual([]);
  const second = await start();
  expect(second.deployments.views[1]?.entries[0]).toMatchObject({ status: 'failed', stage: 'Bundling' });
  expect(second.deployments.running).toBe(0);
  await second.end();
  expect(await readFile(path.join(folder, 'site-history.json'), 'utf8')).toContain('"failed"');
});
