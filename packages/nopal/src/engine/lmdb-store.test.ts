import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ALL, log } from '../../test/conformance/store-under-test.ts';
import { until } from '../../test/support/until.ts';
import { TopicError } from '../push/error.ts';
import { LmdbStore, type LmdbStoreOptions } from './lmdb-store.ts';
import type { OwnerRow } from './lmdb/tables.ts';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'nopal-lmdb-'));
});

afterEach(() => rmSync(path, { recursive: true }));

function openStore(options: Partial<LmdbStoreOptions> = {}): LmdbStore {
  const store = new LmdbStore(
    open,
    { path, ...options },
    (code, message, fix, cause) => new TopicError(code, message, fix, { cause }),
  );
  onTestFinished(() => store.close());
  return store;
}

async function publish(store: LmdbStore, topic: string, count: number, bounds = {}): Promise<string> {
  const messages = Array.from({ length: count }, (_, i) => ({ text: String(i), at: Date.now(), id: `id ${i}` }));
  const [stored] = await Promise.all(messages.map((message) => store.append(log(topic, bounds), message)));
  return stored?.epoch ?? '';
}

/** Changes the file as another program would. */
async function change(make: (root: ReturnType<typeof open>) => void): Promise<void> {
  const root = open({ path, noSubdir: false, overlappingSync: false });
  make(root);
  await root.close();
}

function failing(code: string, message: RegExp): Error {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;
}

test.each([
  [{ path: '' }, /option path .*"".*path of a folder/],
  [{ path: 7 }, /option path/],
  [{ durability: 'none' }, /option durability .*"none".*'disk' or 'process'/],
  [{ forgetAfterMs: -1 }, /option forgetAfterMs .*-1/],
  [{ forgetAfterMs: Number.NaN }, /option forgetAfterMs/],
  [{ sweepMs: 0 }, /option sweepMs/],
  [{ sweepMs: 2 ** 31 }, /option sweepMs/],
])('options are checked: %o', (options, message) => {
  expect(() => openStore(options as Partial<LmdbStoreOptions>)).toThrow(failing('topic-options', message));
});

test('a folder is made, as deep as it is', async () => {
  const store = openStore({ path: join(path, 'a', 'b.c', 'd') });
  await publish(store, 'room', 1);
  expect(store.sizes).toEqual({ topics: 1, messages: 1, ids: 1 });
});

test('a path that cannot be a folder is told, with the reason', () => {
  writeFileSync(join(path, 'file'), '');
  for (const wrong of [join(path, 'file'), join(path, 'file', 'below')]) {
    expect(() => openStore({ path: wrong })).toThrow(
      failing('topic-store-failed', /could not be opened: .*(ENOTDIR|EEXIST|Not a directory).*may write to/s),
    );
  }
});

test.each(['x'.repeat(20_000), '\0'.repeat(20_000), 'short'])(
  'a file that LMDB did not write is told: %#',
  (content) => {
    writeFileSync(join(path, 'data.mdb'), content);
    expect(() => openStore()).toThrow(
      failing('topic-store-failed', /has a file data\.mdb that LMDB did not write.*Give/s),
    );
  },
);

test('a file that is empty, since the first start was cut short, is used', async () => {
  writeFileSync(join(path, 'data.mdb'), '');
  await publish(openStore(), 'room', 1);
});

test('data of something else, or of another version, is refused and left as it is', async () => {
  await change((root) => root.openDB('cache', {}).putSync('format', 1));
  expect(() => openStore()).toThrow(failing('topic-store-failed', /has data of something else/));
  await change((root) => expect([...root.getKeys()]).toEqual(['cache']));

  rmSync(path, { recursive: true });
  mkdirSync(path);
  await change((root) => root.openDB('facts', {}).putSync('format', 2));
  expect(() => openStore()).toThrow(failing('topic-store-failed', /a topic store of format 2.* format 1\./));
});

test('a folder whose first start was cut short is used', async () => {
  await change((root) => void [root.openDB('facts', {}), root.openDB('owner', {})]);
  await publish(openStore(), 'room', 1);
});

test('a second store in the same folder is refused, until the first one is closed', async () => {
  const store = openStore();
  const epoch = await publish(store, 'room', 1);
  expect(() => openStore()).toThrow(
    failing('topic-store-failed', /open in this process already.*Close it there first/),
  );
  expect((await store.append(log('room'), { text: '1', at: Date.now() })).offset).toBe(2);
  await store.close();
  expect(openStore().range(log('room'))).toEqual({ epoch, first: 1, next: 3 });
});

test('a store that was taken over by a process it cannot see writes nothing more', async () => {
  const store = openStore();
  await publish(store, 'room', 1);
  const { owner } = { owner: { token: 'another', pid: 1, started: '0', boot: '' } satisfies OwnerRow };
  await change((root) => root.openDB('owner', {}).putSync('owner', owner));
  await expect(publish(store, 'room', 1)).rejects.toThrow(failing('topic-store-failed', /opened by another process/));
  await store.close();
  await change((root) => expect(root.openDB('owner', {}).get('owner')).toEqual(owner));
});

test('a store whose process is not there any more is taken, also when another has its number now', async () => {
  const store = openStore();
  const epoch = await publish(store, 'room', 2);
  let mine: OwnerRow | undefined;
  await change((root) => (mine = root.openDB<OwnerRow, string>('owner', {}).get('owner')));
  await store.close();
  // no such process; one of the same number that started at another time; one of before the machine started
  for (const other of [{ pid: 2 ** 22 + 1 }, { started: '1' }, { boot: 'another' }]) {
    await change((root) => root.openDB('owner', {}).putSync('owner', { ...mine, ...other }));
    const next = openStore();
    expect(next.range(log('room'))).toEqual({ epoch, first: 1, next: 3 });
    await next.close();
  }
});

test('writes that are left to the system are noted until the store is closed', async () => {
  const note = join(path, 'unflushed');
  const store = openStore({ durability: 'process' });
  const epoch = await publish(store, 'room', 2);
  const noted = readFileSync(note, 'utf8');
  expect(() => openStore({ durability: 'process' })).toThrow(/is open in this process/);
  expect(readFileSync(note, 'utf8')).toBe(noted);
  await store.close();
  expect(existsSync(note)).toBe(false);

  // Killed while the machine ran on: all is there, and a store that promises more brings it to the disk.
  writeFileSync(note, noted);
  const next = openStore({ durability: 'disk' });
  expect(next.range(log('room'))).toEqual({ epoch, first: 1, next: 3 });
  expect(existsSync(note)).toBe(false);
  expect(() => openStore({ durability: 'process' })).toThrow(/is open in this process/);
  expect(existsSync(note)).toBe(false);
});

test.each(['disk', 'process'] as const)(
  'data of which some may not have come to the disk is put aside, and all epochs are new (%s)',
  async (durability) => {
    const store = openStore({ durability: 'process' });
    const epoch = await publish(store, 'room', 2);
    const unused = store.range(log('unused')).epoch;
    await store.close();
    writeFileSync(join(path, 'unflushed'), 'another-run-of-the-machine token');
    const next = openStore({ durability });
    const range = next.range(log('room'));
    expect(range).toMatchObject({ first: 1, next: 1 });
    expect([epoch, unused]).not.toContain(range.epoch);
    expect(next.range(log('unused')).epoch).not.toBe(unused);
    expect(existsSync(join(path, 'data.mdb.damaged'))).toBe(true);
    await publish(next, 'room', 1);
    await next.close();
    expect(openStore().range(log('room'))).toEqual({ epoch: range.epoch, first: 1, next: 2 });
  },
);

test('messages that are published at the same time share their writes to the disk', async () => {
  const store = openStore();
  let before = 0;
  let after = 0;
  const transactions = (root: ReturnType<typeof open>) => (root.getStats() as { lastTxnId: number }).lastTxnId;
  await change((root) => (before = transactions(root)));
  await publish(store, 'room', 900);
  await change((root) => (after = transactions(root)));
  expect(after - before).toBeLessThan(10);
});

test('messages of a topic that was left alone go from the disk, by and by the topic goes too', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = openStore({ sweepMs: 1, forgetAfterMs: 60_000 });
  const bounds = { count: 10_000, ageMs: 1000 };
  const epoch = await publish(store, 'old', 5000, bounds);
  vi.advanceTimersByTime(500);
  await publish(store, 'young', 10, bounds);
  vi.advanceTimersByTime(501);
  await until(() => store.sizes.messages === 10);
  expect(store.sizes).toEqual({ topics: 2, messages: 10, ids: 5010 });
  expect(store.range(log('old'))).toEqual({ epoch, first: 5001, next: 5001 });
  expect((await store.append(log('old', bounds, 10_000), { text: '', at: Date.now(), id: 'id 7' })).isDuplicate).toBe(
    true,
  );

  vi.advanceTimersByTime(60_000);
  await until(() => store.sizes.ids === 0);
  expect(store.sizes).toEqual({ topics: 0, messages: 0, ids: 0 });
  await change((root) => expect([...root.openDB('due', {}).getKeys()]).toEqual([]));
  const range = store.range(log('old'));
  expect(range).toMatchObject({ first: 1, next: 1 });
  expect(range.epoch).not.toBe(epoch);
});

test('what is left of a topic that was deleted goes from the disk', async () => {
  const store = openStore({ sweepMs: 1 });
  await publish(store, 'gone', 3000, { count: 10_000 });
  await publish(store, 'here', 3);
  await store.delete('gone');
  await publish(store, 'gone', 2);
  await until(() => store.sizes.messages === 5 && store.sizes.ids === 5);
  expect(store.read(log('gone'), 1, ALL).messages).toHaveLength(2);
});

test('what the bounds do not allow goes from the disk when the next message comes', async () => {
  const store = openStore();
  for (let i = 1; i <= 100; i++) {
    await store.append(log('room', { count: 3 }, 2), { text: '', at: Date.now(), id: `id ${i}` });
    expect(store.sizes).toEqual({ topics: 1, messages: Math.min(i, 3), ids: Math.min(i, 3) });
  }
});

test('what a narrower bound left over goes from the disk', async () => {
  const store = openStore({ sweepMs: 1 });
  await publish(store, 'room', 1000);
  await store.append(log('room', { count: 3 }), { text: '', at: Date.now() });
  await until(() => store.sizes.messages === 3);
});

test('messages that are kept for ever stay', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = openStore({ sweepMs: 1, forgetAfterMs: 0 });
  await publish(store, 'kept', 3, { ageMs: Number.POSITIVE_INFINITY });
  await publish(store, 'other', 3, { ageMs: 1 });
  vi.advanceTimersByTime(1e10);
  await until(() => store.sizes.topics === 1);
  expect(store.read(log('kept', { ageMs: Number.POSITIVE_INFINITY }), 1, ALL).messages).toHaveLength(3);
});

test('a sweep that fails is told once, and goes on when it can', async () => {
  const told: unknown[] = [];
  const store = openStore({ sweepMs: 1, report: (error) => told.push(error) });
  let owner: unknown;
  await change((root) => {
    owner = root.openDB('owner', {}).get('owner');
    root.openDB('owner', {}).putSync('owner', { token: 'another' });
    root.openDB('due', {}).putSync([0, 1], '');
  });
  await until(() => told.length > 0);
  for (let i = 0; i < 20; i++) await expect(publish(store, 'room', 1)).rejects.toThrow(TopicError);
  expect(told).toEqual([failing('topic-store-failed', /opened by another process/)]);
  await change((root) => root.openDB('owner', {}).putSync('owner', owner));
  await change((root) => root.openDB('messages', {}).putSync([1, 1], [0, 0, '']));
  await until(() => store.sizes.messages === 0);
  expect(told).toHaveLength(1);
});

test('a closed store says that it is closed', async () => {
  const store = openStore();
  await store.close();
  const closed = failing('topic-store-failed', /is closed/);
  expect(() => store.range(log('room'))).toThrow(closed);
  expect(() => store.read(log('room'), 1, ALL)).toThrow(closed);
  expect(() => store.append(log('room'), { text: '', at: 0 })).toThrow(closed);
  expect(() => store.delete('room')).toThrow(closed);
});

test.each(['', 'x'.repeat(2000)])('a name that cannot be a key is refused: %#', (topic) => {
  const store = openStore();
  expect(() => store.append(log(topic), { text: '', at: 0 })).toThrow(failing('topic-store-failed', /1 to 1978/));
});

test('what waits to be written is bounded', async () => {
  const store = openStore();
  const bounds = { count: 0 };
  const asked = Array.from({ length: 100_001 }, () => store.append(log('room', bounds), { text: '', at: 0 }));
  await expect(asked.at(-1)).rejects.toThrow(failing('topic-store-failed', /100000 messages wait.*Await what publish/));
  await Promise.all(asked.slice(0, -1));
  expect(store.range(log('room'))).toMatchObject({ next: 100_001 });
});
