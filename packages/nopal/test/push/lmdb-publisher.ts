/**
 * Publishes as fast as it can until it is killed, and prints each message that was acknowledged, and what was refused.
 * Run in a process of its own by the tests: folder of the store, durability, and a name for the ids.
 */
import process from 'node:process';
import { lmdbStore } from '../../src/lmdb.ts';

const PUBLISHERS = 24;
const TOPICS = ['room:a', 'room:b', 'room:ü'];
const BOUNDS = { history: { count: 1_000_000, bytes: 1e9, ageMs: 1e9 }, rememberedIds: 10 };

const [path = '', durability = 'disk', run = ''] = process.argv.slice(2);
const store = lmdbStore({ path, durability: durability === 'process' ? 'process' : 'disk' });
process.stdout.write(`${JSON.stringify({ isOpen: true })}\n`);

async function publish(publisher: number): Promise<void> {
  for (let i = publisher; ; i++) {
    const topic = TOPICS[i % TOPICS.length] ?? '';
    const id = `${run}/${publisher}/${i}`;
    const text = JSON.stringify({ id, padding: 'x'.repeat(i % 500) });
    const { epoch, offset } = await store.append({ topic, ...BOUNDS }, { text, at: Date.now(), id });
    process.stdout.write(`${JSON.stringify({ topic, epoch, offset, id })}\n`);
  }
}

for (let publisher = 0; publisher < PUBLISHERS; publisher++) {
  publish(publisher).catch((error: unknown) => process.stdout.write(`${JSON.stringify({ refused: String(error) })}\n`));
}
// Until it is killed.
setInterval(() => {}, 1000);
