/**
 * The durable store of topics on one machine.
 *
 * @module
 */
import type { LmdbStoreOptions } from './engine/lmdb-store.ts';
import { LmdbStore } from './engine/lmdb-store.ts';
import { TopicError } from './push/error.ts';
import type { TopicStore } from './push/store.ts';

export type { Durability, LmdbStoreOptions } from './engine/lmdb-store.ts';

const { open } = await import('lmdb').catch((cause: unknown) => {
  throw new TopicError(
    'topic-store-failed',
    'nopal/lmdb is made on the package lmdb, which could not be loaded. It is not installed with nopal.',
    'Run npm install lmdb.',
    { cause },
  );
});

/**
 * Keeps the messages of topics in a folder of this machine, without another server. What is published is acknowledged
 * when it survives the end of the process, and by default a loss of power too; messages that are published at the same
 * time share one write to the disk. Histories are kept to the bounds of their topics, epochs and offsets go on after a
 * restart, and so do the ids by which retries are harmless.
 *
 * A folder belongs to one process. Opening it while another process has it open is refused; so is the second time in
 * one process.
 *
 * @throws TopicError `topic-options`; `topic-store-failed` when the folder cannot be used: it may not be written to, is
 * open in another process, or holds something else
 * @example
 * ```ts
 * import { createApp } from 'nopal';
 * import { lmdbStore } from 'nopal/lmdb';
 *
 * const app = createApp({ topics: { store: lmdbStore({ path: 'data/topics' }) } });
 * ```
 */
export function lmdbStore(options: LmdbStoreOptions): TopicStore {
  return new LmdbStore(open, options, (code, message, fix, cause) => new TopicError(code, message, fix, { cause }));
}
