import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/paths.mjs';
import { findPrivateFolders, makePrivateFolder } from '../lib/private-folder.mjs';

// @sparticuz/chromium carries a headless shell for Linux on x64, with the libraries that a bare system lacks.
const packageName = '@sparticuz/chromium';
const manifest = join(root, 'node_modules', packageName, 'package.json');
const executable = 'chromium';
const libraries = join('al2023', 'lib');

/** Whether the browser in the npm package runs on this kind of system at all. */
export const bundledRunsHere = () => process.platform === 'linux' && process.arch === 'x64';

/**
 * @returns {string[]} the unpacked browser of the npm package, when an earlier run left one
 */
export function findBundled() {
  if (!bundledRunsHere() || !existsSync(manifest)) return [];
  return findPrivateFolders(folderName())
    .map((folder) => join(folder, executable))
    .filter((path) => existsSync(path));
}

/**
 * Unpacks the browser of the npm package (200 MB) into this user's cache folder, once for all checkouts.
 * @returns {string} path of the executable
 * @throws {Error} when no folder takes it or the package does not unpack
 */
export function unpackBundled() {
  if (!existsSync(manifest)) throw new Error(`${packageName} is not installed.`);
  const folder = makePrivateFolder(folderName(), (draft, target) => {
    unpackInto(draft);
    writeFonts(draft, target);
  });
  return join(folder, executable);
}

/**
 * What the unpacked browser needs around it.
 * @param {string} path of an executable, this one or any other
 * @returns {{ args: string[], env: Record<string, string> } | undefined} undefined for any other Chromium
 */
export function bundledNeeds(path) {
  const folder = dirname(path);
  if (!existsSync(join(folder, libraries))) return undefined;
  return {
    args: ['--headless=shell', '--no-sandbox', '--disable-setuid-sandbox'],
    env: { LD_LIBRARY_PATH: join(folder, libraries), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

/** One folder per version, so that checkouts of different ages do not meet. */
function folderName() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return `chromium-${version}`;
}

/**
 * The package unpacks into the temporary folder of its process and, told that it runs on Amazon Linux, adds the
 * libraries; a process of its own keeps both settings away from this one.
 * @param {string} folder
 */
function unpackInto(folder) {
  const url = pathToFileURL(createRequire(import.meta.url).resolve(packageName)).href;
  const code = `const { default: c } = await import('${url}'); await (c.default ?? c).executablePath();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${packageName} could not be unpacked into ${folder}:\n${stderr}`);
}

/**
 * The package's own list of font folders names fixed paths outside the folder that it was unpacked into.
 * @param {string} draft folder to write to
 * @param {string} target folder that it will be
 */
function writeFonts(draft, target) {
  writeFileSync(
    join(draft, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(target, 'fonts', 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(target, 'fonts-cache')}</cachedir>
</fontconfig>
`,
  );
}
