import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

// The linter ignores a pattern that it cannot read without a word, so the borders are proven by breaking them.

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const sources = 'packages/nopal/src';

/** What each folder may import; `types` of the others, or of the public entry. */
const borders: Record<string, { imports: string[]; types?: string[] }> = {
  protocol: { imports: [] },
  push: { imports: [] },
  ui: { imports: ['protocol'] },
  live: { imports: ['protocol', 'push', 'ui'] },
  transport: { imports: ['protocol'] },
  engine: { imports: [], types: ['push', 'live'] },
  bridge: { imports: [], types: ['entry'] },
  server: { imports: ['protocol', 'push', 'ui', 'live', 'transport', 'engine'] },
  rpc: { imports: ['entry'] },
  register: { imports: ['protocol', 'transform'] },
  transform: { imports: ['protocol'] },
  vite: { imports: ['protocol', 'transform'] },
  client: { imports: ['protocol'] },
  'topic-client': { imports: ['protocol'] },
};
const folders = Object.keys(borders);

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'nopal-borders-'));
  cpSync(join(repository, '.oxlintrc.json'), join(checkout, '.oxlintrc.json'));
});

afterEach(() => rmSync(checkout, { recursive: true }));

function write(file: string, code: string): void {
  const path = join(checkout, sources, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** The files, below the source folder, in which the linter finds `rule` broken. */
function findings(rule: string): string[] {
  const manifest = createRequire(import.meta.url).resolve('oxlint/package.json');
  const args = [join(dirname(manifest), 'bin', 'oxlint'), '--format=json', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: checkout, encoding: 'utf8' });
  expect(stderr).toBe('');
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  const found = diagnostics.filter(({ code }) => code.includes(`(${rule})`)).map(({ filename }) => filename);
  return [...new Set(found)].map((file) => file.replace(`${sources}/`, '')).toSorted();
}

const statements: Record<string, (from: string) => string> = {
  value: (from) => `import { thing } from '${from}';\nconsole.log(thing);\n`,
  reexport: (from) => `export * from '${from}';\n`,
  dynamic: (from) => `export const load = () => import('${from}');\n`,
  type: (from) => `import type { Thing } from '${from}';\nexport type Mine = Thing;\n`,
};

test.each(['.', './inner'])('files in <folder>/%s import the folders of their border and no other', (place) => {
  const up = place === '.' ? '..' : '../..';
  const expected: string[] = [];
  for (const from of folders) {
    const targets = folders.filter((to) => to !== from).map((to) => [to, `${up}/${to}/thing.ts`] as const);
    for (const [name, path] of [...targets, ['entry', `${up}/index.ts`], ['self', 'nopal/testing']] as const) {
      for (const [kind, statement] of Object.entries(statements)) {
        const file = join(from, place, `${kind}-${name}.ts`);
        write(file, statement(path));
        const { imports, types = [] } = borders[from] ?? { imports: [] };
        if (!imports.includes(name) && !(kind === 'type' && types.includes(name))) expected.push(file);
      }
    }
  }
  expect(findings('no-restricted-imports')).toEqual(expected.toSorted());
});

test('a folder imports its own files, packages, and Node', () => {
  for (const folder of folders) {
    write(`${folder}/a.ts`, `export * from './b.ts';\nexport * from './inner/c.ts';\nexport * from 'hono';\n`);
    write(`${folder}/inner/c.ts`, `export * from '../b.ts';\nexport * from 'node:path';\n`);
  }
  expect(findings('no-restricted-imports')).toEqual([]);
});

test('tests and entry files import what they like', () => {
  write('ui/a.test.ts', `import '../server/thing.ts';\n`);
  write('index.ts', folders.map((folder) => `export * from './${folder}/thing.ts';\n`).join(''));
  expect(findings('no-restricted-imports')).toEqual([]);
});

test('a type that is imported in place does not slip through', () => {
  write('ui/a.ts', `export type Thing = import('../server/thing.ts').Thing;\n`);
  expect(findings('consistent-type-imports')).toEqual(['ui/a.ts']);
});

test('an import cycle is found, also one of types only', () => {
  write('ui/a.ts', `import type { B } from './b.ts';\nexport interface A {\n  b: B;\n}\n`);
  write('ui/b.ts', `import type { A } from './a.ts';\nexport interface B {\n  a: A;\n}\n`);
  write('ui/c.ts', `export type { A } from './a.ts';\n`);
  expect(findings('no-cycle')).toEqual(['ui/a.ts', 'ui/b.ts']);
});

test('every folder has a border, and none is deeper than the borders reach', () => {
  const real = join(repository, sources);
  const inReal = readdirSync(real, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(real.length + 1)
        .split(/[\\/]/),
    );
  expect(inReal.filter((parts) => parts.length > 2)).toEqual([]);
  expect(folders).toEqual(expect.arrayContaining(inReal.map(([folder]) => folder)));
});
