import { describe, expect, test, vi } from 'vitest';
import { ALL, log, WIDE, type StoreUnderTest } from './store-under-test.ts';

/** Ids, epochs, and the end of a topic and of a store. */
export function describeIdentity(place: StoreUnderTest): void {
  describe('ids', () => {
    test('are stored once; a retry is told of the first', async () => {
      const room = log('room');
      const first = await place.append(room, 'first', 'a');
      vi.advanceTimersByTime(100);
      await place.append(room, 'second', 'b');
      expect(await place.append(room, 'another', 'a')).toEqual({ ...first, isDuplicate: true });
      expect(await place.texts(room)).toEqual(['"first"', '"second"']);
    });

    test('that come at the same time are stored once', async () => {
      const room = log('room');
      const stored = await Promise.all(Array.from({ length: 100 }, (_, i) => place.append(room, i, `id ${i % 10}`)));
      expect(stored.filter(({ isDuplicate }) => !isDuplicate).map(({ offset }) => offset)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ]);
      expect(stored.map(({ offset }) => offset)).toEqual(stored.map((_, i) => (i % 10) + 1));
      expect(await place.offsets(room)).toHaveLength(10);
    });

    test('are each topic’s own', async () => {
      await place.append(log('a'), 1, 'id');
      expect(await place.append(log('b'), 1, 'id')).toMatchObject({ offset: 1, isDuplicate: false });
    });

    test('are told apart, whatever is in them', async () => {
      const room = log('room');
      const ids = [
        '',
        'a',
        'A',
        'a\u0000',
        '\u0000a',
        'x'.repeat(5000),
        `${'x'.repeat(4999)}y`,
        '__proto__',
        'ä',
        'a\u0308',
      ];
      for (const id of ids) expect(await place.append(room, id, id)).toMatchObject({ isDuplicate: false });
      for (const [i, id] of ids.entries()) {
        expect(await place.append(room, id, id)).toMatchObject({ offset: i + 1, isDuplicate: true });
      }
    });

    test('are remembered as long as the message is kept, however many there are', async () => {
      const room = log('room', { count: 50 }, 3);
      for (let i = 1; i <= 60; i++) await place.append(room, i, `id ${i}`);
      for (let i = 11; i <= 60; i++) expect(await place.append(room, i, `id ${i}`)).toMatchObject({ offset: i });
    });

    test('are remembered longer than the message, up to their number', async () => {
      const room = log('room', { count: 2 }, 5);
      for (let i = 1; i <= 20; i++) {
        await place.append(room, i, `id ${i}`);
        await place.append(room, 'without');
      }
      for (let i = 16; i <= 20; i++)
        expect(await place.append(room, i, `id ${i}`)).toMatchObject({ offset: i * 2 - 1 });
      expect(await place.append(room, 1, 'id 1')).toMatchObject({ offset: 41, isDuplicate: false });
    });

    test('are remembered although the messages got too old', async () => {
      const room = log('room', { ageMs: 1000 }, 5);
      for (let i = 1; i <= 5; i++) await place.append(room, i, `id ${i}`);
      vi.advanceTimersByTime(5000);
      for (let i = 1; i <= 5; i++)
        expect(await place.append(room, i, `id ${i}`)).toMatchObject({ offset: i, isDuplicate: true });
      expect(await place.offsets(room)).toEqual([]);
    });
  });

  describe('an epoch', () => {
    test('is told before the first message and stays', async () => {
      const room = log('room', { count: 2 });
      const { epoch } = await place.store.range(room);
      expect((await place.store.read(room, 1, ALL)).epoch).toBe(epoch);
      for (let i = 1; i <= 5; i++) expect(await place.append(room, i)).toMatchObject({ epoch });
      vi.advanceTimersByTime(WIDE.ageMs * 2);
      expect(await place.store.range(room)).toEqual({ epoch, first: 6, next: 6 });
      expect(await place.append(room, 6)).toMatchObject({ epoch, offset: 6 });
    });

    test('is another one when the topic was forgotten', async () => {
      const room = log('room');
      const epochs = new Set<string>();
      for (let i = 1; i <= 5; i++) {
        const { epoch } = await place.store.range(room);
        expect(epochs).not.toContain(epoch);
        epochs.add(epoch);
        expect(await place.append(room, i, 'id')).toEqual({ epoch, offset: 1, at: Date.now(), isDuplicate: false });
        await place.store.delete('room');
      }
    });
  });

  describe('a topic that is forgotten', () => {
    test('has no messages and no ids any more; others have', async () => {
      const [room, other] = [log('room'), log('other')];
      for (let i = 1; i <= 300; i++)
        await Promise.all([place.append(room, i, `id ${i}`), place.append(other, i, `id ${i}`)]);
      await place.store.delete('room');
      expect(await place.store.read(room, 1, ALL)).toMatchObject({ first: 1, next: 1, messages: [] });
      expect(await place.append(room, 'new', 'id 1')).toMatchObject({ offset: 1, isDuplicate: false });
      expect(await place.texts(room)).toEqual(['"new"']);
      expect(await place.offsets(other)).toHaveLength(300);
      expect(await place.append(other, 'new', 'id 1')).toMatchObject({ offset: 1, isDuplicate: true });
    });

    test('is forgotten between what was published before and after', async () => {
      const room = log('room');
      const [before, , after] = await Promise.all([
        place.append(room, 'before'),
        place.store.delete('room'),
        place.append(room, 'after'),
      ]);
      expect([before.offset, after.offset]).toEqual([1, 1]);
      expect(before.epoch).not.toBe(after.epoch);
      expect(await place.texts(room)).toEqual(['"after"']);
    });

    test('need not have been there', async () => {
      await place.store.delete('nobody was here');
      expect(await place.store.range(log('nobody was here'))).toMatchObject({ first: 1, next: 1 });
    });
  });

  describe('closing', () => {
    test('lets what is under way be stored, and may be asked for twice', async () => {
      const asked = Promise.all([1, 2, 3].map((message) => place.append(log('room'), message)));
      const closed = place.store.close();
      expect((await asked).map(({ offset }) => offset)).toEqual([1, 2, 3]);
      await closed;
      await place.store.close();
    });

    test('and opening leaves everything as it was, if the store is durable', async () => {
      if (!place.isDurable) return;
      const [room, never, gone] = [log('room', { count: 3 }, 4), log('never'), log('gone')];
      await place.append(gone, 1);
      await place.store.delete('gone');
      for (let i = 1; i <= 5; i++) await place.append(room, i, `id ${i}`);
      const logs = [room, never, gone];
      const before = await Promise.all(logs.map((of) => place.read(of)));
      for (let times = 0; times < 3; times++) {
        await place.reopen();
        expect(await Promise.all(logs.map((of) => place.read(of)))).toEqual(before);
      }
      expect(await place.append(room, 2, 'id 2')).toMatchObject({ offset: 2, isDuplicate: true });
      expect(await place.append(room, 6)).toMatchObject({ epoch: before[0]?.epoch, offset: 6 });
    });
  });
}
