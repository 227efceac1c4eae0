import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'oxc-transform';
import { createFolder } from './folder.ts';

/** An application in a temporary folder, with the loader built from these sources beside a stub of nopal's runtime. */
export interface Project {
  readonly folder: string;
  /** Runs `node --import <nopal>/register <file>` in the folder. */
  run(file: string, environment?: Readonly<Record<string, string>>): Promise<Run>;
  remove(): void;
}

/** How a run ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** In the stub a state is its value and its full key, JSX is nested arrays, and what was stamped and rendered can be read. */
const STUB = {
  'index.js': `import { scopes } from './names.js';
    export { stamps } from './names.js';
    export const useState = (value, options) => [value, options && [...scopes, options.key].join('.')];`,
  'names.js': `export const scopes = [], stamps = [];
    export const enterHook = (name) => void scopes.push(name);
    export const leaveHook = (entered, value) => (scopes.pop(), value);
    export const stampComponent = (component, ...rest) => void stamps.push(rest);`,
  'jsx-runtime.js': `export const rendered = [];
    export const jsx = (type, props) => (rendered.push(type), typeof type === 'function' ? type(props) : [type, props.children]);
    export const jsxs = jsx, jsxDEV = jsx, Fragment = (props) => props.children;`,
};

const EXPORTS = {
  '.': './dist/index.js',
  './names': './dist/names.js',
  './jsx-runtime': './dist/jsx-runtime.js',
  './jsx-dev-runtime': './dist/jsx-runtime.js',
  './register': './dist/register.js',
};

/**
 * Creates a project.
 *
 * @param files path → content; a package.json named `my-app` is added if missing
 * @param options `installedAs`: the name under which nopal is installed; `links`: path → folder that it links to
 */
export function createProject(
  files: Readonly<Record<string, string>>,
  { installedAs = 'nopal', links = {} }: { installedAs?: string; links?: Readonly<Record<string, string>> } = {},
): Project {
  const nopal = `node_modules/${installedAs}`;
  const { folder, remove } = createFolder({
    'package.json': JSON.stringify({ name: 'my-app', type: 'module' }),
    [`${nopal}/package.json`]: JSON.stringify({ name: 'nopal', type: 'module', exports: EXPORTS }),
    ...Object.fromEntries(
      [...Object.entries(STUB), ...builtLoader()].map(([file, content]) => [`${nopal}/dist/${file}`, content]),
    ),
    ...files,
  });
  const link = (path: string, target: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path), 'junction');
  };
  for (const name of ['oxc-parser', 'oxc-transform', 'magic-string']) link(`node_modules/${name}`, packageFolder(name));

  for (const [path, target] of Object.entries(links)) link(path, join(folder, target));

  return {
    folder,
    run: (file, environment) =>
      new Promise((done) => {
        const env = { ...process.env, NODE_OPTIONS: '', NOPAL_ALIAS: '', ...environment };
        const args = ['--import', `${installedAs}/register`, file];
        const child = execFile(process.execPath, args, { cwd: folder, env }, (_error, stdout, stderr) =>
          done({ code: child.exitCode, stdout, stderr }),
        );
      }),
    remove,
  };
}

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

/** The loader as the package's build would emit it, so that what is tested is never an older build. */
function builtLoader(): [string, string][] {
  const inFolder = (name: string): string[] => readdirSync(join(SOURCES, name)).map((file) => `${name}/${file}`);
  const files = ['register.ts', 'protocol/error.ts', ...inFolder('register'), ...inFolder('transform')];
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => {
      const source = readFileSync(join(SOURCES, file), 'utf8');
      const { code } = transformSync(basename(file), source, { typescript: { rewriteImportExtensions: 'rewrite' } });
      return [file.replace(/\.ts$/, '.js'), code];
    });
}

function packageFolder(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const marker = join('node_modules', name);
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}
