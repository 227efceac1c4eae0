import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import process from 'node:process';
import { findPrivateFolders, makePrivateFolder } from '../lib/private-folder.mjs';

// An nginx of the system's own packages, unpacked instead of installed: nothing starts on the machine, nothing of it
// changes, and it takes no root.
const executable = join('usr', 'sbin', 'nginx');
const timeout = 120_000;

/**
 * @returns {string[]} the nginx that an earlier run unpacked, if one did
 */
export function findUnpacked() {
  return findPrivateFolders(folderName())
    .map((folder) => join(folder, executable))
    .filter((path) => existsSync(path));
}

/**
 * Fetches Debian's or Ubuntu's packages of nginx, and of what it needs and this system lacks, and unpacks them into
 * this user's cache folder.
 * @throws {Error} when they cannot be had or do not unpack
 */
export function unpackNginx() {
  makePrivateFolder(folderName(), (draft) => {
    const work = mkdtempSync(join(tmpdir(), 'nopal-nginx-'));
    try {
      for (const file of fetchPackages(work)) run('dpkg', ['-x', file, draft]);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/**
 * The environment in which the nginx at `path` starts: an unpacked one may have unpacked libraries beside it.
 * @param {string} path
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentOf(path) {
  if (!path.endsWith(sep + executable)) return process.env;
  const folder = path.slice(0, -executable.length);
  const libraries = ['lib', join('usr', 'lib')]
    .map((name) => join(folder, name))
    .filter((name) => folder !== sep && existsSync(name))
    .flatMap((name) => readdirSync(name).map((system) => join(name, system)))
    .filter((name) => name.includes('-linux-'));
  return libraries.length === 0 ? process.env : { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
}

/** One folder per system, whose libraries an unpacked program uses. */
function folderName() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (/** @type {string} */ key) => new RegExp(`^${key}="?([\\w.-]+)`, 'm').exec(system)?.[1] ?? 'unknown';
  return `nginx-${value('ID')}-${value('VERSION_ID')}-${process.arch}`;
}

/**
 * @param {string} work folder to use
 * @returns {string[]} files of the packages
 */
function fetchPackages(work) {
  const packages = join(work, 'packages');
  mkdirSync(packages);
  try {
    return download(packages, []);
  } catch {
    // the system's lists of packages are missing or old; lists of our own need no root
    const own = ['lists/partial', 'cache/archives/partial'].map((name) => join(work, name));
    for (const folder of own) mkdirSync(folder, { recursive: true });
    const options = [`Dir::State::lists=${join(work, 'lists')}`, `Dir::Cache=${join(work, 'cache')}`];
    run('apt-get', [...asOptions(options), '-q', 'update']);
    return download(packages, options);
  }
}

/**
 * @param {string} folder to download to
 * @param {readonly string[]} options settings of apt
 */
function download(folder, options) {
  const apt = (/** @type {string[]} */ ...args) => run('apt-get', [...asOptions(options), '-q', ...args], folder);
  // what an installation would bring says what is missing here
  const plan = apt('--simulate', '--no-install-recommends', 'install', 'nginx');
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error(`apt-get knows no package of nginx to download:\n${plan}`);
  apt('download', ...names);
  return readdirSync(folder).map((file) => join(folder, file));
}

/** @param {readonly string[]} options */
const asOptions = (options) => ['APT::Sandbox::User=', ...options].flatMap((each) => ['-o', each]);

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {string} [cwd]
 * @returns {string} what it printed
 */
function run(file, args, cwd) {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, env, encoding: 'utf8', timeout });
  if (status === 0) return stdout;
  throw new Error(`${[file, ...args].join(' ')} failed: ${error?.message ?? stderr.trim()}`);
}
