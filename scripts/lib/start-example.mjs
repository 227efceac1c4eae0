import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { runNode } from './run.mjs';

/**
 * Prepares the checkout and runs an example as `npm start -w examples/<name>` does, but as one process below this one:
 * without npm between, a signal arrives once and the exit code is the example's own.
 * @param {string} name folder below `examples`
 * @param {readonly string[]} args handed to the example
 */
export async function startExample(name, args) {
  const ready = (await ensureInstalled()) && (await ensureBuilt());
  if (ready) {
    process.exitCode = await runNode([...startArguments(name), ...args], { cwd: folderOf(name), goOn: true });
  } else {
    process.exitCode = 1;
  }
}

/** @param {string} name */
const folderOf = (name) => join(root, 'examples', name);

/**
 * The arguments of Node in an example's start script, which is `node` (or `exec node`) and plain words.
 * @param {string} name
 */
function startArguments(name) {
  const file = join(folderOf(name), 'package.json');
  /** @type {{ scripts?: { start?: string } }} */
  const { scripts } = JSON.parse(readFileSync(file, 'utf8'));
  const [program, ...args] = scripts?.start?.replace(/^exec /, '').split(' ') ?? [];
  if (program !== 'node') throw new Error(`The start script in ${file} must be "node …", it is "${scripts?.start}".`);
  return args;
}
