import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kept, Workspace } from './workspace.ts';

let root: string;
let workspace: Workspace;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'workspace-'));
  workspace = new Workspace(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Makes a folder with a file in it, changed at `second`. */
async function makeFolder(folder: string, second: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'index.html'), 'hello');
  await utimes(folder, second, second);
}

test('a fresh one can be served before anything is published', async () => {
  await workspace.open();
  expect(await readdir(workspace.sitesDir)).toEqual([]);
});

test('it never grows beyond the last few builds and sites', async () => {
  for (let second = 1; second <= 12; second += 1) {
    await workspace.open();
    await makeFolder(workspace.buildDir(`build-${second}`), second);
    await makeFolder(workspace.siteDir(`site-${second}`), second);
  }
  expect(kept).toEqual({ builds: 3, sites: 5 });
  expect((await readdir(path.join(root, 'builds'))).toSorted()).toEqual(['build-10', 'build-11', 'build-12']);
  expect((await readdir(workspace.sitesDir)).toSorted()).toEqual(['site-10', 'site-11', 'site-12', 'site-8', 'site-9']);
});

test('publishing moves the whole folder', async () => {
  await workspace.open();
  const folder = path.join(workspace.buildDir('a'), 'dist');
  await makeFolder(folder, 1);
  await workspace.publish('a', folder);
  expect(await readdir(workspace.siteDir('a'))).toEqual(['index.html']);
  expect(await readdir(workspace.buildDir('a'))).toEqual([]);
});
