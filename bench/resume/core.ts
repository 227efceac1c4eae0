import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore, Topics, type Position, type TopicStore } from 'nopal';
import { lmdbStore } from 'nopal/lmdb';
import { serve } from '../rig/remote.ts';
import { said } from '../topics/said.ts';
import { timed } from './timed.ts';

// Topics without connections: what it takes the core to give a subscriber what it missed. In a process of its own.

/** By how many messages are published at a time: those that wait for the disk share a write. */
const AT_ONCE = 1000;

let topics = new Topics();
let names: readonly string[] = [];
/** Where each topic ends. */
let ends: readonly Position[] = [];

const methods = {
  /** Makes so many topics with so many messages each. */
  async fill(kind: 'memory' | 'lmdb', count: number, messages: number): Promise<void> {
    topics = new Topics({ store: kind === 'memory' ? new MemoryStore() : onDisk() });
    names = Array.from({ length: count }, (_, n) => `room:${n}`);
    for (let n = 0; n < count * messages; n += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count * messages - n) }, (_, more) => n + more);
      await Promise.all(some.map((each) => topics.publish(nameOf(each), said(each))));
    }
    ends = await Promise.all(
      names.map(async (name) => {
        const { epoch, next } = await topics.range(name);
        return { epoch, offset: next - 1 };
      }),
    );
  },

  /** Resumes so many subscriptions that missed so many messages, some at a time. */
  resume: (count: number, missed: number, atOnce: number) =>
    timed(count, atOnce, (n) => resume(n % names.length, missed)),

  close: () => topics.close(),
};

/** What the core can be asked. */
export type CoreApi = typeof methods;

function onDisk(): TopicStore {
  const path = mkdtempSync(join(tmpdir(), 'nopal-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return lmdbStore({ path, durability: 'process' });
}

function nameOf(n: number): string {
  return names[n % names.length] ?? '';
}

/** Subscribes after a position, and ends when all that was missed is there. */
function resume(topic: number, missed: number): Promise<void> {
  const end = ends[topic] as Position;
  let got = 0;
  return new Promise((resolve, reject) => {
    const cursor = topics.follow(
      nameOf(topic),
      { epoch: end.epoch, offset: end.offset - missed },
      {
        isReady: () => true,
        started: ({ recovered }) => {
          if (!recovered) reject(new Error('The messages are not there any more.'));
        },
        take: ({ messages }) => {
          got += messages.length;
          if (got < missed) return;
          cursor.close();
          resolve();
        },
        gap: ({ reason }) => reject(new Error(`There was a gap: ${reason}.`)),
        ended: reject,
      },
    );
  });
}

serve(methods);
