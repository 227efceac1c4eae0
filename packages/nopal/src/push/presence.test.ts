import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Presence, PresenceRooms, type PresenceChange } from './presence.ts';
import { Topics } from './topics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function make(graceMs = 5000) {
  const rooms = new PresenceRooms();
  const presence = new Presence('room:lobby', graceMs, rooms);
  const told: string[] = [];
  const stop = presence.onChange(
    ({ kind, user, count }: PresenceChange) => void told.push(`${user.id} ${kind} ${count}`),
  );
  return { presence, told, rooms, stop };
}

test('a user comes with the first connection and goes with the last', () => {
  const { presence, told } = make();
  const [first, second] = [presence.join({ id: 'ann' }), presence.join({ id: 'ann' })];
  const bob = presence.join({ id: 'bob' });
  expect([presence.count, presence.connections, presence.has('ann')]).toEqual([2, 3, true]);
  expect(presence.users(10).map(({ id, connections }) => [id, connections])).toEqual([
    ['ann', 2],
    ['bob', 1],
  ]);
  expect(presence.users(1)).toHaveLength(1);
  first.leave();
  first.leave();
  bob.leave();
  second.leave();
  expect(told).toEqual(['ann joined 1', 'bob joined 2', 'bob left 1', 'ann left 0']);
  expect(presence.connections).toBe(0);
});

test('who was lost counts for the grace period, comes back without a word, and joins again after it', () => {
  const { presence, told } = make();
  const ann = presence.join({ id: 'ann' });
  ann.lost();
  vi.advanceTimersByTime(4999);
  expect(presence.count).toBe(1);
  ann.back();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['ann joined 1']);
  ann.lost();
  vi.advanceTimersByTime(5000);
  expect(told).toEqual(['ann joined 1', 'ann left 0']);
  ann.back();
  ann.back();
  expect(presence.connections).toBe(1);
  ann.lost();
  ann.leave();
  ann.back();
  vi.advanceTimersByTime(60_000);
  expect(told.slice(2)).toEqual(['ann joined 1', 'ann left 0']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a grace of its own', () => {
  const { presence } = make();
  presence.join({ id: 'ann' }, { graceMs: 0 }).lost();
  vi.advanceTimersByTime(0);
  expect(presence.count).toBe(0);
});

test('data is told when it changed, cannot be changed, and is bounded', () => {
  const { presence, told } = make();
  const data = { typing: false };
  const ann = presence.join({ id: 'ann', data });
  data.typing = true;
  expect(presence.users(1)[0]?.data).toEqual({ typing: false });
  ann.update({ typing: false });
  ann.update({ typing: true });
  expect(told).toEqual(['ann joined 1', 'ann updated 1']);
  expect(() => ann.update('x'.repeat(1025))).toThrow(/message-too-long/);
  expect(() => presence.join({ id: 'bob', data: new Date() })).toThrow(/message-not-json/);
  expect(presence.count).toBe(1);
  ann.leave();
  ann.update({ typing: false });
  expect(told).toHaveLength(3);
});

test('nothing is kept of a topic in which nobody is and nobody looks', () => {
  const { presence, rooms, stop } = make();
  const ann = presence.join({ id: 'ann' });
  stop();
  stop();
  expect(rooms.size).toBe(1);
  ann.leave();
  expect(rooms.size).toBe(0);
});

test('whoever asks for the presence of a topic, whenever, asks about the same', () => {
  const topics = new Topics();
  const early = topics.presence('a');
  early.join({ id: 'ann' }).leave();
  const member = early.join({ id: 'bob' });
  expect(topics.presence('a').count).toBe(1);
  expect(topics.gauges().present).toBe(1);
  member.leave();
  expect(topics.gauges().present).toBe(0);
});
