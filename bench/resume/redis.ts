import { createClient } from 'redis';
import { serve } from '../rig/remote.ts';
import { said } from '../topics/said.ts';
import { timed } from './timed.ts';

// The same messages in streams of Redis, read by its client for Node. In a process of its own.

const AT_ONCE = 1000;

let client: ReturnType<typeof createClient> | undefined;
let streams = 0;
/** The id after which each stream's missed messages come. */
let places: readonly string[] = [];

function connected(): NonNullable<typeof client> {
  if (client === undefined) throw new Error('There is no connection to Redis yet.');
  return client;
}

const keyOf = (stream: number): string => `room:${stream}`;

const methods = {
  async connect(url: string): Promise<void> {
    client = createClient({ url });
    // What goes wrong ends the measurement.
    client.on('error', (error: Error) => {
      throw error;
    });
    await client.connect();
  },

  /** Makes so many streams with so many entries each; readers will have missed the last of them. */
  async fill(count: number, messages: number, missed: number): Promise<void> {
    streams = count;
    for (let n = 0; n < count * messages; n += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, count * messages - n) }, (_, more) => n + more);
      await Promise.all(
        some.map((each) => connected().xAdd(keyOf(each % count), '*', { message: JSON.stringify(said(each)) })),
      );
    }
    places = await Promise.all(
      Array.from({ length: count }, async (_, stream) => {
        const newest = await connected().xRevRange(keyOf(stream), '+', '-', { COUNT: missed + 1 });
        return newest?.at(-1)?.id ?? '0';
      }),
    );
  },

  /** Reads what was missed so many times, some at a time: the client sends those together. */
  resume: (count: number, missed: number, atOnce: number) =>
    timed(count, atOnce, async (n) => {
      const stream = n % streams;
      const entries = await connected().xRange(keyOf(stream), `(${places[stream]}`, '+', { COUNT: missed });
      if (entries?.length !== missed) throw new Error(`${entries?.length ?? 'No'} entries came instead of ${missed}.`);
    }),

  close: () => connected().close(),
};

/** What the reader of streams can be asked. */
export type RedisApi = typeof methods;

serve(methods);
