import type { Database, Key } from 'lmdb';
import type { Commits } from './commits.ts';
import type { Logs } from './logs.ts';
import type { Tables } from './tables.ts';
import { all } from './tables.ts';

/** How many logs are looked at in one transaction. */
const MAX_LOGS = 100;
/** How many entries are removed in one transaction, roughly. */
const MAX_ENTRIES = 2000;
/** How long until it goes on when not everything was done, in milliseconds. */
const BUSY_MS = 100;

/**
 * Removes what nobody asks for any more: messages of topics that were left alone and got too old, and what is left of
 * logs that were forgotten. Its steps are small, and it reads only what is due.
 */
export class Sweep {
  readonly #tables: Tables;
  readonly #logs: Logs;
  readonly #commits: Commits;
  readonly #everyMs: number;
  readonly #report: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;
  #hasFailed = false;

  /**
   * @param everyMs how often it looks, in milliseconds
   * @param report is told why a step failed; it is tried again, and told again only after it went well
   */
  constructor(tables: Tables, logs: Logs, commits: Commits, everyMs: number, report: (error: unknown) => void) {
    this.#tables = tables;
    this.#logs = logs;
    this.#commits = commits;
    this.#everyMs = everyMs;
    this.#report = report;
    this.#in(everyMs);
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  #in(ms: number): void {
    if (!this.#isEnded) this.#timer = setTimeout(() => void this.#run(), ms).unref();
  }

  async #run(): Promise<void> {
    let isDone = true;
    try {
      if (this.#due(Date.now()).length > 0) isDone = await this.#commits.make(() => this.#step(Date.now()));
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#report(error);
      this.#hasFailed = true;
    }
    this.#in(isDone ? this.#everyMs : Math.min(BUSY_MS, this.#everyMs));
  }

  /** @returns whether nothing is left to do */
  #step(now: number): boolean {
    let left = MAX_ENTRIES;
    for (const { key, value: topic } of this.#due(now)) {
      if (left <= 0) return false;
      left -= key[0] === 0 ? this.#clear(key, left) : this.#logs.sweep(topic, now, left);
    }
    return this.#due(now).length === 0;
  }

  /** Removes what a forgotten log left. */
  #clear(entry: [number, number], most: number): number {
    const { messages, ids, idsInOrder, due } = this.#tables;
    let left = most;
    left -= clear(messages, entry[1], left);
    left -= clear(ids, entry[1], left);
    left -= clear(idsInOrder, entry[1], left);
    if (left > 0) due.removeSync(entry);
    return most - left;
  }

  #due(now: number): readonly { readonly key: [number, number]; readonly value: string }[] {
    return [...this.#tables.due.getRange({ end: [now, Number.POSITIVE_INFINITY], limit: MAX_LOGS })];
  }
}

/** Removes entries of a log from a table. @returns how many */
function clear<K extends Key>(table: Database<unknown, K>, number: number, most: number): number {
  const keys = [...table.getKeys({ ...all(number), limit: most })];
  for (const key of keys) table.removeSync(key);
  return keys.length;
}
