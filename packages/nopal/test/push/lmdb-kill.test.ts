/** A process that is killed while it publishes loses nothing that was acknowledged. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { lmdbStore } from '../../src/lmdb.ts';
import { ALL } from '../conformance/store-under-test.ts';
import { until } from '../support/until.ts';
import { PublisherProgram, type Acknowledged } from './lmdb-process.ts';

const ROUNDS = 4;
const KEPT = { history: { count: 1_000_000, bytes: 1e9, ageMs: 1e9 }, rememberedIds: 10 };

let program: PublisherProgram;

beforeAll(async () => {
  program = await PublisherProgram.build();
});

afterAll(() => program.remove());

function createPath(): string {
  const path = mkdtempSync(join(tmpdir(), 'nopal-kill-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test.each(['disk', 'process'])(
  'durability %s: what was acknowledged before kill -9 is there',
  async (durability) => {
    const path = createPath();
    const all: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const publisher = await program.start(path, durability, `round ${round}`);
      const enough = 1 + Math.floor(Math.random() * 1500);
      await until(() => publisher.acknowledged.length >= enough);
      await publisher.kill();
      all.push(...publisher.acknowledged);

      const store = lmdbStore({ path });
      const topics = new Set(all.map(({ topic }) => topic));
      for (const topic of topics) {
        const acknowledged = all.filter((each) => each.topic === topic);
        const { epoch, first, next, messages } = await store.read({ topic, ...KEPT }, 1, ALL);
        const stored = new Map(messages.map(({ offset, text }) => [offset, (JSON.parse(text) as { id: string }).id]));
        expect(acknowledged.filter(({ offset, id }) => stored.get(offset) !== id)).toEqual([]);
        expect([...new Set(acknowledged.map((each) => each.epoch))]).toEqual([epoch]);
        expect([first, messages.length, messages.at(-1)?.offset]).toEqual([1, next - 1, next - 1]);
        expect(messages.every(({ offset }, i) => offset === i + 1)).toBe(true);
        expect(new Set(stored.values()).size).toBe(stored.size);
        // Retried by publishers who did not hear: nothing is added.
        const retried = await Promise.all(
          acknowledged.map(async ({ id, offset }) => {
            const again = await store.append({ topic, ...KEPT }, { text: '"again"', at: Date.now(), id });
            return again.isDuplicate && again.offset === offset;
          }),
        );
        expect(retried).not.toContain(false);
        expect((await store.range({ topic, ...KEPT })).next).toBe(next);
      }
      await store.close();
    }
    expect(all.length).toBeGreaterThanOrEqual(ROUNDS);
  },
  60_000,
);

test('a disk that is full is told to each publisher; the process and what was acknowledged stay', async () => {
  const path = createPath();
  // so many blocks of 512 bytes may a file have
  const publisher = await program.start(path, 'disk', 'full', 'ulimit -f 4000');
  await until(() => publisher.refused.length === 24);
  expect(new Set(publisher.refused)).toEqual(
    new Set([expect.stringMatching(/^TopicError: The messages could not be written: .*See that the disk has space/)]),
  );
  expect(publisher.isAlive()).toBe(true);
  await publisher.kill();
  const store = lmdbStore({ path });
  for (const topic of new Set(publisher.acknowledged.map((each) => each.topic))) {
    const acknowledged = publisher.acknowledged.filter((each) => each.topic === topic);
    const { messages } = await store.read({ topic, ...KEPT }, 1, ALL);
    const ids = messages.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(acknowledged.filter(({ offset, id }) => ids[offset - 1] !== id)).toEqual([]);
  }
  await store.close();
});

test('a store that is open in another process is refused, until that one is gone', async () => {
  const path = createPath();
  const publisher = await program.start(path, 'disk', 'holder');
  try {
    expect(() => lmdbStore({ path })).toThrow(
      expect.objectContaining({
        code: 'topic-store-failed',
        message: expect.stringContaining(`open in process ${publisher.pid}`) as string,
      }) as Error,
    );
    // The refused one left it alone.
    const before = publisher.acknowledged.length;
    await until(() => publisher.acknowledged.length > before + 100);
  } finally {
    await publisher.kill();
  }
  await lmdbStore({ path }).close();
});
