import type { HistoryBounds } from '../../push/store.ts';

/** A place in a log: the messages from `offset` on. */
export interface Start {
  readonly offset: number;
  /** When the message there was published. */
  readonly at: number;
  /** Bytes of all messages before it. */
  readonly before: number;
}

/** How far a log goes, counted in messages and in bytes. */
export interface End {
  readonly next: number;
  readonly total: number;
}

/**
 * Where a log begins when its bounds are kept. Looks at few messages, however many are too old: times and sums only grow
 * along a log.
 *
 * @param start where it began before
 * @param now the time by which ages are counted, in milliseconds since 1970
 * @param at reads the place with an offset between `start` and `end`
 */
export function trim(start: Start, end: End, bounds: HistoryBounds, now: number, at: (offset: number) => Start): Start {
  const isInBounds = (place: Start): boolean =>
    end.next - place.offset <= bounds.count &&
    end.total - place.before <= bounds.bytes &&
    place.at > now - bounds.ageMs;

  const empty: Start = { offset: end.next, at: Number.POSITIVE_INFINITY, before: end.total };
  if (start.offset >= end.next) return empty;
  if (isInBounds(start)) return start;

  // Mostly one message goes when one comes, so the search begins near the start, in growing steps.
  let out = Math.max(start.offset, end.next - bounds.count - 1);
  let inside = empty;
  for (let step = 1; out + step < end.next; step *= 2) {
    const place = at(out + step);
    if (isInBounds(place)) {
      inside = place;
      break;
    }
    out += step;
  }
  while (inside.offset - out > 1) {
    const place = at(Math.floor((out + inside.offset) / 2));
    if (isInBounds(place)) inside = place;
    else out = place.offset;
  }
  return inside;
}
