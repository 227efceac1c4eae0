import { afterEach, expect, test } from 'vitest';
import { type InlineConfig, type PluginOption, build, createServer } from 'vite';
import { type Project, createProject } from '../test/register/project.ts';
import { installedName, nopal } from './vite.ts';

const projects: Project[] = [];
afterEach(() => projects.splice(0).forEach((project) => project.remove()));

function project(...args: Parameters<typeof createProject>): Project {
  const created = createProject(...args);
  projects.push(created);
  return created;
}

/** The configuration of these tests: nothing read, watched or listened to. */
function config({ folder }: Project, plugin: PluginOption, more: InlineConfig = {}): InlineConfig {
  const server = { middlewareMode: true, ws: false, watch: null } as const;
  return { root: folder, configFile: false, logLevel: 'silent', appType: 'custom', server, plugins: [plugin], ...more };
}

/** Runs a module as Vite's development server runs modules on the server. */
async function run(app: Project, plugin: PluginOption, more?: InlineConfig): Promise<Record<string, unknown>> {
  const server = await createServer(config(app, plugin, more));
  try {
    return await server.ssrLoadModule('/main.tsx');
  } finally {
    await server.close();
  }
}

/** Imports as the application's own process does: Vitest leaves data: URLs to Node. */
async function nativeImport(file: string): Promise<Record<string, unknown>> {
  return (await import(/* @vite-ignore */ `data:text/javascript,export * from "file://${file}"`)) as Record<
    string,
    unknown
  >;
}

const CARD = `
const useField = (initial) => { const [value, key] = useState(initial); return key };
export const Card = () => {
  const [status, key] = useState<string>('😀');
  const field = useField(1);
  return <p>{key} {field}</p>;
};`;

test('states and components have their names on Vite’s server', async () => {
  const app = project({
    'main.tsx': `import { stamps, useState } from 'nopal';${CARD}export const html = <Card/>; export { stamps };`,
  });
  expect(await run(app, nopal())).toMatchObject({
    html: ['p', ['status', ' ', 'field.value']],
    stamps: [['my-app/main.tsx', 'Card', ['status']]],
  });
});

test('an aliased package is nopal, one instance of it, in its JSX too', async () => {
  const app = project({
    'main.tsx': `/** @jsxImportSource @other/core */
      import { useState as own } from 'nopal';
      import { useState } from '@other/core';
      import * as names from '@other/core/names';
      ${CARD}
      export const html = <Card/>, same = useState === own, scopes = names.scopes;`,
  });
  expect(await run(app, nopal({ alias: ['@other/core'] }))).toMatchObject({
    html: ['p', ['status', ' ', 'field.value']],
    same: true,
    scopes: [],
  });
});

test.each([
  ['installed', {}],
  ['linked', { installedAs: '../packages/nopal', links: { 'node_modules/nopal': 'packages/nopal' } }],
])('pages on the development server share the hooks of the process around it: nopal %s', async (_, options) => {
  const source = `/** @jsxImportSource @other/core */
    export { useState as own } from 'nopal';
    export { useState as other } from '@other/core';
    export const Card = () => <p>hi</p>;
    Card();`;
  const app = project({ 'main.tsx': source }, options);
  const own = await run(app, nopal({ alias: ['@other/core'] }));
  const native = await nativeImport(`${app.folder}/node_modules/nopal/dist/index.js`);
  const { rendered } = await nativeImport(`${app.folder}/node_modules/nopal/dist/jsx-runtime.js`);
  expect(own['own']).toBe(native['useState']);
  expect(own['other']).toBe(native['useState']);
  expect(native['stamps']).toEqual([['my-app/main.tsx', 'Card', []]]);
  expect(rendered).toEqual(['p']);
});

test('the package.json that configures the loader’s aliases configures Vite’s', async () => {
  const app = project({
    'package.json': JSON.stringify({ name: 'my-app', type: 'module', nopal: { alias: ['@other/core'] } }),
    'main.tsx': `import { useState } from '@other/core'; export const [state, key] = useState(0); const f = () => { const [a, k] = useState(1); return k }; export const inner = f();`,
  });
  expect(await run(app, nopal())).toMatchObject({ inner: 'a' });
});

test('a bundle has the names too, and only what is not installed is named', async () => {
  const app = project({
    'main.tsx': `import { useState } from 'nopal'; import { Plain } from 'plain';${CARD}console.log(<Card/>, Plain)`,
    'node_modules/plain/package.json': JSON.stringify({ name: 'plain', type: 'module', exports: './index.jsx' }),
    'node_modules/plain/index.jsx': 'export function Plain() { return 1 }',
  });
  const ssr = { ssr: 'main.tsx', write: false, minify: false, rolldownOptions: { external: /^nopal/ } };
  const result = await build(config(app, nopal(), { build: ssr, ssr: { noExternal: ['plain'] } }));
  const output = 'output' in result ? result.output[0].code : '';
  expect(output).toMatch(/\{ key: ["`]status["`] \}/);
  expect(output).toMatch(/\(Card, ["`]my-app\/main\.tsx["`], ["`]Card["`], \[["`]status["`]\]\)/);
  expect(output).toContain('function Plain()');
  expect(output).not.toContain('(Plain, ');
});

test('a JSX runtime that the configuration names stands', async () => {
  const app = project({
    'main.tsx': `export const html = <p>hi</p>`,
    'jsx/jsx-runtime.js': 'export const jsx = () => "own"',
    'jsx/jsx-dev-runtime.js': 'export const jsxDEV = () => "own"',
  });
  const oxc = { jsx: { runtime: 'automatic', importSource: `${app.folder}/jsx` } } as const;
  const alias = [{ find: /^(.*\/jsx\/jsx-(?:dev-)?runtime)$/, replacement: '$1.js' }];
  expect(await run(app, nopal(), { oxc, resolve: { alias } })).toMatchObject({ html: 'own' });
});

test('a malformed alias is refused at once', () => {
  expect(() => nopal({ alias: ['./core'] })).toThrow(
    /"alias" of the Vite plugin nopal\(\) contains "\.\/core".*\[alias-config\]/,
  );
});

test.each([
  ['file:///app/node_modules/nopal/dist/vite.js', 'nopal'],
  ['file:///app/node_modules/@other/core/dist/vite.js', '@other/core'],
  ['file:///app/node_modules/.pnpm/nopal@1/node_modules/nopal/dist/vite.js', 'nopal'],
  ['file:///srv/packages/nopal/dist/vite.js', 'nopal'],
])('%s was installed as %s', (url, name) => {
  expect(installedName(url)).toBe(name);
});
