import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** A broker is not here and could not be had; the message says what was tried and the one command to run. */
export class BrokerMissingError extends Error {
  /** @override */
  name = 'BrokerMissingError';
  code = 'BROKER_MISSING';
}

/** The whole installation, downloads included, is given up after this. */
const timeout = 180_000;

/**
 * Installs a package of Debian and its kin.
 * @param {string} name
 * @returns {string | undefined} why this was not the way, undefined when it was taken
 */
export function installByApt(name) {
  if (process.platform !== 'linux') return 'It is installed by itself on Linux only.';
  if (process.getuid?.() !== 0) return 'apt-get was not tried: it needs root.';
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return 'apt-get is not on this system.';
  console.log(`Installing ${name} (apt-get) …`);
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', ['-q', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout,
    });
  // one dead source fails the update while the package may still be had from another
  const updated = apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', name);
  if (installed.status === 0) return undefined;
  const reason = installed.error?.message ?? `${updated.stderr ?? ''}${installed.stderr ?? ''}`.trim();
  return `apt-get failed: ${reason}`;
}

/**
 * Runs a search for a broker as a command, and says what came of it.
 * @param {() => string} ensure
 */
export function printPlace(ensure) {
  try {
    console.log(ensure());
  } catch (error) {
    if (!(error instanceof BrokerMissingError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
