import { createHash } from 'node:crypto';
import type { Appended, HistoryBounds, LogName } from '../../push/store.ts';
import type { Start } from './bounds.ts';
import { trim } from './bounds.ts';
import type { Epochs } from './epochs.ts';
import type { LogRow, Tables } from './tables.ts';
import { all } from './tables.ts';

/** What is removed beside each message that comes, at most: so a bound that was made narrower stops nobody for long. */
const MAX_REMOVED = 64;

/** A log while it is changed: written back once per transaction, however many messages it gets. */
type OpenLog = { -readonly [Key in keyof LogRow]: LogRow[Key] };

/** Where the messages of a log begin that its bounds allow now. */
export function startOf({ messages }: Tables, log: LogRow, history: HistoryBounds, now: number): Start {
  const start = { offset: log.first, at: log.firstAt, before: log.firstBefore };
  return trim(start, log, history, now, (offset) => {
    const row = messages.get([log.number, offset]);
    if (row === undefined) throw new Error(`message ${offset} of log ${log.number} is missing`);
    return { offset, at: row[0], before: row[1] };
  });
}

/** Changes logs, within a transaction. */
export class Logs {
  readonly #tables: Tables;
  readonly #epochs: Epochs;
  readonly #forgetAfterMs: number;
  readonly #open = new Map<string, OpenLog>();

  /**
   * @param forgetAfterMs how long a log without messages stays after its last one, in milliseconds
   */
  constructor(tables: Tables, epochs: Epochs, forgetAfterMs: number) {
    this.#tables = tables;
    this.#epochs = epochs;
    this.#forgetAfterMs = forgetAfterMs;
  }

  /** What was changed and not written back is not so: for the begin of a transaction. */
  begin(): void {
    this.#open.clear();
  }

  /** Writes back what was changed: for the end of a transaction. */
  writeBack(): void {
    for (const [topic, log] of this.#open) this.#tables.logs.putSync(Buffer.from(topic), log);
    this.#open.clear();
  }

  append(
    name: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Appended {
    const log = this.#find(name.topic) ?? this.#create(name.topic);
    const { epoch } = log;
    const digest = message.id === undefined ? undefined : digestOf(message.id);
    const known = digest === undefined ? undefined : this.#tables.ids.get([log.number, digest]);
    if (known !== undefined) return { epoch, offset: known[0], at: known[1], isDuplicate: true };

    const offset = log.next;
    // A clock that was set back must not bring the order of ages into disorder.
    const at = Math.max(message.at, log.at);
    this.#add(log, name.history, message.text, at);
    if (digest !== undefined) this.#remember(log, digest, offset, at);
    this.#forgetIds(log, name.rememberedIds);
    log.ageMs = name.history.ageMs;
    const due = this.#nextDue(log);
    // Later than noted is found out when the sweep comes.
    if (log.due === 0 || due < log.due) this.#setDue(name.topic, log, due);
    return { epoch, offset, at, isDuplicate: false };
  }

  /** Forgets a log. What is on disk of it is left to the sweep. */
  forget(topic: string): void {
    const log = this.#find(topic);
    if (log === undefined) return;
    const { logs, due } = this.#tables;
    logs.removeSync(Buffer.from(topic));
    this.#open.delete(topic);
    if (log.due > 0) due.removeSync([log.due, log.number]);
    due.putSync([0, log.number], '');
    this.#epochs.forget(topic);
  }

  /**
   * Removes what is too old, or forgets the log if it had nothing for long.
   *
   * @param most how many messages are removed at most
   * @returns how many were removed
   */
  sweep(topic: string, now: number, most: number): number {
    const log = this.#find(topic);
    if (log === undefined) return 0;
    const bounds = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, ageMs: log.ageMs };
    begin(log, startOf(this.#tables, log, bounds, now));
    const removed = this.#remove(log, most);
    const due = this.#nextDue(log);
    if (due <= now && log.stored === log.next) this.forget(topic);
    else this.#setDue(topic, log, due);
    return removed;
  }

  #find(topic: string): OpenLog | undefined {
    let log = this.#open.get(topic);
    if (log === undefined) {
      const row = this.#tables.logs.get(Buffer.from(topic));
      if (row === undefined) return undefined;
      log = { ...row };
      this.#open.set(topic, log);
    }
    return log;
  }

  #create(topic: string): OpenLog {
    const { facts } = this.#tables;
    const number = Number(facts.get('numbers')) + 1;
    facts.putSync('numbers', number);
    const log: OpenLog = {
      number,
      epoch: this.#epochs.next(topic),
      stored: 1,
      first: 1,
      firstAt: 0,
      firstBefore: 0,
      next: 1,
      total: 0,
      at: 0,
      ids: 0,
      ageMs: 0,
      due: 0,
    };
    this.#open.set(topic, log);
    return log;
  }

  #add(log: OpenLog, history: HistoryBounds, text: string, at: number): void {
    const { messages } = this.#tables;
    const bytes = Buffer.byteLength(text);
    const offset = log.next++;
    const before = log.total;
    log.total += bytes;
    log.at = at;
    if (history.count > 0 && bytes <= history.bytes) {
      messages.putSync([log.number, offset], [at, before, text]);
      if (log.first === offset) log.firstAt = at;
      begin(log, startOf(this.#tables, log, history, at));
    } else begin(log, { offset: log.next, at, before: log.total });
    this.#remove(log, MAX_REMOVED);
  }

  #remove(log: OpenLog, most: number): number {
    const end = Math.min(log.first, log.stored + most);
    const removed = end - log.stored;
    // A message that was never kept is not there: that is fine.
    while (log.stored < end) this.#tables.messages.removeSync([log.number, log.stored++]);
    return removed;
  }

  #remember(log: OpenLog, digest: string, offset: number, at: number): void {
    this.#tables.ids.putSync([log.number, digest], [offset, at]);
    this.#tables.idsInOrder.putSync([log.number, offset], digest);
    log.ids++;
  }

  #forgetIds(log: OpenLog, most: number): void {
    const { ids, idsInOrder } = this.#tables;
    const limit = Math.min(log.ids - most, MAX_REMOVED);
    if (limit <= 0) return;
    const oldest = [...idsInOrder.getRange({ ...all(log.number), limit })];
    for (const { key, value } of oldest) {
      // As long as the message is there, a retry of it has to be known.
      if (key[1] >= log.first) return;
      ids.removeSync([log.number, value]);
      idsInOrder.removeSync(key);
      log.ids--;
    }
  }

  /** When there is something to remove, the oldest message will be too old, or the log was unused for long. */
  #nextDue(log: LogRow): number {
    if (log.stored < log.first) return log.at;
    return log.first < log.next ? log.firstAt + log.ageMs : log.at + this.#forgetAfterMs;
  }

  #setDue(topic: string, log: OpenLog, due: number): void {
    if (log.due > 0) this.#tables.due.removeSync([log.due, log.number]);
    log.due = Number.isFinite(due) ? Math.max(1, due) : 0;
    if (log.due > 0) this.#tables.due.putSync([log.due, log.number], topic);
  }
}

function begin(log: OpenLog, { offset, at, before }: Start): void {
  log.first = offset;
  log.firstAt = at;
  log.firstBefore = before;
}

/** Ids are the publishers': of any length, with any characters. */
function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 22);
}
