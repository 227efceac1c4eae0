import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore, Topics } from 'nopal';
import { lmdbStore } from 'nopal/lmdb';
import { serve } from '../rig/remote.ts';
import { usage } from '../rig/usage.ts';
import { said, type Said } from '../topics/said.ts';

// Holds messages in one way or another. Started by the part, in a process of its own.

/** How messages are held. */
export type Way = 'memory' | 'memory, with publishers’ ids' | 'lmdb' | 'Map of arrays';

interface Held {
  readonly offset: number;
  readonly at: number;
  readonly message: Said;
}

/** By how many messages are published at a time: those that wait for the disk share a write. */
const AT_ONCE = 1000;

let folder: string | undefined;
/** Keeps what is measured. */
const held: { topics?: Topics; rooms?: Map<string, Held[]> } = {};

const methods = {
  ...usage,

  /** Holds so many messages in each of so many topics. Resolves to how many milliseconds that took. */
  async fill(way: Way, topics: number, messages: number): Promise<number> {
    const started = performance.now();
    if (way === 'Map of arrays') fillMap(topics, messages);
    else await fillTopics(way, topics, messages);
    return performance.now() - started;
  },

  /** What is on disk, in bytes. */
  fileBytes(): number {
    const path = folder;
    if (path === undefined) return 0;
    // Holes count for nothing.
    return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).blocks * 512, 0);
  },

  close: () => held.topics?.close(),
};

/** What the holder of messages can be asked. */
export type HolderApi = typeof methods;

/** Rounds, as in life: one message of each topic after another. */
async function fillTopics(way: Exclude<Way, 'Map of arrays'>, count: number, messages: number): Promise<void> {
  const topics = (held.topics = new Topics({ store: way === 'lmdb' ? onDisk() : new MemoryStore() }));
  const hasIds = way === 'memory, with publishers’ ids';
  const names = Array.from({ length: count }, (_, n) => `room:${n}`);
  const all = count * messages;
  for (let n = 0; n < all; n += AT_ONCE) {
    const some: Promise<unknown>[] = [];
    for (let each = n; each < n + AT_ONCE && each < all; each++) {
      some.push(topics.publish(names[each % count] ?? '', said(each), hasIds ? { id: idOf(each) } : {}));
    }
    await Promise.all(some);
  }
}

/** What one would write without a library. */
function fillMap(count: number, messages: number): void {
  const rooms = (held.rooms = new Map<string, Held[]>());
  for (let n = 0; n < count * messages; n++) {
    const name = `room:${n % count}`;
    let room = rooms.get(name);
    if (room === undefined) rooms.set(name, (room = []));
    // As it comes from a connection: parsed, so that its texts are its own.
    const message = JSON.parse(JSON.stringify(said(n))) as Said;
    room.push({ offset: room.length + 1, at: Date.now(), message });
  }
}

/** As long as a UUID, of its own. */
function idOf(n: number): string {
  return Buffer.from(`message-${String(n).padStart(28, '0')}`).toString('latin1');
}

function onDisk(): ReturnType<typeof lmdbStore> {
  const path = mkdtempSync(join(tmpdir(), 'nopal-bench-'));
  folder = path;
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return lmdbStore({ path, durability: 'process' });
}

serve(methods);
