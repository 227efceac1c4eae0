import { afterEach, expect, test } from 'vitest';
import { type Project, createProject } from '../test/register/project.ts';

const projects: Project[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function project(...args: Parameters<typeof createProject>): Project {
  const created = createProject(...args);
  projects.push(created);
  return created;
}

const CARD = `
import { useState } from 'nopal';
function useField(initial: number) { const [value, key] = useState(initial); return key }
export function Card() {
  const [status, key] = useState<string>('😀');
  const field = useField(1);
  return <p>{key} {field}</p>;
}`;

test('a TSX server runs, with names and the ids of its modules', async () => {
  const { run } = project({
    'server.tsx': `import { stamps } from 'nopal';\nimport { Card } from './ui/Card.tsx';\nconsole.log(JSON.stringify([<Card/>, stamps]))`,
    'ui/Card.tsx': CARD,
  });
  const { stdout, stderr } = await run('server.tsx');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    ['p', ['status', ' ', 'field.value']],
    [['my-app/ui/Card.tsx', 'Card', ['status']]],
  ]);
});

test('an error shows the line of the source, in its stack and where it ends the process', async () => {
  const { run, folder } = project({
    'server.tsx': `interface Gone {\n  a: string\n}\nimport { fail } from './fail.js';\ntype Also = Gone;\n\ntry { fail(<p>hi</p>) } catch (error) { console.log(error.stack) }\nfail(null);`,
    'fail.ts': `export enum Stage { One }\n\nexport function fail(value: unknown): never {\n  throw new Error('broken');\n}`,
  });
  const { code, stdout, stderr } = await run('server.tsx');
  expect(stdout).toContain(`${folder}/fail.ts:4:9`);
  expect(stdout).toMatch(/server\.tsx:7:\d+/);
  expect(stderr).toMatch(/fail\.ts:4\n.*throw new Error\('broken'\)/s);
  expect(stderr).toMatch(/server\.tsx:8:1\b/);
  expect(code).toBe(1);
});

test('imports find the source behind a missing .js, without extension, and of a folder; what exists wins', async () => {
  const { run } = project({
    'server.ts': `const all = await Promise.all(['./a.js', './b.js?x=1', './c.mjs', './d', './e', './e/', './f.js', './g.test'].map((name) => import(name)));
      console.log(all.map((module) => module.default).join())`,
    'a.ts': 'export default "a" satisfies string',
    'b.tsx': 'export default "b" as string',
    'c.mts': 'export default "c"!',
    'd.jsx': 'export default <>d</>',
    'e/index.ts': 'export default "e" satisfies string',
    'f.ts': 'export default "wrong" satisfies string',
    'f.js': 'export default "f"',
    'g.test.ts': 'export default "g" satisfies string',
  });
  expect(await run('server.ts')).toEqual({ code: 0, stdout: 'a,b,c,d,e,e,f,g\n', stderr: '' });
});

test('what is not there stays Node’s own error', async () => {
  const { run } = project({ 'a.ts': `import './missing.js'`, 'b.ts': `import 'not-installed'` });
  expect((await run('a.ts')).stderr).toMatch(/ERR_MODULE_NOT_FOUND/);
  expect((await run('b.ts')).stderr).toMatch(/Cannot find package 'not-installed'/);
});

test('a source that does not parse is shown with file, line and place', async () => {
  const { run } = project({ 'server.ts': `import './broken.ts'`, 'broken.ts': 'const a = 1;\nconst b = ;\n' });
  expect((await run('server.ts')).stderr).toMatch(
    /SyntaxError.*broken\.ts: Unexpected token.*broken\.ts:2:11.*const b = ;/s,
  );
});

test('a linked package’s sources are compiled, an installed package’s JavaScript is left alone', async () => {
  const { run } = project(
    {
      'server.ts': `import { stamps } from 'nopal'; import { Card } from 'ui'; import { Plain } from 'plain'; console.log(JSON.stringify([Card(), Plain.name, stamps]))`,
      'packages/ui/package.json': JSON.stringify({ name: 'ui', type: 'module', exports: './src/index.js' }),
      'packages/ui/src/index.tsx': CARD,
      'node_modules/plain/package.json': JSON.stringify({ name: 'plain', type: 'module', exports: './index.js' }),
      'node_modules/plain/index.js': 'export function Plain() {}',
    },
    { links: { 'node_modules/ui': 'packages/ui' } },
  );
  const { stdout, stderr } = await run('server.ts');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([
    ['p', ['status', ' ', 'field.value']],
    'Plain',
    [['ui/src/index.tsx', 'Card', ['status']]],
  ]);
});

const FOREIGN = {
  'server.tsx': `import { useState as own } from 'nopal';
    import { useState } from '@other/core';
    import { scopes } from '@other/core/names';
    const Card = () => { const [status, key] = useState(0); return <b>{key}</b> };
    console.log(JSON.stringify([<Card/>, useState === own, scopes]))`,
  // What tsc --init writes: comments and trailing commas.
  'tsconfig.json':
    '{ "extends": ["./missing.json", "./base"], /* "jsxImportSource": "no" */ "compilerOptions": { "strict": true, }, }',
  'base.json': '// base\n{ "compilerOptions": { "jsxImportSource": "@other/core" } }',
};

test.each([
  [
    'package.json',
    { 'package.json': JSON.stringify({ name: 'my-app', nopal: { alias: ['@other/core'] } }) },
    undefined,
  ],
  ['the environment', {}, { NOPAL_ALIAS: '@x/y, @other/core' }],
])(
  'a component of another package’s hooks and JSX runs unmodified by an alias in %s',
  async (_, files, environment) => {
    const { stdout, stderr } = await project({ ...FOREIGN, ...files }).run('server.tsx', environment);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([['b', 'status'], true, []]);
  },
);

test('so it does where nopal is installed under that package’s name', async () => {
  const { 'server.tsx': server } = FOREIGN;
  const { stdout, stderr } = await project({ 'server.tsx': server }, { installedAs: '@other/core' }).run('server.tsx');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([['b', 'status'], true, []]);
});

test('an alias finds this nopal whatever its folder is called', async () => {
  const source = `import { useState } from '@third/core'; import { useState as own } from '@other/core'; console.log(useState === own)`;
  const { run } = project({ 'server.ts': source }, { installedAs: '@other/core' });
  expect(await run('server.ts', { NOPAL_ALIAS: '@third/core' })).toEqual({ code: 0, stdout: 'true\n', stderr: '' });
});

test('a malformed alias stops the start with what to write instead', async () => {
  const { run } = project({ 'server.ts': 'console.log("ran")' });
  const { code, stdout, stderr } = await run('server.ts', { NOPAL_ALIAS: './core' });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/NOPAL_ALIAS contains "\.\/core", which is not the name of a package.*\[alias-config\]/);
});

test('worker threads load TypeScript too', async () => {
  const { run } = project({
    'server.ts': `import { Worker } from 'node:worker_threads';\nnew Worker(new URL('./worker.ts', import.meta.url));`,
    'worker.ts': `import { parentPort } from 'node:worker_threads';\nconst text: string = 'from the worker';\nconsole.log(text, parentPort !== null);`,
  });
  expect(await run('server.ts')).toEqual({ code: 0, stdout: 'from the worker true\n', stderr: '' });
});
