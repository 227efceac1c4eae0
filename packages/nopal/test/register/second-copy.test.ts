import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolder } from './folder.ts';

// A component as somebody else wrote it, against another package with the same hooks: nothing in it is changed.
const CARD = `/** @jsxImportSource @other/core */
import { createContext, useContext, useState } from '@other/core';

interface Status { kind: 'Idle' | 'Building'; at?: string }

const Theme = createContext('light');

function label(kind: Status['kind']) {
  switch (kind) {
    case 'Idle': return '😴 Idle';
    default: return '🚧 Building';
  }
}

function Inner() { return <i>{useContext(Theme)}</i>; }

export function Card() {
  const [status] = useState<Status>({ kind: 'Idle' });
  return (
    <Theme.Provider value="dark">
      <div style={{ width: \`\${10 + 5}%\` }}>
        {/* what it does */}
        {label(status.kind)}
        {status.at ? (status.kind === 'Building' ? new Date(status.at).toLocaleTimeString('en', { timeZone: 'UTC' }) : 'late') : null}
        <Inner />
      </div>
    </Theme.Provider>
  );
}
`;

const SERVER = `import { createApp } from 'nopal';
import { Card } from './Card.tsx';

const app = createApp();
app.page('/', Card);
const { url } = await app.listen({ port: 0, signals: false });
const show = async () => /<div id="nopal">(.*?)<template/.exec(await (await fetch(url)).text())[1];
console.log(await show());
console.log(app.updater.broadcastStateUpdate('status', { kind: 'Building', at: '2026-01-01T12:00:00Z' }, { retain: true }));
console.log(await show());
await app.close();
`;

const nopal = fileURLToPath(new URL('../..', import.meta.url));
const modules = join(nopal, '../../node_modules');
const { folder, remove } = createFolder({
  'package.json': JSON.stringify({ name: 'my-app', type: 'module' }),
  'Card.tsx': CARD,
  'server.tsx': SERVER,
});

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules/@other'), { recursive: true });
  for (const name of readdirSync(modules).filter((each) => !each.startsWith('.') && each !== 'nopal')) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  }
  copyPackage('node_modules/nopal');
});

afterAll(remove);

function copyPackage(to: string): void {
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  for (const part of ['package.json', 'dist']) cpSync(join(nopal, part), join(folder, to, part), { recursive: true });
}

async function run(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'nopal/register', 'server.tsx'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NOPAL_LOG: 'silent', ...environment },
  });
  return stdout.trim().split('\n');
}

const EXPECTED = [
  '<div style="width:15%">😴 Idle<i>dark</i></div></div>',
  '1',
  '<div style="width:15%">🚧 Building12:00:00 PM<i>dark</i></div></div>',
];

test("a component of another package's hooks runs unmodified once that name is aliased in the loader", async () => {
  expect((await run({ NOPAL_ALIAS: '@other/core' })).map((line) => line.replaceAll(' ', ' '))).toEqual(EXPECTED);
});

test('and when nopal is installed a second time under that name', async () => {
  copyPackage('node_modules/@other/core');
  expect((await run({})).map((line) => line.replaceAll(' ', ' '))).toEqual(EXPECTED);
});
