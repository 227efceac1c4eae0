import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '../random.ts';
import { compressAssets } from './compress.ts';
import { breakSource } from './faults.ts';
import { runCommand } from './run-command.ts';
import type { Workspace } from './workspace.ts';

/** What the steps of one deployment work with. */
export interface Deployment {
  id: string;
  /** Folder of the site to deploy; not changed. */
  source: string;
  workspace: Workspace;
  random: Random;
  /** Chance that the copied source gets a mistake, 0–1. */
  failureRate: number;
  signal: AbortSignal;
}

/** One stage as people see it, and the work done meanwhile. */
export interface Step {
  /** Percent when the stage begins. */
  progress: number;
  text: string;
  /** Settles when done, after an abort too: nothing goes on behind its back. */
  run: (deployment: Deployment) => Promise<void>;
}

export const steps: readonly Step[] = [
  { progress: 0, text: 'Initializing build environment…', run: copySource },
  { progress: 20, text: 'Installing dependencies…', run: installDependencies },
  { progress: 40, text: 'Building application…', run: bundle },
  {
    progress: 70,
    text: 'Optimizing assets…',
    run: (deployment) => compressAssets(outputOf(deployment), deployment.signal),
  },
  {
    progress: 90,
    text: 'Deploying to production…',
    run: (deployment) => deployment.workspace.publish(deployment.id, outputOf(deployment)),
  },
];

async function copySource({ id, source, workspace, random, failureRate }: Deployment): Promise<void> {
  await workspace.open();
  const folder = workspace.buildDir(id);
  await cp(source, folder, {
    recursive: true,
    filter: (file) => !['node_modules', 'dist'].includes(path.basename(file)),
  });
  if (random() < failureRate) await breakSource(folder, random);
}

async function installDependencies({ id, workspace, signal }: Deployment): Promise<void> {
  // Offline: the site's dependencies are folders beside it, so that a deployment needs no network and is quick.
  const args = ['install', '--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const cache = ['--cache', workspace.cacheDir, '--logs-max=0'];
  await runCommand('npm', [...args, ...cache], { cwd: workspace.buildDir(id), signal });
}

async function bundle({ id, workspace, signal }: Deployment): Promise<void> {
  const script = fileURLToPath(new URL('bundle.mjs', import.meta.url));
  await runCommand(process.execPath, [script], { cwd: workspace.buildDir(id), signal });
}

function outputOf({ id, workspace }: Deployment): string {
  return path.join(workspace.buildDir(id), 'dist');
}
