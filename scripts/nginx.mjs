// The nginx that tests put before an app. As a command, `node scripts/nginx.mjs` prints its path or what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { environmentOf, findUnpacked, unpackNginx } from './nginx/unpacked.mjs';

/** No nginx is here and none could be had; the message says what was tried and the one command to run. */
export class NginxMissingError extends Error {
  /** @override */
  name = 'NginxMissingError';
  code = 'NGINX_MISSING';
}

/**
 * Looks for an nginx: `NOPAL_NGINX`, then the usual folders, and what {@link ensureNginx} unpacked before. Fetches
 * nothing.
 * @returns {string | undefined} path of an executable that starts
 * @throws {NginxMissingError} when `NOPAL_NGINX` names no program that starts
 */
export function findNginx() {
  const chosen = process.env.NOPAL_NGINX;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new NginxMissingError(
      `NOPAL_NGINX is ${chosen}, which is not a program that starts. Correct it, or unset it to let one be found.`,
    );
  }
  // a user's PATH often lacks the folder of servers
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/sbin', '/usr/local/sbin'];
  return [...folders.map((folder) => join(folder, 'nginx')), ...findUnpacked()].find(starts);
}

/**
 * Finds an nginx or gets one: from the packages of Debian and its kin, unpacked and not installed, so that nothing
 * starts on the machine.
 * @returns {string} path of an executable that starts
 * @throws {NginxMissingError} when that does not work
 */
export function ensureNginx() {
  const found = findNginx();
  if (found) return found;
  const reason = fromApt();
  const path = findNginx();
  if (path) return path;
  throw new NginxMissingError(
    `No nginx was found.\n  ${reason}\nInstall one with:  ${installCommand()}\n` +
      '(or name one: NOPAL_NGINX=/path/to/nginx npm test)',
  );
}

/**
 * What starts the nginx at `path`.
 * @param {string} path from {@link findNginx} or {@link ensureNginx}
 * @returns {{ file: string, env: NodeJS.ProcessEnv }}
 */
export function nginxCommand(path) {
  return { file: path, env: environmentOf(path) };
}

/** @param {string} path */
function starts(path) {
  if (!existsSync(path)) return false;
  return spawnSync(path, ['-v'], { env: environmentOf(path), stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** @returns {string} why this was not the way */
function fromApt() {
  if (process.platform !== 'linux') return 'It is fetched by itself on Linux only.';
  for (const tool of ['apt-get', 'dpkg']) {
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0) return `${tool} is not on this system.`;
  }
  console.log('Fetching nginx (apt-get download) …');
  try {
    unpackNginx();
    return 'What was fetched does not start.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function installCommand() {
  return process.platform === 'darwin' ? 'brew install nginx' : 'sudo apt-get install -y nginx-light';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(ensureNginx());
  } catch (error) {
    if (!(error instanceof NginxMissingError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
