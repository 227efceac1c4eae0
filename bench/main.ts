import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../scripts/lib/build.mjs';
import { machine } from './lib/machine.ts';
import type { PartOptions, Section } from './lib/part.ts';
import { toText } from './lib/print.ts';

interface Described {
  readonly what: string;
  /** About how long it takes, in seconds. */
  readonly takes: number;
}

const PARTS: Readonly<Record<string, Described>> = {
  card: { what: 'the whole update of the deployment card, beside preact-render-to-string and react-dom', takes: 25 },
  table: { what: '1,000 keyed rows: one cell, prepend, swap, reverse, replace all', takes: 15 },
  delay: { what: 'from the call on the server to the DOM of Chromium, beside bare ws and polling', takes: 80 },
  list: { what: 'a keyed list of 10,000 rows in Chromium, beside preact and react', takes: 300 },
  navigation: { what: 'to another page in place, beside a full load of it', takes: 85 },
  script: { what: 'size of the script that browsers load', takes: 2 },
  loads: { what: 'page loads per second', takes: 25 },
  broadcast: { what: 'an update to 1,000, 5,000 and 10,000 viewers, beside bare ws and Socket.IO', takes: 390 },
  sharing: { what: 'a large page, private parts, and nothing shared, for 10,000 viewers', takes: 310 },
  memory: { what: 'memory per viewer, beside bare ws and Socket.IO', takes: 30 },
  slow: { what: 'viewers that read nothing: memory, what others notice, catching up', takes: 130 },
  reconnect: { what: '10,000 viewers that come back at once', takes: 30 },
  topics: { what: 'publishing to 1, 100 and 10,000 subscribers, beside Socket.IO rooms and bare ws', takes: 235 },
  resume: { what: '20 missed messages of one of 1,000 topics, beside XRANGE of Redis', takes: 30 },
  'topic-memory': { what: 'memory with 100,000 topics of 100 messages', takes: 150 },
  joining: { what: '10,000 chatters who join one topic at once, as clients and as pages', takes: 170 },
  rpc: { what: 'RPC: calls of clients, clients that do not read, 10,000 that poll; beside bare capnweb', takes: 150 },
  soak: { what: 'viewers that come, click, stall, vanish and come back: what remains of them', takes: 90 },
};
const MINUTES = Math.ceil(Object.values(PARTS).reduce((sum, { takes }) => sum + takes, 0) / 60);
const USAGE = `Measures nopal's built package, in production mode. Takes about ${MINUTES} minutes.

  npm run bench                    everything
  npm run bench -- --only card     one part; give it again for another
  npm run bench -- --seconds 600   how long the soak takes; 60 if not given
  npm run bench -- --scale 0.05    the parts about topics and RPC at a share of their size: to try them out, not to compare
  npm run bench -- --help

Parts, and about how many seconds each takes:
${Object.entries(PARTS)
  .map(([name, { what, takes }]) => `  ${name.padEnd(12)} ${String(takes).padStart(4)}  ${what}`)
  .join('\n')}

Prints tables and writes them as JSON into bench/results/.`;

/** A part that takes so many milliseconds longer than it should hangs. */
const PATIENCE_MS = 240_000;

/** Runs a part in a process of its own. */
function run(name: string, options: PartOptions): Promise<readonly Section[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('run-part.ts', import.meta.url)), [name, JSON.stringify(options)], {
      env: { ...process.env, NODE_ENV: 'production', PORT: '' },
      timeout: ((PARTS[name]?.takes ?? 0) + (options.seconds ?? 0)) * 1000 + PATIENCE_MS,
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
    options: {
      only: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      scale: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return console.log(USAGE);
  const chosen = values.only ?? Object.keys(PARTS);
  const unknown = chosen.find((name) => !(name in PARTS));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}".\n\n${USAGE}`);
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds >= 6)) throw new Error(`--seconds takes a number from 6 on.\n\n${USAGE}`);
  const scale = values.scale === undefined ? undefined : Number(values.scale);
  if (scale !== undefined && !(scale > 0 && scale <= 1)) throw new Error(`--scale takes 0 to 1.\n\n${USAGE}`);
  const options: PartOptions = { ...(seconds !== undefined && { seconds }), ...(scale !== undefined && { scale }) };
  if (!(await ensureBuilt())) throw new Error('The package could not be built.');

  const results: Record<string, readonly Section[]> = {};
  console.log(`${machine()}\n`);
  for (const name of chosen) {
    const sections = await run(name, options);
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
