import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

// Programs that were fetched for the tests are this user's, once for all checkouts; the system is left as it is.

/** Folders that may hold them, best first. */
function parents() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return [join(cache, 'nopal'), join(tmpdir(), `nopal-${userInfo().uid}`)];
}

/**
 * Where a folder of this name is, or could be.
 * @param {string} name
 * @returns {string[]} existing folders of this user's
 */
export function findPrivateFolders(name) {
  return parents()
    .map((parent) => join(parent, name))
    .filter(ownedByUs);
}

/**
 * Makes a folder of this name. It is filled beside and renamed at the end: whoever looks meanwhile, or is interrupted,
 * never meets half of it.
 * @param {string} name
 * @param {(draft: string, target: string) => void} fill puts everything into `draft`, which becomes `target`
 * @returns {string} the folder
 * @throws {Error} when no folder takes it, or what `fill` throws
 */
export function makePrivateFolder(name, fill) {
  const parent = parents().find(writable);
  if (!parent) throw new Error(`None of these folders is writable: ${parents().join(', ')}`);
  const target = join(parent, name);
  const draft = mkdtempSync(`${target}-`);
  try {
    fill(draft, target);
    try {
      renameSync(draft, target);
    } catch (error) {
      // another process was faster; its folder is as good
      if (!ownedByUs(target)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

/** @param {string} folder */
function writable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(mkdtempSync(join(folder, 'probe-')), { recursive: true });
    return ownedByUs(folder);
  } catch {
    // being refused here is the answer to the question
    return false;
  }
}

/**
 * In a shared temporary folder somebody else could have put a program of theirs in our place.
 * @param {string} folder
 */
const ownedByUs = (folder) => lstatSync(folder, { throwIfNoEntry: false })?.uid === userInfo().uid;
