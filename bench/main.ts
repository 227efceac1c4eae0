import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { machine } from './lib/machine.ts';
import type { Section } from './lib/part.ts';
import { toText } from './lib/print.ts';

const PARTS: Readonly<Record<string, string>> = {
  card: 'the whole update of the deployment card, beside preact-render-to-string and react-dom/server',
  table: '1,000 keyed rows: one cell, prepend, swap, reverse, replace all',
  delay: 'from the call on the server to the DOM of Chromium, beside bare ws and polling',
  script: 'size of the script that browsers load',
  loads: 'page loads per second',
};
const USAGE = `Measures nopal's built package, in production mode. Takes about two minutes.

  npm run bench                    everything
  npm run bench -- --only card     one part; give it again for another
  npm run bench -- --help

Parts:
${Object.entries(PARTS)
  .map(([name, what]) => `  ${name.padEnd(8)} ${what}`)
  .join('\n')}

Prints tables and writes them as JSON into bench/results/.`;

/** A part that takes longer than this hangs, in milliseconds. */
const LIMIT_MS = 120_000;

/** Runs a part in a process of its own. */
function run(name: string): Promise<readonly Section[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('run-part.ts', import.meta.url)), [name], {
      env: { ...process.env, NODE_ENV: 'production', PORT: '' },
      timeout: LIMIT_MS,
    });
    let sections: readonly Section[] | undefined;
    child.on('message', (message) => {
      sections = message as readonly Section[];
    });
    child.on('exit', (code, signal) => {
      if (sections === undefined) reject(new Error(`The part "${name}" ended without figures (${signal ?? code}).`));
      else resolve(sections);
    });
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return console.log(USAGE);
  const chosen = values.only ?? Object.keys(PARTS);
  const unknown = chosen.find((name) => !(name in PARTS));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}".\n\n${USAGE}`);
  if (!(await ensureBuilt())) throw new Error('The package could not be built.');

  const results: Record<string, readonly Section[]> = {};
  console.log(`${machine()}\n`);
  for (const name of chosen) {
    const sections = await run(name);
    results[name] = sections;
    console.log(toText(sections));
  }
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  const file = new URL(`${date.replaceAll(':', '-')}.json`, folder);
  writeFileSync(file, JSON.stringify({ date, machine: machine(), results }, null, 2));
  console.log(`Written to ${fileURLToPath(file)}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
