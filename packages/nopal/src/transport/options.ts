import type { IncomingMessage } from 'node:http';
import type { Accept } from '../protocol/connection.ts';
import type { Limits } from '../protocol/limits.ts';
import type { OriginPolicy } from './origin.ts';

/** What every transport is made with. */
export interface TransportOptions {
  readonly origins: OriginPolicy;
  readonly limits: Limits;
  readonly accept: Accept;
  /** Told of every connection that was refused. */
  readonly refused: (request: IncomingMessage, reason: 'origin-refused') => void;
  /** Told of errors on connections, which close by themselves; a `NopalError` is for the app's owner to act on. */
  readonly failed: (error: unknown) => void;
}

/** How long the other side may take to hear of a close before what carries the connection is cut, in milliseconds. */
export const CLOSE_MS = 2000;

/**
 * How many bytes may wait for the network before another frame is sent. Who acknowledges what it reads never has more
 * than the window under way; whoever acknowledges what it did not read would have all that follows kept here.
 */
export function mostKept({ windowBytes }: Limits): number {
  return 2 * windowBytes;
}
