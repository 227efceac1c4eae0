import type { EventReason } from '../protocol/frames.ts';
import type { TransportName } from '../protocol/transports.ts';
import type { MorphReason } from './outbox.ts';

/** How an event ended: its handlers ran, or the reason why they did not, or not well. */
export type EventEnd = 'done' | EventReason;

/** What happened so far, counted where it happens. */
export class Counters {
  /** Connections that are open now. */
  readonly connections: Record<TransportName, number> = { websocket: 0, sse: 0, poll: 0 };
  patches = 0;
  trees = 0;
  messages = 0;
  bytes = 0;
  /** Updates that a viewer never got, since a newer one was there by the time it could take one. */
  conflated = 0;
  readonly morphs: Record<MorphReason, number> = {
    'used-token': 0,
    checksum: 0,
    'unknown-count': 0,
    asked: 0,
    'let-go': 0,
  };
  readonly events: Record<EventEnd, number> = {
    done: 0,
    failed: 0,
    stale: 0,
    unhandled: 0,
    busy: 0,
    load: 0,
  };
}
