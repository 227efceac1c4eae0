import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, RootDatabase, open } from 'lmdb';

/** Of what is stored, and how. A file of another version is refused rather than misread. */
export const FORMAT = 1;

/** What LMDB's files have in their head, after 24 bytes, and the version of their form. */
const MAGIC = 0xbeef_c0de;
const DATA_VERSION = 2;

/** A message: when it was published, bytes of all messages before it in its log, JSON. */
export type MessageRow = readonly [at: number, before: number, text: string];

/** What a log is, beside its messages. */
export interface LogRow {
  /** Stands for the log in the keys of the other tables; never used again after the log is forgotten. */
  readonly number: number;
  readonly epoch: string;
  /** The oldest message that is still on disk; those before `first` wait to be removed. */
  readonly stored: number;
  /** The oldest message that is kept, when it was published, and the bytes of all before it. */
  readonly first: number;
  readonly firstAt: number;
  readonly firstBefore: number;
  readonly next: number;
  /** Bytes of all messages that there ever were. */
  readonly total: number;
  /** When the newest message was published. */
  readonly at: number;
  /** How many ids are remembered. */
  readonly ids: number;
  /** The age after which messages go, as it was at the last message. */
  readonly ageMs: number;
  /** When the sweep is to look at it, in milliseconds since 1970; 0: never. */
  readonly due: number;
}

/** Who has the store open. It stays when the process dies. */
export interface OwnerRow {
  readonly token: string;
  readonly pid: number;
  /** When the process started, as the system counts; empty where it does not say. */
  readonly started: string;
  /** Names the run of the machine; empty where the system does not say. */
  readonly boot: string;
}

/** The tables of a store: sorted keys and their values, all in one file. */
export interface Tables {
  readonly root: RootDatabase;
  /** `format`, `id`, `numbers`, and generations of epochs. */
  readonly facts: Database<string | number, string>;
  readonly owner: Database<OwnerRow, string>;
  /** By the name of the topic. */
  readonly logs: Database<LogRow, Buffer>;
  /** By number of the log and offset. */
  readonly messages: Database<MessageRow, [number, number]>;
  /** By number of the log and a digest of the publisher's id: offset and time of the message. */
  readonly ids: Database<readonly [offset: number, at: number], [number, string]>;
  /** By number of the log and offset: the digest of the id. */
  readonly idsInOrder: Database<string, [number, number]>;
  /** By the time at which the sweep is to come, and number of the log: the topic; empty for a log that is forgotten. */
  readonly due: Database<string, [number, number]>;
}

/** Everything of a log in a table whose keys begin with its number. */
export function all(number: number): { start: number[]; end: number[] } {
  return { start: [number], end: [number + 1] };
}

/**
 * Opens the file in a folder, which is made if it is missing.
 *
 * @param isUnflushed when writes come to the disk is left to the system
 * @returns the tables; what is there instead, when it is not a store of this format
 * @throws what the system says
 */
export function openTables(
  openFile: typeof open,
  path: string,
  isUnflushed: boolean,
): Tables | { readonly found: string } {
  if (!isLmdb(join(path, 'data.mdb')))
    return { found: 'a file data.mdb that LMDB did not write, or another version of it' };
  // Changes are grouped by us. A group of LMDB's own has a promise that nobody could catch when the disk is full.
  const root = openFile({
    path,
    noSubdir: false,
    overlappingSync: false,
    noSync: isUnflushed,
    eventTurnBatching: false,
  });
  const found = foreign(root);
  if (found !== undefined) {
    void root.close();
    return { found };
  }
  return {
    root,
    facts: root.openDB('facts', {}),
    owner: root.openDB('owner', {}),
    logs: root.openDB('logs', { keyEncoding: 'binary' }),
    messages: root.openDB('messages', {}),
    ids: root.openDB('ids', {}),
    idsInOrder: root.openDB('ids-in-order', {}),
    due: root.openDB('due', {}),
  };
}

const NAMES: readonly unknown[] = ['facts', 'owner', 'logs', 'messages', 'ids', 'ids-in-order', 'due'];

/** Whether a file is one of LMDB's, or not there yet. What is not would end the process, without a word. */
function isLmdb(file: string): boolean {
  if (!existsSync(file)) return true;
  const head = Buffer.alloc(32);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, head);
    // A first start that was cut short leaves it empty.
    return length === 0 || (head.readUInt32LE(24) === MAGIC && head.readUInt32LE(28) === DATA_VERSION);
  } finally {
    closeSync(descriptor);
  }
}

/** Looks before anything is written: what is not ours stays as it is. */
function foreign(root: RootDatabase): string | undefined {
  const names: readonly unknown[] = [...root.getKeys({ limit: NAMES.length + 1 })];
  if (!names.every((name) => NAMES.includes(name))) return 'data of something else';
  // Without a format it is one whose first start was cut short.
  const format = names.includes('facts') ? root.openDB<string | number, string>('facts', {}).get('format') : undefined;
  return format === undefined || format === FORMAT ? undefined : `a topic store of format ${format}`;
}
