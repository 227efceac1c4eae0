import type { Appended, HistoryBounds, LogName, LogSlice, ReadLimits, StoredMessage } from './store.ts';

/** How many slots of messages that are gone may lie in front before the rest is moved up. */
const SLACK = 32;

/**
 * The messages of one topic, in memory. There may be very many of these: texts and times lie in two arrays, and the
 * objects that stand for messages are made when somebody reads.
 */
export class MemoryLog {
  readonly epoch: string;
  /** When it was last used, in milliseconds since 1970. */
  usedAt = 0;
  #first = 1;
  #bytes = 0;
  /** Where the first message is in the arrays. */
  #start = 0;
  #texts: string[] = [];
  #times: number[] = [];
  #ids: Map<string, { readonly offset: number; readonly at: number }> | undefined;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#first + this.#texts.length - this.#start;
  }

  append(
    log: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Appended {
    const { epoch } = this;
    const { text, id } = message;
    const known = id === undefined ? undefined : this.#ids?.get(id);
    if (known !== undefined) return { epoch, ...known, isDuplicate: true };
    const offset = this.next;
    // A clock that was set back must not bring the order of ages into disorder.
    const at = Math.max(message.at, this.#times.at(-1) ?? 0);
    this.#texts.push(text);
    this.#times.push(at);
    this.#bytes += Buffer.byteLength(text);
    this.trim(log.history, at);
    if (id !== undefined) this.#remember(id, { offset, at }, log.rememberedIds);
    return { epoch, offset, at, isDuplicate: false };
  }

  read(from: number, { count, characters }: ReadLimits): LogSlice {
    const { epoch, first, next } = this;
    const messages: StoredMessage[] = [];
    let left = characters;
    for (let offset = Math.max(from, first); offset < next && messages.length < count; offset++) {
      const at = this.#start + offset - first;
      const text = this.#texts[at] as string;
      left -= text.length;
      if (left < 0 && messages.length > 0) break;
      messages.push({ offset, at: this.#times[at] as number, text });
    }
    return { epoch, first, next, messages };
  }

  /** A copy with what other bounds allow: for somebody who reads by them. */
  seenBy(history: HistoryBounds, now: number): MemoryLog {
    const copy = new MemoryLog(this.epoch);
    copy.#first = this.#first;
    copy.#bytes = this.#bytes;
    copy.#texts = this.#texts.slice(this.#start);
    copy.#times = this.#times.slice(this.#start);
    copy.trim(history, now);
    return copy;
  }

  /** Drops what the bounds do not allow. */
  trim({ count, bytes, ageMs }: HistoryBounds, now: number): void {
    const oldest = now - ageMs;
    while (this.#start < this.#texts.length) {
      const isInBounds =
        this.#texts.length - this.#start <= count &&
        this.#bytes <= bytes &&
        (this.#times[this.#start] as number) > oldest;
      if (isInBounds) break;
      this.#bytes -= Buffer.byteLength(this.#texts[this.#start] as string);
      this.#texts[this.#start++] = '';
      this.#first++;
    }
    if (this.#start <= SLACK && this.#start < this.#texts.length) return;
    if (this.#start === 0) return;
    this.#texts = this.#texts.slice(this.#start);
    this.#times = this.#times.slice(this.#start);
    this.#start = 0;
  }

  #remember(id: string, stored: { readonly offset: number; readonly at: number }, most: number): void {
    const ids = (this.#ids ??= new Map());
    ids.set(id, stored);
    for (const [oldest, { offset }] of ids) {
      // As long as the message is there, a retry of it has to be known.
      if (ids.size <= most || offset >= this.#first) break;
      ids.delete(oldest);
    }
  }
}
