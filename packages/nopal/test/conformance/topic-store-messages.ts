import { describe, expect, test, vi } from 'vitest';
import { ALL, log, type StoreUnderTest } from './store-under-test.ts';

/** Storing and reading. */
export function describeMessages(place: StoreUnderTest): void {
  describe('messages', () => {
    test('get offsets from 1 on, and come back as they were stored', async () => {
      const room = log('room');
      const { epoch } = await place.store.range(room);
      for (const offset of [1, 2, 3]) {
        vi.setSystemTime(1_800_000_000_000 + offset);
        const stored = await place.append(room, { offset });
        expect(stored).toEqual({ epoch, offset, at: 1_800_000_000_000 + offset, isDuplicate: false });
      }
      expect(await place.store.read(room, 1, ALL)).toEqual({
        epoch,
        first: 1,
        next: 4,
        messages: [1, 2, 3].map((offset) => ({
          offset,
          at: 1_800_000_000_000 + offset,
          text: `{"offset":${offset}}`,
        })),
      });
      expect(await place.store.range(room)).toEqual({ epoch, first: 1, next: 4 });
    });

    test('that are stored at the same time get offsets in the order of the calls, topic by topic', async () => {
      const rooms = ['a', 'b', 'c'].map((topic) => log(topic));
      const asked = Array.from({ length: 600 }, (_, i) => place.append(rooms[i % 3] ?? log('a'), i));
      const stored = await Promise.all(asked);
      expect(stored.map(({ offset }) => offset)).toEqual(asked.map((_, i) => Math.floor(i / 3) + 1));
      for (const [i, room] of rooms.entries()) {
        expect(await place.texts(room)).toEqual(Array.from({ length: 200 }, (_, n) => String(n * 3 + i)));
      }
    });

    test('are there for whoever reads once they are acknowledged', async () => {
      const room = log('room');
      for (let i = 1; i <= 50; i++) {
        const { offset } = await place.append(room, i);
        expect((await place.store.read(room, offset, ALL)).messages).toMatchObject([{ offset, text: String(i) }]);
        expect((await place.store.range(room)).next).toBe(offset + 1);
      }
    });

    test('keep the order of their times when the clock is set back', async () => {
      const room = log('room');
      const times: number[] = [];
      for (const at of [1_800_000_000_000, 1_799_999_990_000, 1_800_000_000_001]) {
        vi.setSystemTime(at);
        times.push((await place.append(room, at)).at);
      }
      expect((await place.store.read(room, 1, ALL)).messages.map(({ at }) => at)).toEqual(times);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
    });

    test.each([
      ['room:lobby/../..', 'plain'],
      ['räume:🪴:ſ', 'über 🪴 \u2028'],
      ['a'.repeat(200), 'nul \u0000 and \u001f'],
      ['🪴'.repeat(100), '"\\u0000"'],
      ['__proto__', '\uD800 alone'],
      ['constructor', ''],
      ['%00', 'x'.repeat(1024 * 1024)],
    ])('of a topic with a strange name (%s)', async (topic, message) => {
      const room = log(topic);
      await place.append(room, message, message);
      expect(await place.texts(room)).toEqual([JSON.stringify(message)]);
      expect(await place.append(room, message, message)).toMatchObject({ offset: 1, isDuplicate: true });
      expect(await place.texts(log(`${topic}!`))).toEqual([]);
    });

    test('of topics whose names begin alike stay apart', async () => {
      const rooms = ['1', '10', '1:0', '2', 'a', 'A', 'ä', 'a\u0308'].map((topic) => log(topic));
      for (const room of rooms) await place.append(room, room.topic, 'id');
      for (const room of rooms) expect(await place.texts(room)).toEqual([JSON.stringify(room.topic)]);
    });

    test('of many topics', async () => {
      const rooms = Array.from({ length: 2000 }, (_, i) => log(`room:${i}`));
      await Promise.all([1, 2, 3].flatMap((message) => rooms.map((room) => place.append(room, message))));
      for (const room of rooms) expect(await place.offsets(room)).toEqual([1, 2, 3]);
    });
  });

  describe('a part of a log', () => {
    test.each([
      { from: 1, expected: [4, 5, 6, 7, 8] },
      { from: 0, expected: [4, 5, 6, 7, 8] },
      { from: -7, expected: [4, 5, 6, 7, 8] },
      { from: 4, expected: [4, 5, 6, 7, 8] },
      { from: 7, expected: [7, 8] },
      { from: 9, expected: [] },
      { from: 1000, expected: [] },
      { from: Number.MAX_SAFE_INTEGER, expected: [] },
      { from: 5, count: 2, expected: [5, 6] },
      { from: 1, count: 1, expected: [4] },
      { from: 8, count: 5, expected: [8] },
    ])('from $from, at most $count: $expected', async ({ from, count = ALL.count, expected }) => {
      const room = log('room', { count: 5 });
      for (let i = 1; i <= 8; i++) await place.append(room, i);
      const { first, next, messages } = await place.store.read(room, from, { ...ALL, count });
      expect([first, next]).toEqual([4, 9]);
      expect(messages.map(({ offset }) => offset)).toEqual(expected);
    });

    test('has so many characters at most, and one message in any case', async () => {
      const room = log('room');
      for (const message of ['aaaa', 'bbbb', 'ccccccccccccccc', '🪴']) await place.append(room, message);
      const read = async (from: number, characters: number) => (await place.texts(room, from, { characters })).length;
      expect(await read(1, 12)).toBe(2);
      expect(await read(1, 11)).toBe(1);
      expect(await read(1, 0)).toBe(1);
      expect(await read(3, 5)).toBe(1);
      expect(await read(3, 21)).toBe(2);
      expect(await read(3, 20)).toBe(1);
    });

    test('of a topic that was never published to', async () => {
      const room = log('room');
      const range = await place.store.range(room);
      expect(range).toMatchObject({ first: 1, next: 1 });
      expect(await place.store.read(room, 1, ALL)).toEqual({ ...range, messages: [] });
      expect(range.epoch).not.toBe('');
    });
  });
}
