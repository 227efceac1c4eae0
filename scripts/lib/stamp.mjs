import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One digest over files and folders: names and contents, so that a moved clock or a fresh clone changes nothing.
 * @param {readonly string[]} paths files or folders; what does not exist counts as absent
 * @param {(path: string) => boolean} [accept] leaves out single files
 * @returns {string} hexadecimal SHA-256
 */
export function digestOf(paths, accept = () => true) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).toSorted()) add(join(path, name));
    } else if (accept(path)) {
      const content = readFileSync(path);
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
  };
  for (const path of paths) if (existsSync(path)) add(path);
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @param {string} value
 * @returns {boolean} whether the stamp in `file` says exactly `value`
 */
export const hasStamp = (file, value) => existsSync(file) && readFileSync(file, 'utf8') === value;

/**
 * Remembers `value` in `file`, whose folder exists.
 * @param {string} file
 * @param {string} value
 */
export const writeStamp = (file, value) => writeFileSync(file, value);
