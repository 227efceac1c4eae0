import { expect, test } from 'vitest';
import { goOn, nothingRead, unreadIn, type Latest } from './reading.ts';

const start: Latest = { lobby: 10, help: 3 };

test('what was there before is not unread', () => {
  const reading = goOn(nothingRead, 'lobby', true, start);
  expect([unreadIn('lobby', reading, start), unreadIn('help', reading, start)]).toEqual([0, 0]);
  expect(reading.newAfter).toBeNull();
});

test('a room counts what comes while it is not attended, and marks it until something newer is unread', () => {
  let reading = goOn(nothingRead, 'lobby', true, start);
  reading = goOn(reading, 'lobby', true, { ...start, lobby: 11 });
  reading = goOn(reading, 'lobby', false, { ...start, lobby: 11 });
  expect(unreadIn('lobby', reading, { ...start, lobby: 11 })).toBe(0);
  reading = goOn(reading, 'lobby', false, { ...start, lobby: 14 });
  expect([unreadIn('lobby', reading, { ...start, lobby: 14 }), reading.newAfter]).toEqual([3, 11]);
  reading = goOn(reading, 'lobby', true, { ...start, lobby: 14 });
  expect([unreadIn('lobby', reading, { ...start, lobby: 14 }), reading.newAfter]).toEqual([0, 11]);
  reading = goOn(reading, 'lobby', true, { ...start, lobby: 15 });
  expect(reading.newAfter).toBe(11);
  // Looking away for a moment is no reason to forget where one was.
  reading = goOn(reading, 'lobby', false, { ...start, lobby: 15 });
  expect(reading.newAfter).toBe(11);
  expect(goOn(reading, 'lobby', true, { ...start, lobby: 15 }).newAfter).toBe(11);
  expect(goOn(reading, 'lobby', false, { ...start, lobby: 16 }).newAfter).toBe(15);
});

test('the room that one leaves counts from there, the one that one enters is read', () => {
  let reading = goOn(nothingRead, 'lobby', true, start);
  const later = { lobby: 12, help: 5 };
  reading = goOn(reading, 'help', true, later);
  expect([unreadIn('lobby', reading, later), unreadIn('help', reading, later)]).toEqual([2, 0]);
  expect(reading.newAfter).toBe(3);
});

test('a room that is not known yet has nothing unread, and begins when it is', () => {
  let reading = goOn(nothingRead, 'lobby', true, {});
  expect(unreadIn('lobby', reading, {})).toBe(0);
  reading = goOn(reading, 'lobby', true, start);
  expect([unreadIn('lobby', reading, start), reading.isAttended]).toEqual([0, true]);
});

test('a log that began anew has nothing unread', () => {
  const reading = goOn(nothingRead, 'help', true, start);
  expect(unreadIn('lobby', reading, { ...start, lobby: 1 })).toBe(0);
});
