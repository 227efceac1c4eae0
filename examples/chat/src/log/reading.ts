/** What a reader has read, by room: offsets have no gaps, so what is unread is a difference. */

/** Offsets of the newest messages, of the rooms where that is known. */
export type Latest = Readonly<Record<string, number>>;

/** How far somebody has read. */
export interface Reading {
  /** The newest message that was read, by room. */
  readonly read: Latest;
  /** The room on the page. */
  readonly room: string;
  /** Whether it is being read now: not while nobody looks, or looks at older messages. */
  readonly isAttended: boolean;
  /** What comes after this message of the room is marked as new, until something newer is; `null`: nothing is. */
  readonly newAfter: number | null;
}

export const nothingRead: Reading = { read: {}, room: '', isAttended: false, newAfter: null };

/**
 * Goes on reading.
 *
 * @param room the one on the page
 * @param isAttended whether its newest messages are being looked at
 */
export function goOn(reading: Reading, room: string, isAttended: boolean, latest: Latest): Reading {
  // What was there before the reader came is not news.
  const read = { ...latest, ...reading.read };
  const before = read[room];
  const newest = latest[room];
  if (before === undefined || newest === undefined) return { read, room, isAttended: false, newAfter: null };
  const isSame = reading.room === room;
  const marked = isSame ? reading.newAfter : null;
  const isUnread = newest > before && !(isSame && reading.isAttended && isAttended);
  return {
    read: isAttended ? { ...read, [room]: newest } : read,
    room,
    isAttended,
    newAfter: isUnread ? before : marked,
  };
}

/** How many messages of a room are unread. */
export function unreadIn(room: string, { read, ...reading }: Reading, latest: Latest): number {
  const newest = latest[room] ?? 0;
  const isRead = reading.room === room && reading.isAttended;
  return isRead ? 0 : Math.max(0, newest - (read[room] ?? newest));
}
