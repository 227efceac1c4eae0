import { describe, expect, test, vi } from 'vitest';
import { ALL, log, type StoreUnderTest } from './store-under-test.ts';

/** What of a history is kept. */
export function describeBounds(place: StoreUnderTest): void {
  describe('a history is bounded', () => {
    test('by count', async () => {
      const room = log('room', { count: 3 });
      for (let i = 1; i <= 10; i++) {
        await place.append(room, i);
        const { first, next } = await place.store.range(room);
        expect([first, next]).toEqual([Math.max(1, i - 2), i + 1]);
      }
      expect(await place.offsets(room)).toEqual([8, 9, 10]);
    });

    test('by bytes, counted in UTF-8', async () => {
      const room = log('room', { bytes: 20 });
      // a pair of quotation marks and three bytes each
      for (let i = 1; i <= 6; i++) await place.append(room, '€');
      expect(await place.offsets(room)).toEqual([3, 4, 5, 6]);
      await place.append(room, '€€€€€');
      expect(await place.offsets(room)).toEqual([7]);
      await place.append(room, '');
      expect(await place.offsets(room)).toEqual([7, 8]);
    });

    test('by age, when it is read', async () => {
      const room = log('room', { ageMs: 1000 });
      for (let i = 1; i <= 4; i++) {
        await place.append(room, i);
        vi.advanceTimersByTime(400);
      }
      // published 1600, 1200, 800 and 400 ms ago
      expect(await place.offsets(room)).toEqual([3, 4]);
      expect(await place.store.range(room)).toMatchObject({ first: 3, next: 5 });
      vi.advanceTimersByTime(10_000);
      expect(await place.store.range(room)).toMatchObject({ first: 5, next: 5 });
      expect(await place.store.read(room, 1, ALL)).toMatchObject({ first: 5, next: 5, messages: [] });
    });

    test('by age, when the next message comes', async () => {
      const room = log('room', { ageMs: 1000 });
      for (let i = 1; i <= 100; i++) await place.append(room, i);
      vi.advanceTimersByTime(1001);
      await place.append(room, 'next');
      expect(await place.store.read(room, 1, ALL)).toMatchObject({
        first: 101,
        next: 102,
        messages: [{ offset: 101 }],
      });
    });

    test('by the strictest of the three', async () => {
      const room = log('room', { count: 5, bytes: 8, ageMs: 1000 });
      for (let i = 1; i <= 9; i++) await place.append(room, i);
      expect(await place.offsets(room)).toEqual([5, 6, 7, 8, 9]);
      for (let i = 1; i <= 3; i++) await place.append(room, 100 + i);
      expect(await place.offsets(room)).toEqual([11, 12]);
      vi.advanceTimersByTime(999);
      await place.append(room, 1);
      vi.advanceTimersByTime(2);
      expect(await place.offsets(room)).toEqual([13]);
    });

    test('to nothing: offsets count on', async () => {
      const room = log('room', { count: 0 });
      for (let i = 1; i <= 3; i++) expect(await place.append(room, i, `id ${i}`)).toMatchObject({ offset: i });
      expect(await place.store.read(room, 1, ALL)).toMatchObject({ first: 4, next: 4, messages: [] });
      expect(await place.append(room, 2, 'id 2')).toMatchObject({ offset: 2, isDuplicate: true });
    });

    test('a message that is longer than all that is kept is not kept, nor what is before it', async () => {
      const room = log('room', { bytes: 10 });
      await place.append(room, 'short');
      expect(await place.append(room, 'much too long')).toMatchObject({ offset: 2 });
      expect(await place.store.read(room, 1, ALL)).toMatchObject({ first: 3, next: 3, messages: [] });
      await place.append(room, 'again');
      expect(await place.offsets(room)).toEqual([3]);
    });

    test('by other bounds from the moment on in which they are given', async () => {
      for (let i = 1; i <= 300; i++) await place.append(log('room'), i);
      expect(await place.offsets(log('room', { count: 4 }))).toEqual([297, 298, 299, 300]);
      expect(await place.offsets(log('room', { bytes: 9 }))).toEqual([298, 299, 300]);
      await place.append(log('room', { count: 2 }), 301);
      await place.append(log('room'), 302);
      expect(await place.offsets(log('room'))).toEqual([300, 301, 302]);
    });
  });
}
