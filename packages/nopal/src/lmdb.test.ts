import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { lmdbStore } from './lmdb.ts';
import { TopicError } from './push/error.ts';

afterEach(() => {
  vi.doUnmock('lmdb');
  vi.resetModules();
});

test('a store keeps what is appended, and its errors are those of topics', async () => {
  const path = mkdtempSync(join(tmpdir(), 'nopal-lmdb-'));
  const room = { topic: 'room', history: { count: 10, bytes: 1000, ageMs: 60_000 }, rememberedIds: 10 };
  const store = lmdbStore({ path });
  await store.append(room, { text: '"hi"', at: Date.now() });
  expect(() => lmdbStore({ path })).toThrow(TopicError);
  await store.close();
  const again = lmdbStore({ path });
  expect(await again.read(room, 1, { count: 10, characters: 100 })).toMatchObject({ messages: [{ text: '"hi"' }] });
  await again.close();
  rmSync(path, { recursive: true });
});

test('without lmdb it says what to install', async () => {
  vi.resetModules();
  vi.doMock('lmdb', () => {
    throw new Error("Cannot find package 'lmdb'");
  });
  await expect(import('./lmdb.ts')).rejects.toThrow(/npm install lmdb.*\[topic-store-failed\]/);
});
