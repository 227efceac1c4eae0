import type { Batch } from './batch.ts';
import type { TopicError } from './error.ts';

/** Where a subscriber was: the last message that it has got. Offset 0 is before the first. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/**
 * Where a subscription begins: after a position, with the last messages there are, or (`'now'`) with what is published
 * from now on.
 */
export type From = Position | { readonly last: number } | 'now';

/**
 * Why messages are missing: `evicted`: the history does not go back so far; `epoch`: the log began anew; `ahead`: the
 * log ends before that position, so that messages were lost with the store; `skipped`: the subscriber was slow, and the
 * topic's policy is to go on with the latest.
 */
export type MissedReason = 'evicted' | 'epoch' | 'ahead' | 'skipped';

/** Tells that what comes next does not follow what came before. */
export interface Gap {
  readonly reason: MissedReason;
  /** How many messages are missing; `undefined` when that cannot be known. */
  readonly missed: number | undefined;
  /** After which position it goes on. */
  readonly epoch: string;
  readonly offset: number;
}

/** How a subscription began. */
export interface Start {
  /** After which position. */
  readonly epoch: string;
  readonly offset: number;
  /** Whether everything after the position that was named follows; true when none was named. */
  readonly recovered: boolean;
  /** Why not, and how much is missing. */
  readonly reason?: MissedReason;
  readonly missed?: number | undefined;
}

/** What takes a subscription's messages. Its methods MUST NOT throw. */
export interface Sink {
  /** Whether it can take more now. When it becomes so again, call `wake` of its cursor. */
  isReady(): boolean;
  /** How the subscription began; once, before anything else. */
  started(start: Start): void;
  /** Messages that follow the last ones, or the gap, without a hole. */
  take(batch: Batch): void;
  gap(gap: Gap): void;
  /** The subscription is over, not by its own wish; nothing comes any more. */
  ended(error: TopicError): void;
}
