import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { lmdbStore } from '../../src/lmdb.ts';
import { describeTopicStore } from '../conformance/topic-store.ts';

describe.each(['disk', 'process'] as const)('durability %s', (durability) => {
  describeTopicStore('a store on disk', () => {
    const path = mkdtempSync(join(tmpdir(), 'nopal-lmdb-'));
    return {
      // swept all the time, so that tests would see it if that took something away
      open: () => lmdbStore({ path, durability, sweepMs: 2 }),
      isDurable: true,
      clean: () => rmSync(path, { recursive: true }),
    };
  });
});
