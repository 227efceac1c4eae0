import { expect, test } from 'vitest';
import { chatMessage } from '../rooms/message.ts';
import { dayOf } from './clock.ts';
import { type Entry, type Line, linesOf, type LogParts } from './lines.ts';

const noon = new Date(2025, 5, 2, 12).getTime();
const minutes = (count: number): number => noon + count * 60_000;
const entry = (offset: number, at: number, from: string, text: string): Entry => ({
  offset,
  at,
  message: chatMessage(from, text),
});
const change = (number: number, kind: 'joined' | 'left', id: string, at: number) => ({
  number,
  kind,
  user: { id },
  at,
});
const lines = (parts: Partial<LogParts>): Line[] =>
  linesOf({ messages: [], hasOlder: false, changes: [], welcome: null, newAfter: null, me: 'Ann', ...parts });
const texts = (parts: Partial<LogParts>): string[] =>
  lines(parts).map((line) => (line.kind === 'message' ? `${line.from}: ${line.text}` : line.text));

test('an empty room has no lines', () => {
  expect(lines({})).toEqual([]);
});

test('who came and went is told between the messages, but not of the reader', () => {
  expect(
    texts({
      messages: [entry(1, minutes(1), 'Bob', 'a'), entry(2, minutes(3), 'Bob', 'b')],
      changes: [
        change(1, 'joined', 'Ann', minutes(0)),
        change(2, 'joined', 'User7', minutes(2)),
        change(3, 'left', 'User7', minutes(4)),
      ],
      welcome: { at: minutes(0), name: 'Ann', online: 2 },
    }),
  ).toEqual([
    dayOf(noon),
    'Welcome! You are Ann. There are 2 users online.',
    'Bob: a',
    'User7 has joined the chat',
    'Bob: b',
    'User7 has left the chat',
  ]);
});

test('who joins and writes in the same millisecond joins first', () => {
  const messages = [entry(1, noon, 'Bob', 'a')];
  expect(texts({ messages, changes: [change(1, 'joined', 'Bob', noon)] })).toEqual([
    dayOf(noon),
    'Bob has joined the chat',
    'Bob: a',
  ]);
});

test('what happened among messages that are not shown is not shown, either', () => {
  const messages = [entry(7, minutes(2), 'Bob', 'a')];
  const changes = [change(1, 'joined', 'Cid', minutes(1)), change(2, 'left', 'Cid', minutes(3))];
  expect(texts({ messages, changes, hasOlder: true })).toEqual([dayOf(noon), 'Bob: a', 'Cid has left the chat']);
  expect(texts({ messages, changes })).toContain('Cid has joined the chat');
});

test('an author is named again after somebody else, something else, a pause, and midnight', () => {
  const messages = [
    entry(1, minutes(0), 'Bob', 'first'),
    entry(2, minutes(1), 'Bob', 'goes on'),
    entry(3, minutes(2), 'Cid', 'somebody else'),
    entry(4, minutes(3), 'Bob', 'again'),
    entry(5, minutes(4), 'Bob', 'after a note'),
    entry(6, minutes(9), 'Bob', 'after a pause'),
    entry(7, minutes(12 * 60 - 1), 'Bob', 'before midnight'),
    entry(8, minutes(12 * 60 + 1), 'Bob', 'after midnight'),
  ];
  const goOn = lines({ messages, changes: [change(1, 'left', 'Cid', minutes(3.5))] }).flatMap((line) =>
    line.kind === 'message' && line.goesOn ? [line.text] : [],
  );
  expect(goOn).toEqual(['goes on']);
});

test('each day is named once', () => {
  const messages = [0, 1, 24 * 60, 24 * 60 + 1].map((at, i) => entry(i + 1, minutes(at), 'Bob', String(i)));
  expect(texts({ messages })).toEqual([dayOf(noon), 'Bob: 0', 'Bob: 1', dayOf(minutes(24 * 60)), 'Bob: 2', 'Bob: 3']);
});

test('what is new is marked before its first message, if there is any', () => {
  const messages = [
    entry(7, minutes(1), 'Bob', 'old'),
    entry(8, minutes(2), 'Bob', 'new'),
    entry(9, minutes(3), 'Bob', 'x'),
  ];
  expect(texts({ messages, newAfter: 7 })).toEqual([dayOf(noon), 'Bob: old', 'New messages', 'Bob: new', 'Bob: x']);
  expect(texts({ messages, newAfter: 9 })).not.toContain('New messages');
  expect(texts({ messages })).not.toContain('New messages');
});

test('says which messages are mine, and which mention me', () => {
  const messages = [
    entry(1, noon, 'Ann', '@Ann'),
    entry(2, noon, 'Bob', 'hi @ANN'),
    entry(3, noon, 'Bob', 'hi @Annabel'),
  ];
  const marks = lines({ messages }).flatMap((line) =>
    line.kind === 'message' ? [[line.isMine, line.mentionsMe]] : [],
  );
  expect(marks).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
});

test('every line has a key of its own', () => {
  const messages = [0, 24 * 60].map((at, i) => entry(i + 1, minutes(at), 'Bob', 'x'));
  const keys = lines({ messages, changes: [change(1, 'joined', 'B', noon)], newAfter: 0 }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
