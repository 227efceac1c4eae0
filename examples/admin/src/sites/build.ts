import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compressAssets } from 'deployment-monitor/compress';
import { CommandFailed, runCommand } from 'deployment-monitor/run-command';

/** The bundler runs in a process of its own: see the file. */
const bundler = createRequire(import.meta.url).resolve('deployment-monitor/bundle');

export interface Build {
  /** Folder of the site's source; not changed. */
  source: string;
  /** An empty folder to work in. */
  folder: string;
  /** Puts a mistake into the copied source, one that people make: then the bundler fails for real. */
  breakIt: boolean;
  signal: AbortSignal;
}

/**
 * Builds a site.
 *
 * @param onStage told what begins; the work goes on when its promise resolves.
 * @returns the folder with the result.
 * @throws {BuildFailed} with what the failing tool printed; the signal's reason when aborted.
 */
export async function buildSite(build: Build, onStage: (stage: string) => Promise<void>): Promise<string> {
  const { source, folder, breakIt, signal } = build;
  const built = path.join(folder, 'dist');
  await onStage('Copying the source');
  await cp(source, folder, { recursive: true });
  await writeFile(path.join(folder, 'built-at.js'), `export const builtAt = '${new Date().toISOString()}';\n`);
  if (breakIt) await misspellImport(path.join(folder, 'main.js'));
  await onStage('Bundling');
  try {
    await runCommand(process.execPath, [bundler], { cwd: folder, signal });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new BuildFailed(error.output || error.message, { cause: error });
  }
  await onStage('Compressing');
  await compressAssets(built, signal);
  return built;
}

/** The site's source is wrong. The message is for its author. */
export class BuildFailed extends Error {
  readonly code = 'ERR_BUILD_FAILED';
  override readonly name = 'BuildFailed';
}

async function misspellImport(file: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const wrong = source.replace("'./items.js'", "'./itmes.js'");
  if (wrong === source) throw new Error(`${file} does not import './items.js', which was to be misspelled.`);
  await writeFile(file, wrong);
}
