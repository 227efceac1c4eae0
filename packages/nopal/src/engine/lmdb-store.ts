import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import process from 'node:process';
import type { open } from 'lmdb';
import type { Appended, LogName, LogRange, LogSlice, ReadLimits, StoredMessage, TopicStore } from '../push/store.ts';
import { Commits } from './lmdb/commits.ts';
import { Epochs } from './lmdb/epochs.ts';
import type { Failure } from './lmdb/failure.ts';
import { Logs, startOf } from './lmdb/logs.ts';
import { bootId, giveUpOwnership, isOwner, takeOwnership } from './lmdb/owner.ts';
import { Sweep } from './lmdb/sweep.ts';
import type { LogRow, Tables } from './lmdb/tables.ts';
import { FORMAT, all, openTables } from './lmdb/tables.ts';
import { flush, isMarked, mark, putDamagedAside, unmark } from './lmdb/unflushed.ts';

/** What an acknowledged message survives: see {@link LmdbStoreOptions.durability}. */
export type Durability = 'disk' | 'process';

/** Options of a store on disk. */
export interface LmdbStoreOptions {
  /** The folder that it is in. It is made if it is missing; a relative one counts from where the process was started. */
  readonly path: string;
  /**
   * What a message survives once it is acknowledged:
   *
   * - `disk`: also a loss of power; it is acknowledged, and given to subscribers, when the disk has it.
   * - `process`: the end of the process, however sudden (`kill -9`). When it comes to the disk is left to the system. If
   *   the machine ends before the store is closed, what is on disk cannot be relied on: the next start puts it aside,
   *   as `data.mdb.damaged`, and begins empty, with new epochs, so that subscribers are told. Only on Linux; elsewhere
   *   it means `disk`.
   *
   * Default `disk`.
   */
  readonly durability?: Durability;
  /**
   * How long a topic that has no messages any more is remembered (its offsets, its epoch, the ids of its publishers), in
   * milliseconds since its last message. Default 30 days.
   */
  readonly forgetAfterMs?: number;
  /** How often messages are looked for that got too old in topics that nobody publishes to, in milliseconds. Default 5000. */
  readonly sweepMs?: number;
  /** Is told why the sweep failed; it is tried again. Default: a warning of the process. */
  readonly report?: (error: unknown) => void;
}

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
/** LMDB's own limit of a key. */
const MAX_NAME_BYTES = 1978;

/** Keeps the messages of topics in a folder, through LMDB: a memory-mapped file, read without waiting. */
export class LmdbStore implements TopicStore {
  readonly kind = 'lmdb';
  readonly #fail: Failure;
  readonly #path: string;
  readonly #tables: Tables;
  /** Names this store among those that had the folder open. */
  readonly #token = randomBytes(12).toString('base64url');
  readonly #isUnflushed: boolean;
  /** Whether it was this one that noted that writes are left to the system. */
  #hasMarked = false;
  readonly #epochs: Epochs;
  readonly #commits: Commits;
  readonly #logs: Logs;
  readonly #sweep: Sweep;
  #closing: Promise<void> | undefined;

  /**
   * @param openFile `open` of the package lmdb
   * @throws `topic-options`; `topic-store-failed` when the folder cannot be used
   */
  constructor(openFile: typeof open, options: LmdbStoreOptions, fail: Failure) {
    const { path, durability = 'disk', forgetAfterMs = MONTH_MS, sweepMs = 5000 } = checked(options, fail);
    this.#fail = fail;
    this.#path = resolve(path);
    // Without the name of the machine's run nobody could tell, after a crash, whether the system had written all.
    this.#isUnflushed = durability === 'process' && bootId() !== '';
    this.#tables = this.#openFile(openFile);
    this.#own();
    if (this.#isUnflushed) mark(this.#path, bootId(), this.#token);
    else flush(this.#path);
    this.#epochs = new Epochs(this.#tables);
    this.#logs = new Logs(this.#tables, this.#epochs, forgetAfterMs);
    const frame = { before: () => this.#begin(), after: () => this.#logs.writeBack() };
    this.#commits = new Commits(this.#tables.root, frame, fail);
    const report = options.report ?? ((error) => process.emitWarning(error instanceof Error ? error : String(error)));
    this.#sweep = new Sweep(this.#tables, this.#logs, this.#commits, sweepMs, report);
  }

  /** How many entries are on disk, those included that the sweep will remove. */
  get sizes(): { readonly topics: number; readonly messages: number; readonly ids: number } {
    const { logs, messages, ids } = this.#tables;
    return { topics: countOf(logs), messages: countOf(messages), ids: countOf(ids) };
  }

  append(
    log: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Promise<Appended> {
    this.#check(log.topic);
    return this.#commits.make(() => this.#logs.append(log, message));
  }

  read(log: LogName, from: number, limits: ReadLimits): LogSlice {
    const row = this.#find(log.topic);
    const range = this.#rangeOf(log, row);
    const messages: StoredMessage[] = [];
    if (row === undefined) return { ...range, messages };
    const start = [row.number, Math.max(from, range.first)];
    let left = limits.characters;
    for (const { key, value } of this.#tables.messages.getRange({ ...all(row.number), start, limit: limits.count })) {
      const [at, , text] = value;
      left -= text.length;
      if (left < 0 && messages.length > 0) break;
      messages.push({ offset: key[1], at, text });
    }
    return { ...range, messages };
  }

  range(log: LogName): LogRange {
    return this.#rangeOf(log, this.#find(log.topic));
  }

  delete(topic: string): Promise<void> {
    this.#check(topic);
    return this.#commits.make(() => this.#logs.forget(topic));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { root } = this.#tables;
    this.#sweep.end();
    try {
      await this.#commits.finish();
      await root.transaction(() => giveUpOwnership(this.#tables, this.#token));
    } finally {
      await root.close();
    }
    if (this.#isUnflushed) flush(this.#path, this.#token);
  }

  #find(topic: string): LogRow | undefined {
    this.#check(topic);
    return this.#tables.logs.get(Buffer.from(topic));
  }

  #rangeOf({ topic, history }: LogName, row: LogRow | undefined): LogRange {
    if (row === undefined) return { epoch: this.#epochs.next(topic), first: 1, next: 1 };
    const { offset } = startOf(this.#tables, row, history, Date.now());
    return { epoch: row.epoch, first: offset, next: row.next };
  }

  #openFile(openFile: typeof open): Tables {
    let opened;
    try {
      putDamagedAside(this.#path, bootId());
      this.#hasMarked = this.#isUnflushed && !isMarked(this.#path);
      if (this.#hasMarked) mark(this.#path, bootId(), this.#token);
      opened = openTables(openFile, this.#path, this.#isUnflushed);
    } catch (cause) {
      this.#takeBackMark();
      throw this.#fail(
        'topic-store-failed',
        `The topic store in ${this.#path} could not be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
        'Give the path of a folder that this process may write to, or that it may make.',
        cause,
      );
    }
    if (!('found' in opened)) return opened;
    this.#takeBackMark();
    throw this.#fail(
      'topic-store-failed',
      `${this.#path} has ${opened.found}; this version of nopal reads and writes topic stores of format ${FORMAT}.`,
      'Give the path of another folder, or start the version of nopal that made it.',
    );
  }

  #own(): void {
    const openIn = takeOwnership(this.#tables, this.#token);
    if (openIn === undefined) return;
    void this.#tables.root.close();
    this.#takeBackMark();
    const where = openIn === process.pid ? 'in this process already' : `in process ${openIn}`;
    throw this.#fail(
      'topic-store-failed',
      `The topic store in ${this.#path} is open ${where}. It belongs to one process: subscribers of another would not hear of what is published here.`,
      'Close it there first, or give each process a path of its own.',
    );
  }

  #takeBackMark(): void {
    if (this.#hasMarked) unmark(this.#path);
  }

  #begin(): void {
    this.#logs.begin();
    if (isOwner(this.#tables, this.#token)) return;
    throw this.#fail(
      'topic-store-failed',
      `The topic store in ${this.#path} was opened by another process, which this one cannot see, in another container perhaps. It belongs to that one now.`,
      'Let only one process use the folder at a time.',
    );
  }

  #check(topic: string): void {
    if (this.#closing !== undefined) {
      throw this.#fail('topic-store-failed', `The topic store in ${this.#path} is closed.`, 'Close it last.');
    }
    const bytes = Buffer.byteLength(topic);
    if (bytes > 0 && bytes <= MAX_NAME_BYTES) return;
    throw this.#fail(
      'topic-store-failed',
      `The name of a topic has ${bytes} bytes; it may have 1 to ${MAX_NAME_BYTES}.`,
      'Give the topic a shorter name.',
    );
  }
}

function countOf(table: { getStats(): object }): number {
  // What LMDB counts; its types do not tell.
  return (table.getStats() as { readonly entryCount: number }).entryCount;
}

function checked(options: LmdbStoreOptions, fail: Failure): LmdbStoreOptions {
  const wrong = (option: string, value: unknown, wanted: string): Error =>
    fail(
      'topic-options',
      `The option ${option} of lmdbStore is ${JSON.stringify(value) ?? String(value)}.`,
      `Give ${wanted}.`,
    );
  const { path, durability = 'disk', forgetAfterMs = MONTH_MS, sweepMs = 5000 } = options;
  if (typeof path !== 'string' || path === '') throw wrong('path', path, 'the path of a folder');
  if (!['disk', 'process'].includes(durability)) throw wrong('durability', durability, "'disk' or 'process'");
  if (!(forgetAfterMs >= 0)) throw wrong('forgetAfterMs', forgetAfterMs, 'a number of milliseconds from 0 on');
  if (!(sweepMs >= 1 && sweepMs <= 0x7fffffff)) throw wrong('sweepMs', sweepMs, 'a number of milliseconds from 1 on');
  return options;
}
