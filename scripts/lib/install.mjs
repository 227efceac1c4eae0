import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';
import { runNpm } from './run.mjs';
import { digestOf, hasStamp, writeStamp } from './stamp.mjs';

const lockFile = join(root, 'package-lock.json');
// npm's own record of what it put into node_modules, written last
const installedFile = join(root, 'node_modules', '.package-lock.json');
const stampFile = join(root, 'node_modules', '.nopal-installed');

/**
 * Makes node_modules what package-lock.json says: nothing to do in most runs, `npm ci` otherwise.
 * @returns {Promise<boolean>} false when the installation failed; npm has printed why
 */
export async function ensureInstalled() {
  const wanted = `${digestOf([lockFile])} ${process.platform}-${process.arch}`;
  if (hasStamp(stampFile, wanted)) return true;
  if (!installedByHand()) {
    console.log('Installing packages …');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    // development packages build nopal, so they are needed under NODE_ENV=production too
    const code = await runNpm(['ci', '--include=dev', '--include=optional', ...quiet]);
    if (code !== 0) {
      console.error(`Packages could not be installed (npm ci ended with ${code}, see above).`);
      return false;
    }
  }
  writeStamp(stampFile, wanted);
  return true;
}

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean, resolved?: string }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/** Whether someone's own `npm install` or `npm ci` already left exactly what package-lock.json names. */
function installedByHand() {
  if (!existsSync(installedFile)) return false;
  const locked = packagesIn(lockFile);
  const installed = packagesIn(installedFile);
  // the lock file's first entry, '', is the workspace itself
  const complete = Object.entries(locked).every(([path, { optional }]) => !path || optional || path in installed);
  const exact = Object.entries(installed).every(
    ([path, { version, link }]) => locked[path]?.version === version && locked[path]?.link === link,
  );
  return complete && exact;
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function packagesIn(file) {
  /** @type {{ packages?: Packages }} */
  const content = JSON.parse(readFileSync(file, 'utf8'));
  return content.packages ?? {};
}
