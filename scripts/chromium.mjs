// The Chromium that browser tests drive. As a command, `node scripts/chromium.mjs` prints its path or what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundledNeeds, bundledRunsHere, findBundled, unpackBundled } from './chromium/bundled.mjs';
import { usualPlaces } from './chromium/places.mjs';

/** No Chromium is here and none could be had; the message says what was tried and the one command to run. */
export class ChromiumMissingError extends Error {
  /** @override */
  name = 'ChromiumMissingError';
  code = 'CHROMIUM_MISSING';
}

/**
 * Looks for an installed Chromium: `NOPAL_CHROMIUM`, then the usual commands and folders, playwright's cache, and what
 * {@link ensureChromium} unpacked before. Installs nothing.
 * @returns {string | undefined} path of an executable that starts
 * @throws {ChromiumMissingError} when `NOPAL_CHROMIUM` names no program that starts
 * @example
 * const browser = await chromium.launch(launchOptions(findChromium() ?? await ensureChromium()));
 */
export function findChromium() {
  const chosen = process.env.NOPAL_CHROMIUM;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new ChromiumMissingError(
      `NOPAL_CHROMIUM is ${chosen}, which is not a program that starts. Correct it, or unset it to let one be found.`,
    );
  }
  return [...usualPlaces(), ...findBundled()].find(starts);
}

/**
 * Finds a Chromium or gets one: as root from the system's packages, else from the npm package that carries one.
 * @returns {Promise<string>} path of an executable that starts
 * @throws {ChromiumMissingError} when neither works
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  /** @type {string[]} */
  const tried = [];
  for (const attempt of [fromApt, fromNpm]) {
    const reason = attempt();
    const path = findChromium();
    if (path) return path;
    if (reason) tried.push(reason);
  }
  throw new ChromiumMissingError(
    `The browser tests need a Chromium, and none was found.\n${tried.map((reason) => `  ${reason}\n`).join('')}` +
      `Install one with:  ${installCommand()}\n(or name one: NOPAL_CHROMIUM=/path/to/chromium npm test)`,
  );
}

/**
 * What playwright-core needs to launch the Chromium at `path`: quiet, without network traffic of its own, and without
 * the sandbox only where it cannot work.
 * @param {string} path from {@link findChromium} or {@link ensureChromium}
 */
export function launchOptions(path) {
  const { args = [], env = {} } = bundledNeeds(path) ?? {};
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const common = [
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  return {
    executablePath: path,
    headless: true,
    args: [...new Set([...common, ...asRoot, ...args])],
    env: { .../** @type {Record<string, string>} */ (process.env), ...env },
  };
}

/**
 * Whether there is a program that starts; distributions ship stubs that only print how to install the real one.
 * @param {string} path
 */
function starts(path) {
  if (!existsSync(path)) return false;
  // chrome.exe would open a window instead of printing its version
  if (process.platform === 'win32') return true;
  const { env } = launchOptions(path);
  return spawnSync(path, ['--version'], { env, stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** @returns {string | undefined} why this is not the way, undefined when it was taken */
function fromApt() {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() !== 0) return 'apt-get was not tried: it needs root.';
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return 'apt-get is not on this system.';
  console.log('Installing chromium-headless-shell (apt-get) …');
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', ['-q', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
  // one dead source fails the update while the package may still be had from another
  const updated = apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', 'chromium-headless-shell');
  if (installed.status !== 0) return `apt-get failed: ${(updated.stderr + installed.stderr).trim()}`;
  return undefined;
}

/** @returns {string | undefined} why this is not the way, undefined when it was taken */
function fromNpm() {
  if (!bundledRunsHere()) return 'The npm package @sparticuz/chromium carries a browser for Linux on x64 only.';
  console.log('Unpacking the Chromium of @sparticuz/chromium …');
  try {
    const path = unpackBundled();
    return starts(path) ? undefined : `${path} does not start.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function installCommand() {
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (process.platform === 'win32') return 'winget install --id Google.Chrome';
  return 'sudo apt-get install -y chromium';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await ensureChromium());
  } catch (error) {
    if (!(error instanceof ChromiumMissingError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
