// Builds what is published: the modules and their types, and the one script that browsers load.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const src = join(here, 'src');
const dist = join(here, 'dist');
const client = join(src, 'client', 'main.ts');
const served = join(dist, 'browser');

removeOrphans();
compile();
if (existsSync(client)) await bundle();

/** tsc leaves the output of sources that were renamed or deleted; an import of it would still work, here only. */
function removeOrphans() {
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = relative(dist, join(entry.parentPath ?? entry.path, entry.name));
    const module = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(path)?.[1];
    if (!entry.isFile() || module === undefined || path.startsWith(`browser${sep}`)) continue;
    if (!['.ts', '.tsx'].some((extension) => existsSync(join(src, module + extension)))) rmSync(join(dist, path));
  }
}

function compile() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const projects = ['tsconfig.server.json', ...(existsSync(client) ? ['tsconfig.client.json'] : [])];
  const { status } = spawnSync(process.execPath, [tsc, '-b', ...projects], { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function bundle() {
  const build = await rolldown({
    input: client,
    platform: 'browser',
    transform: { target: 'es2022' },
    // what a visitor loads has nothing beside it: an import left in it would be a request that fails
    onLog(level, log, pass) {
      pass(level === 'warn' ? 'error' : level, log);
    },
  });
  // Names with a hash of the content, so that browsers may keep what they loaded for good. They are part of what is
  // counted in bytes, and as good as random: that is why they are short.
  const { output } = await build.generate({
    format: 'esm',
    minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
    comments: false,
    sourcemap: 'hidden',
    hashCharacters: 'base36',
    entryFileNames: 'client-[hash:6].js',
    chunkFileNames: '[name]-[hash:6].js',
  });
  await build.close();
  rmSync(served, { recursive: true, force: true });
  mkdirSync(served, { recursive: true });
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue;
    if (chunk.imports.length > 0) throw new Error(`${chunk.fileName} would load ${chunk.imports.join(', ')} first.`);
    writeFileSync(join(served, chunk.fileName), chunk.code);
    // the map is for people with the package at hand; the served file does not point at it, so nobody downloads it
    if (chunk.map) writeFileSync(join(served, `${chunk.fileName}.map`), chunk.map.toString());
    report(chunk.fileName, Buffer.from(chunk.code));
  }
}

/**
 * @param {string} name
 * @param {Buffer} script
 */
function report(name, script) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const sizes = {
    raw: script.length,
    gzip: gzipSync(script, { level: 9 }).length,
    brotli: brotliCompressSync(script, quality).length,
  };
  const figures = Object.entries(sizes).map(([name, bytes]) => `${bytes.toLocaleString('en')} ${name}`);
  console.log(`${relative(here, join(served, name))}: bytes ${figures.join(', ')}`);
}
