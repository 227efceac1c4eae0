import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeploymentStatus } from '../status.ts';
import { deploy, type Pause, pauseFor } from './deploy.ts';
import { faults } from './faults.ts';
import type { Deployment } from './steps.ts';
import { Workspace } from './workspace.ts';

// These run the real npm and the real bundler.
vi.setConfig({ testTimeout: 60_000 });

const source = fileURLToPath(new URL('../../sample-site/', import.meta.url));

let root: string;
let deployment: Deployment;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'deploy-'));
  const workspace = new Workspace(path.join(root, 'workspace'));
  const signal = new AbortController().signal;
  deployment = { id: 'abcd1234', source, workspace, random: () => 0, failureRate: 0, signal };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function all(statuses: AsyncIterable<DeploymentStatus>): Promise<DeploymentStatus[]> {
  const list: DeploymentStatus[] = [];
  for await (const status of statuses) list.push(status);
  return list;
}

const building = [
  [0, 'Initializing build environment…'],
  [20, 'Installing dependencies…'],
  [40, 'Building application…'],
  [70, 'Optimizing assets…'],
  [90, 'Deploying to production…'],
] as const;

test('a deployment shows every stage and publishes a complete, compressed site', async () => {
  const statuses = await all(deploy(deployment, pauseFor(0)));

  const started = { id: 'abcd1234', siteName: 'Prickly Pear Café', startedAt: expect.any(String) };
  expect(statuses).toEqual([
    ...building.map(([progress, currentStage]) => ({ ...started, status: 'Building', progress, currentStage })),
    {
      ...started,
      status: 'Published',
      progress: 100,
      currentStage: 'Live',
      liveUrl: '/sites/abcd1234/',
      completedAt: expect.any(String),
    },
  ]);

  const site = deployment.workspace.siteDir('abcd1234');
  const html = await readFile(path.join(site, 'index.html'), 'utf8');
  expect(html).toContain('Prickly Pear Café');
  const assets = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => path.join(site, file ?? ''));
  expect(assets.map((file) => path.extname(file)).toSorted()).toEqual(['.css', '.js', '.svg', '.svg']);
  for (const asset of assets) {
    const content = await readFile(asset);
    expect(brotliDecompressSync(await readFile(`${asset}.br`))).toEqual(content);
  }
  const script = await readFile(assets.find((file) => file.endsWith('.js')) ?? '', 'utf8');
  expect(script, 'the local dependency is in the bundle').toContain('Nopal salad');
});

test.each([
  ['a renamed export', 0, ['[MISSING_EXPORT] "menu" is not exported by "packages/menu/index.ts"', 'src/main.ts:1:10']],
  ['a wrong file name', 1, ["[UNRESOLVED_IMPORT] Could not resolve './opening-hours.ts'", 'src/main.ts:2:29']],
  ['a lost bracket', 2, ['Expected `}` but found `EOF`', 'src/menu-list.ts']],
])("%s fails with the bundler's own words", async (_, fault, texts) => {
  const draws = [0.1, (fault + 0.5) / faults.length];
  const broken = { ...deployment, failureRate: 0.2, random: () => draws.shift() ?? 0 };
  const statuses = await all(deploy(broken, pauseFor(0)));

  expect(statuses.map(({ status, progress }) => [status, progress])).toEqual([
    ['Building', 0],
    ['Building', 20],
    ['Building', 40],
    ['Failed', 40],
  ]);
  const failed = statuses.at(-1);
  expect(failed).toMatchObject({ currentStage: 'Building application…', completedAt: expect.any(String) });
  for (const text of texts) expect(failed?.error).toContain(text);
  expect(failed?.error?.split('\n').length).toBeGreaterThan(5);
  expect(failed?.error, 'no colours, no paths of this machine').not.toMatch(/\u001b|node_modules|\/tmp\//);
  expect(await readdir(deployment.workspace.sitesDir), 'nothing is published').toEqual([]);
});

test('a stage stays until its time is over, however quick the work', async () => {
  const ends: (() => void)[] = [];
  const pause: Pause = () => new Promise<void>((resolve) => ends.push(resolve));
  const seen: number[] = [];
  const done = (async () => {
    for await (const { progress } of deploy(deployment, pause)) seen.push(progress);
  })();
  for (const [index, [progress]] of building.entries()) {
    await vi.waitFor(() => expect(ends.length).toBe(index + 1), { timeout: 20_000 });
    expect(seen.at(-1)).toBe(progress);
    ends[index]?.();
  }
  await done;
  expect(seen).toEqual([0, 20, 40, 70, 90, 100]);
});

test('an abort in the middle kills what runs, then ends without another status', async () => {
  // A site whose installation hangs, and says who it is.
  const hanging = path.join(root, 'hanging-site');
  const pidFile = path.join(root, 'pid');
  await cp(source, hanging, { recursive: true });
  const manifest = JSON.parse(await readFile(path.join(hanging, 'package.json'), 'utf8')) as object;
  const scripts = { postinstall: 'node hang.cjs' };
  await writeFile(path.join(hanging, 'package.json'), JSON.stringify({ ...manifest, scripts }));
  await writeFile(
    path.join(hanging, 'hang.cjs'),
    `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000);`,
  );

  const controller = new AbortController();
  const aborted = { ...deployment, source: hanging, signal: controller.signal };
  const statuses = all(deploy(aborted, pauseFor(0)));
  const pid = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')) || expect.fail('not there yet'), {
    timeout: 20_000,
  });
  controller.abort();
  expect((await statuses).at(-1)).toMatchObject({ status: 'Building', progress: 20 });
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 });
});

test('an abort while a stage is only being shown ends it at once', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  for await (const { progress } of deploy({ ...deployment, signal: controller.signal }, pauseFor(3_600_000))) {
    seen.push(progress);
    controller.abort();
  }
  expect(seen).toEqual([0]);
});

test('whatever else goes wrong is shown as a failure too', async () => {
  const statuses = await all(deploy({ ...deployment, source: path.join(root, 'nowhere') }, pauseFor(0)));
  expect(statuses.at(-1)).toMatchObject({ status: 'Failed', progress: 0, error: expect.stringContaining('ENOENT') });
});
