/** What a room shows, line by line: messages, what else happened, and where a day or something new begins. */
import { nameKey } from '../people/names.ts';
import type { ChatMessage } from '../rooms/message.ts';
import { joinedLine, leftLine, welcomeLine } from '../rooms/plain-text.ts';
import { dayOf } from './clock.ts';

/** A message with its place in the room. */
export interface Entry {
  readonly offset: number;
  readonly at: number;
  readonly message: ChatMessage;
}

/** Somebody came or went. */
export interface Change {
  readonly kind: string;
  readonly user: { readonly id: string };
  readonly at: number;
  readonly number: number;
}

/** How the reader was greeted. */
export interface Welcome {
  readonly at: number;
  readonly name: string;
  readonly online: number;
}

export interface MessageLine {
  readonly kind: 'message';
  readonly key: string;
  readonly at: number;
  readonly from: string;
  readonly text: string;
  /** Whether it goes on right below another one of the same author, who need not be named again. */
  readonly goesOn: boolean;
  readonly isMine: boolean;
  readonly mentionsMe: boolean;
}

/** Something that is told in the third person. */
export interface NoteLine {
  readonly kind: 'note' | 'day' | 'new';
  readonly key: string;
  readonly at: number;
  readonly text: string;
}

export type Line = MessageLine | NoteLine;

/** What the lines are made of. */
export interface LogParts {
  readonly messages: readonly Entry[];
  /** Whether there are messages before these; then what happened among those is not told, either. */
  readonly hasOlder: boolean;
  readonly changes: readonly Change[];
  readonly welcome: Welcome | null;
  /** What the reader has read up to; what comes after it is new. `null`: nothing is marked. */
  readonly newAfter: number | null;
  /** The reader's name. */
  readonly me: string;
}

/** After so long, the author of a message is named again. */
const pauseMs = 5 * 60 * 1000;

/** The lines of a room, the oldest first. */
export function linesOf(parts: LogParts): Line[] {
  const begin = parts.hasOlder ? (parts.messages[0]?.at ?? 0) : 0;
  const notes = notesOf(parts).filter(({ at }) => at >= begin);
  const lines: Line[] = [];
  const add = (line: Line): void => {
    const day = dayOf(line.at);
    const before = lines.at(-1);
    if (before === undefined || dayOf(before.at) !== day) lines.push({ kind: 'day', key: day, at: line.at, text: day });
    lines.push(line);
  };
  let note = 0;
  let isMarked = false;
  for (const entry of parts.messages) {
    for (let next = notes[note]; next !== undefined && next.at <= entry.at; next = notes[++note]) add(next);
    if (!isMarked && parts.newAfter !== null && entry.offset > parts.newAfter) {
      isMarked = true;
      add({ kind: 'new', key: 'new', at: entry.at, text: 'New messages' });
    }
    add(messageLineOf(entry, lines.at(-1), parts.me));
  }
  for (const rest of notes.slice(note)) add(rest);
  return lines;
}

function notesOf({ changes, welcome, me }: LogParts): NoteLine[] {
  const notes: NoteLine[] = changes.flatMap(({ kind, user, at, number }) => {
    if (nameKey(user.id) === nameKey(me) || (kind !== 'joined' && kind !== 'left')) return [];
    const text = kind === 'joined' ? joinedLine(user.id) : leftLine(user.id);
    return [{ kind: 'note', key: `change-${number}`, at, text }];
  });
  if (welcome !== null) {
    const { at, name, online } = welcome;
    notes.push({ kind: 'note', key: 'welcome', at, text: welcomeLine(name, online) });
  }
  return notes.toSorted((a, b) => a.at - b.at);
}

function messageLineOf({ offset, at, message }: Entry, before: Line | undefined, me: string): MessageLine {
  const { from, text, mentions } = message;
  const goesOn = before?.kind === 'message' && before.from === from && at - before.at < pauseMs;
  return {
    kind: 'message',
    key: `message-${offset}`,
    at,
    from,
    text,
    goesOn: goesOn && dayOf(before.at) === dayOf(at),
    isMine: from === me,
    mentionsMe: mentions.some((name) => nameKey(name) === nameKey(me)),
  };
}
