import { expect, test } from 'vitest';
import { inboxOf, type Mention, mentionsAmong, type Seen } from './inbox.ts';

const mention = (text: string): Mention => ({ kind: 'mention', room: 'lobby', from: 'Ann', text });
const seen = (upTo: number): Seen => ({ kind: 'seen', upTo });
const log = (...messages: (Mention | Seen)[]) => messages.map((message, i) => ({ offset: i + 1, at: i, message }));

test('the newest mention is first, and new is what came after all that was seen', () => {
  const items = mentionsAmong(log(mention('a'), mention('b'), seen(2), mention('c'), seen(1), mention('d')));
  expect(items.map(({ text, isNew }) => [text, isNew])).toEqual([
    ['d', true],
    ['c', true],
    ['b', false],
    ['a', false],
  ]);
});

test('an inbox belongs to a name of a browser, however it is written', () => {
  const ann = inboxOf({ name: 'Ann', visitor: '1' }).name;
  expect(inboxOf({ name: 'ANN', visitor: '1' }).name).toBe(ann);
  expect(inboxOf({ name: 'Ann', visitor: '2' }).name).not.toBe(ann);
  expect(inboxOf({ name: 'Bob', visitor: '1' }).name).not.toBe(ann);
});
