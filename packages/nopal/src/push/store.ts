/** What a topic's history is bounded by; the strictest of the three counts. */
export interface HistoryBounds {
  /** Messages that are kept, at most. 0 keeps none: who was away has missed them. */
  readonly count: number;
  /** Bytes of messages that are kept, at most, counted as their JSON in UTF-8. */
  readonly bytes: number;
  /** Age after which a message goes, in milliseconds. */
  readonly ageMs: number;
}

/** A log by its name, with what bounds it. */
export interface LogName {
  readonly topic: string;
  readonly history: HistoryBounds;
  /** How many publishers' ids are remembered, the newest of them. */
  readonly rememberedIds: number;
}

/** One message as it is stored. */
export interface StoredMessage {
  /** Its place in the topic: 1 for the first, then without gaps. */
  readonly offset: number;
  /** When it was published, in milliseconds since 1970. */
  readonly at: number;
  /** The message as JSON. */
  readonly text: string;
}

/** How far a log goes. */
export interface LogRange {
  /**
   * Names the log behind the topic. It stays as long as offsets count on; a log that begins anew (the store was
   * emptied, a process without a durable store restarted) has another.
   */
  readonly epoch: string;
  /** Offset of the oldest message that is kept; `next` when none is. */
  readonly first: number;
  /** The offset that the next message gets; 1 in a new log. */
  readonly next: number;
}

/** A part of a log, and how far the log goes. */
export interface LogSlice extends LogRange {
  /** In order and without gaps, from the offset that was asked for or from `first`, whichever is later. */
  readonly messages: readonly StoredMessage[];
}

/** What became of a message that was to be stored. */
export interface Appended {
  readonly epoch: string;
  readonly offset: number;
  readonly at: number;
  /** Whether a message with this id was stored before: then `offset` and `at` are that one's, and nothing was added. */
  readonly isDuplicate: boolean;
}

/** How much of a log is read at a time. One message is always given, however long. */
export interface ReadLimits {
  readonly count: number;
  /** Characters of JSON. */
  readonly characters: number;
}

/** A value now, or a promise of it: what is in memory need not wait. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Where the messages of topics are kept.
 *
 * A store MUST give offsets without gaps in the order of its `append` calls per topic; MUST answer an append only when
 * the message survives whatever the store promises to survive; MUST keep what `history` allows and MUST NOT give what
 * it does not allow any more (by count, bytes, or the clock); MUST remember ids at least as long as their message is
 * kept, and up to `rememberedIds` of the newest; and MUST change the epoch whenever offsets begin anew after a message
 * was stored. Reading or asking for the range of a topic that has no messages makes a log with `first` and `next` 1,
 * whose epoch the first message keeps.
 */
export interface TopicStore {
  /** Names the kind of store in messages and gauges. */
  readonly kind: string;
  /** Stores a message. Rejects, or throws, when it is not stored. */
  append(
    log: LogName,
    message: { readonly text: string; readonly at: number; readonly id?: string | undefined },
  ): Awaitable<Appended>;
  /** Messages from an offset on. */
  read(log: LogName, from: number, limits: ReadLimits): Awaitable<LogSlice>;
  /** How far the log goes. */
  range(log: LogName): Awaitable<LogRange>;
  /** Forgets a topic: messages, ids, epoch. */
  delete(topic: string): Awaitable<void>;
  /**
   * Stores that several processes write to: tells of messages that were stored by others. What it tells may come late,
   * twice or not at all; offsets put it right.
   *
   * @returns stops it
   */
  follow?(topic: string, stored: (message: StoredMessage, epoch: string) => void): () => void;
  /** Finishes what is under way and lets go of everything. */
  close(): Awaitable<void>;
}
