import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const DATA = 'data.mdb';
/** Says which run of the machine left writes to the system alone. */
const MARK = 'unflushed';

/**
 * Puts the data aside if the machine ended while writes were left to the system: some may have reached the disk and
 * others not, in any order, and no reader can tell.
 *
 * @param boot names this run of the machine
 */
export function putDamagedAside(path: string, boot: string): void {
  if (!isMarked(path) || readFileSync(join(path, MARK), 'utf8').startsWith(`${boot} `)) return;
  if (existsSync(join(path, DATA))) renameSync(join(path, DATA), join(path, `${DATA}.damaged`));
  rmSync(join(path, 'lock.mdb'), { force: true });
  syncFolder(path);
  unmark(path);
}

/** Whether writes were left to the system, by a store that is open or was not closed. */
export function isMarked(path: string): boolean {
  return existsSync(join(path, MARK));
}

/**
 * Notes that writes will be left to the system. Makes the folder.
 *
 * @param boot names this run of the machine
 * @param token names the store that will write
 */
export function mark(path: string, boot: string, token: string): void {
  mkdirSync(path, { recursive: true });
  const note = openSync(join(path, MARK), 'w');
  try {
    writeSync(note, `${boot} ${token}`);
    fsyncSync(note);
  } finally {
    closeSync(note);
  }
  syncFolder(path);
}

/** Takes the note back. */
export function unmark(path: string): void {
  rmSync(join(path, MARK), { force: true });
}

/**
 * Brings to the disk what was left to the system, and takes the note of that back.
 *
 * @param token if given, only the note of that store
 */
export function flush(path: string, token = ''): void {
  if (!isMarked(path)) return;
  const data = openSync(join(path, DATA), 'r+');
  try {
    fdatasyncSync(data);
  } finally {
    closeSync(data);
  }
  if (readFileSync(join(path, MARK), 'utf8').endsWith(token)) unmark(path);
}

/** A new name is on the disk when its folder is. Not asked for where folders cannot be opened: this is Linux only. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
